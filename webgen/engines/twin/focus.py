"""Focus: what can have it, how it moves, and how the browser puts it right when its holder goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from webgen.engines.twin.dom import Element
from webgen.engines.twin.style import context_of
from webgen.errors import Unsupported

if TYPE_CHECKING:
    from webgen.engines.twin.page import Page

FORM_CONTROLS = frozenset(("button", "input", "select", "textarea"))
CARET_KINDS = frozenset(("text", "search", "email", "tel", "url", "password", "number"))


def shown(element: Element) -> bool:
    """Tell whether an element is rendered."""
    return element.connected and context_of(element).shown


def _first_summary(details: Element, child: Element) -> bool:
    return child.tag == "summary" and next((one for one in details.elements if one.tag == "summary"), None) is child


def disabled(element: Element) -> bool:
    """Tell whether a form control is disabled, by itself or by a fieldset."""
    if element.tag not in FORM_CONTROLS and element.tag not in ("option", "optgroup", "fieldset"):
        return False
    if "disabled" in element.attrs:
        return True
    if element.tag == "option":
        return element.option_disabled
    below = element
    for node in element.ancestors():
        if node.shadow:
            return False
        if node.tag == "fieldset" and "disabled" in node.attrs:
            legend = next((one for one in node.elements if one.tag == "legend"), None)
            if legend is not below:
                return True
        below = node
    return False


def tab_index(element: Element) -> int | None:
    """Return the tab index an element has by its attribute or by what it is; None if it cannot be focused."""
    given = element.attrs.get("tabindex")
    if given is not None:
        try:
            return int(given.strip())
        except ValueError:
            pass
    tag = element.tag
    if tag in FORM_CONTROLS:
        return None if tag == "input" and element.type == "hidden" else 0
    if (tag == "a" and "href" in element.attrs) or tag == "iframe":
        return 0
    if tag == "summary":
        parent = element.parent
        return 0 if parent is not None and parent.tag == "details" and _first_summary(parent, element) else None
    if element.attrs.get("contenteditable", "false") != "false":
        return 0
    return None


def focusable(element: Element) -> bool:
    """Tell whether a script could focus an element (modal dialogs aside)."""
    return (tab_index(element) is not None or element.tag == "dialog") and not disabled(element) and shown(element)


def top_modal(page: Page) -> Element | None:
    """Return the modal dialog in front."""
    modals = page.document.modals
    return modals[-1] if modals else None


def inert(page: Page, element: Element) -> bool:
    """Tell whether a modal dialog, or ``inert``, keeps input away from an element."""
    modal = top_modal(page)
    if modal is not None and not modal.contains(element):
        return True
    return any("inert" in node.attrs for node in (element, *element.ancestors()))


def can_take(page: Page, element: Element) -> bool:
    """Tell whether an element can have the focus now."""
    return focusable(element) and not inert(page, element)


# ---- moving ------------------------------------------------------------------------------------------------------


def is_text_field(element: Element) -> bool:
    """Tell whether an element has a caret."""
    return element.tag == "textarea" or (element.tag == "input" and element.type in CARET_KINDS)


def tell_change(page: Page) -> None:
    """Fire ``change`` if the focused field was edited to another value."""
    focused, before = page.document.focused, page.before_edit
    page.before_edit = None
    if focused is not None and before is not None and focused.value != before:
        page.fire("change", focused)


def blur(page: Page) -> None:
    """Take the focus away."""
    if page.document.focused is None:
        return
    tell_change(page)
    page.document.focused = None
    page.caret = None


def move(page: Page, element: Element) -> bool:
    """Focus an element as a script does; return whether it has the focus then."""
    if page.document.focused is element and page.focus_holder is page:
        return True
    if not can_take(page, element):
        return False
    if element in page.frames:  # what is in it has the focus then, as a whole
        page.frames[element].page.take_focus()
        return True
    page.take_focus()
    blur(page)
    if not element.connected:  # the change event led to its removal
        return False
    page.document.focused = element
    page.before_edit = None
    if element.tag == "input" and element.type == "radio":
        page.last_radio[radio_key(element)] = element
    if is_text_field(element):
        from webgen.engines.twin.page import Caret

        page.caret = Caret(0, 0)
    return True


def fix_up(page: Page) -> None:
    """Drop the focus from an element that cannot have it any more; the browser does so in the next frame."""
    focused = page.document.focused
    if focused is not None and not can_take(page, focused):
        blur(page)


def from_pointer(page: Page, target: Element) -> None:
    """Move the focus as pressing the mouse on ``target`` does."""
    node: Element | None = target
    while node is not None:
        if (tab_index(node) is not None or node.tag == "dialog") and can_take(page, node):
            move(page, node)
            return
        node = node.parent
    page.take_focus()
    blur(page)


def enter_dialog(page: Page, dialog: Element) -> None:
    """Move the focus into a dialog that has just opened."""
    inside = [one for one in dialog.iter() if one is not dialog]
    wanted = next((one for one in inside if "autofocus" in one.attrs and can_take(page, one)), None)
    if wanted is None:
        wanted = next((one for one in inside if (tab_index(one) or 0) >= 0 and can_take(page, one)), None)
    move(page, wanted if wanted is not None else dialog)


def autofocus(page: Page) -> None:
    """Focus what asks for it in a page that was just loaded."""
    if page.document.focused is not None:
        return
    for one in page.document.root.iter():
        if "autofocus" in one.attrs and can_take(page, one):
            move(page, one)
            return


# ---- the Tab key -------------------------------------------------------------------------------------------------


def _same_group(one: Element, other: Element) -> bool:
    return (
        other.tag == "input"
        and other.type == "radio"
        and other.get("name") == one.get("name")
        and other.form is one.form
        and other.scope is one.scope
    )


def radio_key(radio: Element) -> tuple[Element | None, str]:
    """Return what names the group of a radio button."""
    return radio.form, radio.get("name", "")


def _radio_stop(page: Page, radio: Element) -> bool:
    """Tell whether Tab may stop at a radio button: one stop per group.

    It is the checked one; with none checked the one that had the focus last; else any, so the first one met.
    """
    if not radio.get("name"):
        return True
    focused = page.document.focused
    if focused is not None and focused is not radio and _same_group(radio, focused):
        return False
    if radio.checked:
        return True
    if any(one.checked and can_take(page, one) for one in radio.radio_group()):
        return False
    last = page.last_radio.get(radio_key(radio))
    return last is None or last is radio or not last.connected


def tabbable(page: Page) -> Iterator[Element]:
    """Yield the stops of the Tab key in document order."""
    modal = top_modal(page)
    for one in (modal or page.document.root).iter():
        index = tab_index(one)
        if index is None or index < 0 or one.tag == "iframe" or not can_take(page, one):
            continue
        if one.tag == "input" and one.type == "radio" and not _radio_stop(page, one):
            continue
        yield one


def stops(page: Page) -> list[tuple[Page, Element]]:
    """Return the stops of the Tab key in a page, those in its frames in the place of the frames."""
    found: list[tuple[Page, Element]] = []
    plain = set(tabbable(page))
    modal = top_modal(page)
    for one in (modal or page.document.root).iter():
        if one in page.frames:
            if not inert(page, one) and shown(one):
                inside = stops(page.frames[one].page)
                if not inside:
                    raise Unsupported(f"{one!r}: where Tab goes from a frame without controls is outside the twin's subset")
                found += inside
        elif one in plain:
            found.append((page, one))
    return found


def step(page: Page, *, backwards: bool) -> None:
    """Move the focus as Tab or Shift+Tab does; it wraps at the ends."""
    top = page.top
    whole = stops(top)
    focused = page.document.focused
    if focused is None:
        own = stops(page)  # with nothing focused in a frame, what is in the frame comes first
        if own:
            move(*own[-1 if backwards else 0])
            return
    if not whole:
        return
    order = _order(top)
    here = order[id(focused if focused is not None else page.document.body)]
    others = [one for one in whole if one[1] is not focused]
    if not others:
        return
    if backwards:
        before = [one for one in others if order[id(one[1])] < here]
        move(*(before[-1] if before else others[-1]))
    else:
        after = [one for one in others if order[id(one[1])] > here]
        move(*(after[0] if after else others[0]))


def _order(page: Page) -> dict[int, int]:
    """Return the place of every element of a page and its frames, by identity."""
    order: dict[int, int] = {}

    def add(inner: Page) -> None:
        for one in inner.document.root.iter():
            order[id(one)] = len(order)
            if one in inner.frames:
                add(inner.frames[one].page)

    add(page)
    return order
