"""Arrow keys move the focus among the things with data-value; one of them is a stop of the Tab key."""

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


class Rove(Behaviour):
    """Arrows, Home and End move; nothing is chosen by it."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Tab stops here from now on."""
        item = event.target.closest("[data-value]")
        if item is not None:
            _stop(root, item)

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Go to another one."""
        item = event.target.closest("[data-value]")
        items = root.find_all("[data-value]")
        at = next((index for index, one in enumerate(items) if one is item), -1)
        if at < 0:
            return
        after, before = (at + 1) % len(items), (at - 1) % len(items)
        to = {
            "ArrowRight": after, "ArrowDown": after, "ArrowLeft": before, "ArrowUp": before, "Home": 0,
            "End": len(items) - 1,
        }.get(event.key)  # fmt: skip
        if to is None:
            return
        event.prevent()
        _stop(root, items[to])
        focus.move(page, items[to])

    def reset(self, page: Page, root: Element) -> None:
        """Tab stops at the first choice again."""
        items = root.find_all("[data-value]")
        chosen = next((one for one in items if one.get("aria-selected") == "true"), None)
        if items:
            _stop(root, chosen or items[0])
