"""The mouse, and what a click does: activation of links, buttons, check boxes, labels and summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.engines.twin import address, focus, forms
from webgen.engines.twin.dom import Element
from webgen.errors import Unsupported

if TYPE_CHECKING:
    from webgen.engines.twin.page import Page

_INTERACTIVE = frozenset(("button", "input", "select", "textarea", "summary", "label"))


def _active(node: Element) -> bool:
    tag = node.tag
    if tag == "a":
        return "href" in node.attrs
    if tag == "summary":
        return focus.tab_index(node) is not None and node.parent is not None and node.parent.tag == "details"
    return tag in ("button", "input", "label")


def activate(page: Page, target: Element, *, command: bool = False, repeat: bool = False) -> None:
    """Dispatch ``click`` and do what the clicked thing does.

    ``command``: Control or Meta is held. ``repeat``: the second click of a double click, which leaves the focus alone.
    """
    from webgen.engines.twin.page import Event

    node = target.closest(_active)
    if node is not None and focus.disabled(node):
        return
    toggled: list[tuple[Element, bool | None]] = []
    was = False
    if node is not None and node.tag == "input" and node.type in ("checkbox", "radio"):
        was = node.checked
        toggled = [(one, one._checked) for one in (node.radio_group() if node.type == "radio" else [node])]
        node.checked = node.type == "radio" or not was
        page.last_radio.pop(focus.radio_key(node), None)
    allowed = page.dispatch(Event("click", target, command=command))
    if not allowed:
        for one, state in toggled:  # put the boxes back
            one._checked = state
            one.touch()
        return
    if node is not None:
        _act(page, node, target, was, repeat=repeat)


def _act(page: Page, node: Element, target: Element, was: bool, *, repeat: bool) -> None:
    tag, kind = node.tag, node.type
    if tag == "a":
        follow_link(page, node)
    elif tag == "summary":
        details = node.parent
        assert details is not None
        details.open = not details.open
    elif tag == "label":
        _act_label(page, node, target, repeat=repeat)
    elif kind in ("checkbox", "radio"):
        if node.checked != was and node.connected:
            page.fire("input", node)
            page.fire("change", node)
    elif node.has("popovertarget") or node.has("commandfor"):
        raise Unsupported(f"{node!r}: popover and command buttons are outside the twin's subset")
    elif kind in ("submit", "image"):
        form = node.form
        if form is not None:
            forms.submit(page, form, node)
    elif kind == "reset":
        form = node.form
        if form is not None:
            forms.reset(page, form)


def _act_label(page: Page, label: Element, target: Element, *, repeat: bool) -> None:
    control = label.control
    if control is None or control.contains(target) or focus.disabled(control):
        return
    inner: Element | None = target
    while inner is not None and inner is not label:
        if inner.tag in _INTERACTIVE or (inner.tag == "a" and inner.has("href")) or inner.has("tabindex"):
            return
        inner = inner.parent
    if not repeat and focus.can_take(page, control):
        focus.move(page, control)
    activate(page, control)


def follow_link(page: Page, link: Element) -> None:
    """Go where a link leads."""
    forms.follow(page, address.join(page.document.url, link.get("href", "")), link.get("target", ""))


def click(page: Page, target: Element, button: str, *, command: bool = False) -> None:
    """Press and release a mouse button on an element."""
    focus.from_pointer(page, target)
    if button == "left" and target.connected:
        activate(page, target, command=command)


def click_again(page: Page, target: Element, button: str, *, command: bool = False) -> None:
    """Make the second click of a double click, if the page stays and the element can still be reached."""
    if page.clock.stopped or not focus.shown(target) or focus.inert(page, target):
        return
    focus.from_pointer(page, target)
    if button == "left" and target.connected:
        activate(page, target, command=command, repeat=True)
