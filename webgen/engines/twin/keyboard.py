"""The keyboard: events and the default actions of keys, text editing included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.engines.rules import utf16
from webgen.engines.twin import focus, forms, pointer
from webgen.engines.twin.clusters import ahead, behind
from webgen.engines.twin.dom import Element
from webgen.errors import Unsupported

if TYPE_CHECKING:
    from webgen.engines.twin.page import Page

_EVENT_KEYS = {"Space": " ", "Shift+Tab": "Tab", "Control+A": "a"}
_BUTTONS = frozenset(("submit", "reset", "button", "image"))
_ARROWS = {"ArrowDown": 1, "ArrowRight": 1, "ArrowUp": -1, "ArrowLeft": -1}

_MIRRORED = {"ArrowLeft": "ArrowRight", "ArrowRight": "ArrowLeft"}


def _is_mirrored(page: Page) -> bool:
    """Tell whether the page runs from right to left: the keys of carets and radio buttons then change sides."""
    found = page.document.root if page.document.root.tag == "html" else next(iter(page.document.root.find_all("html")), None)
    return found is not None and found.get("dir") == "rtl"


def press(page: Page, key: str) -> None:
    """Press and release one key (by its canonical name)."""
    from webgen.engines.twin.page import Event

    document = page.document
    target = document.focused or document.body
    if target is None:
        return
    if not page.dispatch(Event("keydown", target, key=_EVENT_KEYS.get(key, key))):
        return
    if key in ("Tab", "Shift+Tab"):
        focus.step(page, backwards=key == "Shift+Tab")
        return
    focused = document.focused
    if key in _MIRRORED and _is_mirrored(page):
        key = _MIRRORED[key]
    if key == "Escape":
        _escape(page, focused)
    elif focused is not None:
        if focus.is_text_field(focused):
            _edit(page, focused, key)
        else:
            _operate(page, focused, key)


def type_text(page: Page, text: str) -> None:
    """Type characters one by one into whatever has the focus."""
    for char in text:
        if char == "\n":
            press(page, "Enter")
        elif char == " ":
            press(page, "Space")
        elif char.isascii():
            press(page, char)
        else:
            focused = page.document.focused
            if focused is not None and focus.is_text_field(focused):
                insert(page, focused, char)


def _escape(page: Page, focused: Element | None) -> None:
    if focused is not None and focused.tag == "input" and focused.type == "search" and focused.value:
        rewrite(page, focused, "", 0)
        return
    modal = focus.top_modal(page)
    if modal is not None:
        page.close_dialog(modal)


# ---- controls without text ---------------------------------------------------------------------------------------


def _operate(page: Page, focused: Element, key: str) -> None:
    tag, kind = focused.tag, focused.type
    if focused.get("contenteditable", "false") != "false":
        raise Unsupported(f"{focused!r}: editing of contenteditable is outside the twin's subset")
    if tag == "select":
        _select_key(page, focused, key)
    elif tag == "input" and kind == "radio" and key in _ARROWS:
        _next_radio(page, focused, _ARROWS[key])
    elif key == "Enter":
        if tag in ("a", "summary") or tag == "button" or kind in _BUTTONS:
            pointer.activate(page, focused)
        elif tag == "input":
            forms.implicit_submit(page, focused)
    elif key == "Space":
        pressed = tag in ("summary", "button") or kind in _BUTTONS or kind == "checkbox"
        if pressed or (kind == "radio" and not focused.checked):
            pointer.activate(page, focused)


def _next_radio(page: Page, radio: Element, step: int) -> None:
    group = radio.radio_group()
    at = next(index for index, one in enumerate(group) if one is radio)
    for offset in range(1, len(group)):
        other = group[(at + step * offset) % len(group)]
        if focus.can_take(page, other):
            focus.move(page, other)
            pointer.activate(page, other)
            return


def _select_key(page: Page, select: Element, key: str) -> None:
    options = select.options
    live = [index for index, one in enumerate(options) if not one.option_disabled]
    chosen = next((index for index, one in enumerate(options) if one.selected), -1)
    if not live:
        return
    if key == "ArrowDown":
        to = next((index for index in live if index > chosen), chosen)
    elif key == "ArrowUp":
        to = next((index for index in reversed(live) if index < chosen), chosen)
    elif key in ("Home", "End"):
        to = live[0 if key == "Home" else -1]
    else:
        return
    if to != chosen:
        choose(page, select, [to])


def choose(page: Page, select: Element, positions: list[int]) -> None:
    """Select options by position; ``input`` and ``change`` follow if that changes anything."""
    options = select.options
    before = [one.selected for one in options]
    wanted = [index in positions for index in range(len(options))]
    if before == wanted:
        return
    if select.has("multiple"):
        for option, on in zip(options, wanted, strict=True):
            option.selected = on
    else:
        options[positions[0]].selected = True
    for option, was, on in zip(options, before, wanted, strict=True):
        if was != on:
            option.touch()  # each shows its own state
    page.fire("input", select)
    page.fire("change", select)


# ---- text --------------------------------------------------------------------------------------------------------


def raw_text(field: Element) -> str:
    """Return the text in the box, which for number, email and url can differ from the value."""
    return field.value if field.tag == "textarea" or field._value is None else field._value


def rewrite(page: Page, field: Element, text: str, caret: int) -> None:
    """Give a field the text a user's edit leads to, and tell."""
    from webgen.engines.twin.page import Caret

    if page.before_edit is None:
        page.before_edit = field.value
    page.written.add(field)
    field._value = text
    field.touch()
    page.caret = Caret(caret, caret)
    page.fire("input", field)


def insert(page: Page, field: Element, text: str) -> None:
    """Type ``text`` over the selection, as far as ``maxlength`` lets it."""
    if not editable(field):
        return
    old, caret = raw_text(field), page.caret
    start, end = (caret.start, caret.end) if caret is not None else (len(old), len(old))
    room = forms.length_limit(field)
    if room is not None:
        room -= utf16(old[:start] + old[end:])
        while text and utf16(text) > max(room, 0):
            text = text[:-1]
    if text or end > start:
        rewrite(page, field, old[:start] + text + old[end:], start + len(text))


def editable(field: Element) -> bool:
    """Tell whether a text field can be edited."""
    return not field.has("readonly") and not focus.disabled(field)


def replace_all(page: Page, field: Element, text: str) -> None:
    """Select all and write ``text`` in one go."""
    if text or raw_text(field):
        rewrite(page, field, text, len(text))


def _edit(page: Page, field: Element, key: str) -> None:
    from webgen.engines.twin.page import Caret

    if key == "Enter":
        if field.tag == "textarea":
            insert(page, field, "\n")
        else:
            forms.implicit_submit(page, field)
        return
    if key == "Space":
        key = " "
    if len(key) == 1:
        insert(page, field, key)
        return
    text = raw_text(field)
    caret = page.caret or Caret(len(text), len(text))
    start, end = caret.start, caret.end
    if key in ("Backspace", "Delete"):
        if start == end and key == "Backspace":
            start = behind(text, start)
        elif start == end:
            end = ahead(text, end)
        if end > start and editable(field):
            rewrite(page, field, text[:start] + text[end:], start)
        return
    if key == "Control+A":
        page.caret = Caret(0, len(text))
        return
    to = {
        "Home": 0,
        "End": len(text),
        "ArrowLeft": start if end > start else max(start - 1, 0),
        "ArrowRight": end if end > start else min(end + 1, len(text)),
        "ArrowUp": 0,
        "ArrowDown": len(text),
    }.get(key)
    if to is not None:
        page.caret = Caret(to, to)
