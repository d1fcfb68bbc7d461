"""A button that says how things are and turns them over."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _field(root: Element) -> Element:
    return need(root, "input[type=hidden]")


def _show(root: Element, value: str) -> None:
    need(root, "[data-face]").set_text(root.get("data-on" if value == "1" else "data-off", ""))


class Flip(Behaviour):
    """It says ``data-on`` or ``data-off``."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first state."""
        remember(root, _field(root))

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Turn over."""
        if event.target.closest("button") is None:
            return
        value = "0" if _field(root).value == "1" else "1"
        _show(root, value)
        choose_value(page, _field(root), value)

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first state."""
        page.set_value(_field(root), root.get("data-initial", ""))
        _show(root, _field(root).value)
