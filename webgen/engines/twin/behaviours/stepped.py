"""A slider over choices, which stand in hidden items."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _parts(root: Element) -> tuple[Element, Element]:
    return need(root, "[data-face]"), need(root, "input[type=hidden]")


class Stepped(Behaviour):
    """The position is the place of an item with ``data-value``; ``data-face`` names it."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first choice."""
        face, field = _parts(root)
        remember(root, field, face)

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Take the choice of the position."""
        face, field = _parts(root)
        item = root.find_all("[data-value]")[int(event.target.value)]
        face.set_text(item.text_content.strip())
        page.set_value(field, item.get("data-value", ""))

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first choice."""
        face, field = _parts(root)
        page.set_value(field, root.get("data-initial", ""))
        face.set_text(root.get("data-initial-face", ""))
