"""Arrow keys move the focus over a grid of things with data-value; one of them is a stop of the Tab key."""

from __future__ import annotations

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _stop(root: Element, item: Element) -> None:
    for other in root.find_all("[data-value]"):
        if other is item:
            other.remove_attr("tabindex")
        else:
            other.set("tabindex", "-1")


class GridRove(Behaviour):
    """``data-columns`` says how wide the grid is."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Tab stops here from now on."""
        item = event.target.closest("[data-value]")
        if item is not None:
            _stop(root, item)

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Go to a neighbour, where there is one."""
        items = root.find_all("[data-value]")
        item = event.target.closest("[data-value]")
        at = next((index for index, one in enumerate(items) if one is item), -1)
        row = int(root.get("data-columns", "1"))
        by = {"ArrowLeft": -1, "ArrowRight": 1, "ArrowUp": -row, "ArrowDown": row}.get(event.key)
        if at < 0 or by is None:
            return
        event.prevent()
        if 0 <= at + by < len(items):
            _stop(root, items[at + by])
            focus.move(page, items[at + by])

    def reset(self, page: Page, root: Element) -> None:
        """Tab stops at the choice again."""
        items = root.find_all("[data-value]")
        _stop(root, next((one for one in items if one.get("aria-pressed") == "true"), items[0]))
