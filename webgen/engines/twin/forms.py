"""Forms: what they hold, whether it is valid, sending them, and editing their controls by hand."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from webgen.engines.rules import utf16
from webgen.engines.twin import address, focus
from webgen.engines.twin.dom import Element

if TYPE_CHECKING:
    from webgen.engines.twin.page import Page

Entries = list[tuple[str, str]]
_SUBMITTABLE = frozenset(("button", "input", "select", "textarea"))
_TEXT = frozenset(("text", "search", "tel", "url", "email", "password"))
_DATES = frozenset(("date", "month", "week", "time", "datetime-local"))
_EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)


# ---- what a form holds -------------------------------------------------------------------------------------------


def controls(form: Element) -> list[Element]:
    """Return the controls a form owns, in document order."""
    name = form.id
    scope = form.document.root if name and form.connected else form
    return [one for one in scope.iter() if one.tag in _SUBMITTABLE and one.form is form]


def submits(control: Element) -> bool:
    """Tell whether a control is a submit button."""
    return control.tag in ("button", "input") and control.type in ("submit", "image")


def entries(form: Element, submitter: Element | None, *, empty_files: bool = True) -> Entries:
    """Return the form data set: names and values in document order; a file counts by its name, no file as empty."""
    found: Entries = []
    for one in controls(form):
        name = one.get("name", "")
        kind = one.type
        if focus.disabled(one) or any(above.tag == "datalist" for above in one.ancestors()):
            continue
        if (kind in ("submit", "image", "button", "reset") and one is not submitter) or not name:
            continue
        if kind in ("checkbox", "radio"):
            if one.checked:
                found.append((name, one.value))
        elif one.tag == "select":
            found.extend((name, option.value) for option in one.selected_options if not option.option_disabled)
        elif kind == "file":
            found.extend((name, file) for file in one.files or (("",) if empty_files else ()))
        else:
            found.append((name, one.value))
    return found


# ---- validity ----------------------------------------------------------------------------------------------------


def validates(control: Element) -> bool:
    """Tell whether constraints apply to a control at all."""
    if focus.disabled(control) or control.tag == "button" and control.type != "submit":
        return False
    if control.tag == "input" and control.type in ("hidden", "reset", "button"):
        return False
    if control.has("readonly") and control.tag in ("input", "textarea") and control.type not in _NEVER_READONLY:
        return False
    return not any(above.tag == "datalist" for above in control.ancestors())


_NEVER_READONLY = frozenset(
    ("hidden", "range", "color", "checkbox", "radio", "file", "submit", "image", "reset", "button")
)


def missing(control: Element) -> bool:
    """Tell whether a required control has no value."""
    kind = control.type
    if control.tag == "input" and kind == "radio":
        group = control.radio_group()
        return any(one.has("required") for one in group) and not any(one.checked for one in group)
    if not control.has("required"):
        return False
    if kind == "checkbox":
        return not control.checked
    if kind == "file":
        return not control.files
    if control.tag == "select":
        chosen = control.selected_options
        if not chosen:
            return True
        placeholder = control.options[0] if control.drop_down and control.options else None
        return all(one is placeholder and one.value == "" and one.parent is control for one in chosen)
    if kind in ("range", "color"):
        return False
    return control.value == ""


def _length(control: Element, name: str) -> int | None:
    text = control.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() else None


def length_limit(control: Element) -> int | None:
    """Return ``maxlength`` where it counts."""
    return _length(control, "maxlength") if control.tag == "textarea" or control.type in _TEXT else None


def _mismatch(control: Element, value: str) -> bool:
    """Type and pattern mismatch of a value that is not empty."""
    kind = control.type
    if kind == "email":
        parts = [part.strip() for part in value.split(",")] if control.has("multiple") else [value]
        if not all(_EMAIL.fullmatch(part) for part in parts):
            return True
    if kind == "url" and not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:(//[^/\s]+|(?!//)\S)", value):
        return True
    pattern = control.get("pattern")
    if pattern and kind in _TEXT:
        try:
            return re.fullmatch(pattern, value) is None
        except re.error:
            return False
    return False


def _decimal(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


EXACT = 2**53


def _beyond(control: Element, value: str) -> bool:
    """Range and step of a number or date that is not empty."""
    low, high = control.get("min", ""), control.get("max", "")
    if control.type in _DATES:
        return bool((low and value < low) or (high and value > high))
    number, least, most = _decimal(value), _decimal(low), _decimal(high)
    if number is None:
        return False
    if (least is not None and number < least) or (most is not None and number > most):
        return True
    step = control.get("step", "1").strip().lower()
    if step == "any":
        return False
    width = _decimal(step)
    width = width if width is not None and width > 0 else Decimal(1)
    base = least if least is not None else (_decimal(control.get("value")) or Decimal(0))
    if abs(number) >= EXACT:  # a double is no longer exact there, and Chromium lets it pass
        return False
    return (number - base) % width != 0


def valid(control: Element, *, by_hand: bool) -> bool:
    """Tell whether a control satisfies its constraints; the length limits count only for what was written by hand."""
    if not validates(control):
        return True
    if missing(control):
        return False
    kind = control.type
    if control.tag == "input" and kind == "number" and control._value and control.value == "":
        return False  # bad input: text that is no number
    texty = control.tag == "textarea" or kind in _TEXT
    if not texty and not (control.tag == "input" and (kind == "number" or kind in _DATES)):
        return True
    value = control.value
    if not value:
        return True
    if texty:
        short = _length(control, "minlength")
        if by_hand and short is not None and utf16(value) < short:
            return False
        return control.tag == "textarea" or not _mismatch(control, value)
    return not _beyond(control, value)


# ---- sending -----------------------------------------------------------------------------------------------------


def follow(page: Page, url: str, target: str = "") -> None:
    """Go to an address as a link does: a fragment of this page stays in the page."""
    from webgen.engines.twin.page import Navigation

    page.host.leave(page, Navigation(url, target=target))


def submit(page: Page, form: Element, submitter: Element | None) -> None:
    """Send a form as the user does: check it, fire ``submit``, navigate."""
    from webgen.engines.twin.page import Event

    if not form.connected:
        return
    if not form.has("novalidate") and not (submitter is not None and submitter.has("formnovalidate")):
        bad = [one for one in controls(form) if not valid(one, by_hand=one in page.written)]
        if bad:
            first = next((one for one in bad if focus.can_take(page, one)), None)
            if first is not None:
                focus.move(page, first)
            return
    if page.dispatch(Event("submit", form, submitter=submitter)):
        send(page, form, submitter)


def send(page: Page, form: Element, submitter: Element | None) -> None:
    """Send a form without asking anybody."""
    from webgen.engines.twin.page import Navigation

    def own(name: str, default: str) -> str:
        if submitter is not None and submitter.has(f"form{name}"):
            return submitter.get(f"form{name}", default)
        return form.get(name, default)

    method = own("method", "get").lower()
    if method == "dialog":
        dialog = form.closest(lambda one: one.tag == "dialog")
        if dialog is not None:
            page.close_dialog(dialog)
        return
    url = address.join(page.document.url, own("action", "") or page.document.url)
    data = tuple((_crlf(name), _crlf(value)) for name, value in entries(form, submitter))
    target = own("target", "")
    if method == "post":
        page.host.leave(page, Navigation(url, "POST", data, target=target))
        return
    query = "&".join(f"{_form_quote(name)}={_form_quote(value)}" for name, value in data)
    page.host.leave(page, Navigation(address.with_query(url, query), target=target, submits=True))


def _crlf(text: str) -> str:
    return re.sub(r"\r\n|\r|\n", "\r\n", text)


def _form_quote(text: str) -> str:
    return quote_plus(text, safe="*").replace("~", "%7E")


def implicit_submit(page: Page, field: Element) -> None:
    """Enter in a field: press the first submit button, or send a form that has only this one line.

    In a line of text a disabled first button keeps the form from being sent; elsewhere the next one is taken.
    """
    from webgen.engines.twin import pointer

    focus.tell_change(page)
    form = field.form
    if form is None:
        return
    owned = controls(form)
    texty = _is_line(field)
    buttons = [one for one in owned if submits(one) and (texty or not focus.disabled(one))]
    if buttons:
        if not focus.disabled(buttons[0]):
            pointer.activate(page, buttons[0])
    elif texty and sum(map(_is_line, owned)) == 1:
        submit(page, form, None)


def _is_line(control: Element) -> bool:
    return control.tag == "input" and (control.type in _TEXT or control.type == "number")


def reset(page: Page, form: Element) -> None:
    """Bring all controls of a form back to what was served."""
    from webgen.engines.twin.page import Event

    if page.dispatch(Event("reset", form)):
        for one in controls(form):
            one.reset()
            page.written.discard(one)
            for option in one.options if one.tag == "select" else ():
                option.touch()  # each shows its own state
