"""One of many: a click on a thing with data-value puts the value into the hidden input and the text on the face."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page

_STATES = ("aria-pressed", "aria-checked", "aria-selected")


def _field(root: Element) -> Element:
    return need(root, "input[type=hidden]")


def _show(root: Element, value: str) -> None:
    text = root.get("data-empty", "")
    for item in root.find_all("[data-value]"):
        chosen = item.get("data-value") == value
        for state in _STATES:
            if item.has(state):
                item.set(state, "true" if chosen else "false")
        if chosen and value:
            text = item.text_content.strip()
    face = root.find("[data-face]")
    if face is not None:
        face.set_text(text)


class Picks(Behaviour):
    """Chooses on click; with ``data-clear`` a second click takes the choice back."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first choice."""
        remember(root, _field(root))

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Choose."""
        item = event.target.closest("[data-value]")
        if item is None:
            return
        value = item.get("data-value", "")
        if value == _field(root).value and root.has("data-clear"):
            value = ""
        _show(root, value)
        choose_value(page, _field(root), value)

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first choice."""
        page.set_value(_field(root), root.get("data-initial", ""))
        _show(root, _field(root).value)
