"""A button that opens a menu of radio items: arrows move, a choice and Escape give the focus back."""

from __future__ import annotations

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class _Parts:
    def __init__(self, root: Element) -> None:
        self.menu = need(root, "[role=menu]")
        self.button = need(root, "[aria-haspopup=menu]")
        self.items = self.menu.find_all("[role=menuitemradio]")

    @property
    def closed(self) -> bool:
        return self.menu.has("hidden")

    def open(self, page: Page) -> None:
        self.menu.remove_attr("hidden")
        self.button.set("aria-expanded", "true")
        checked = next((one for one in self.items if one.get("aria-checked") == "true"), None)
        if self.items:
            focus.move(page, checked or self.items[0])

    def close(self) -> None:
        self.menu.toggle_attr("hidden", True)
        self.button.set("aria-expanded", "false")

    def give(self, page: Page) -> None:
        focus.move(page, self.button)
        self.close()


class PopMenu(Behaviour):
    """Opens on click or ArrowDown and moves the focus to what is chosen."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Open and close; a chosen item closes too."""
        parts = _Parts(root)
        if parts.button.contains(event.target):
            if parts.closed:
                parts.open(page)
            else:
                parts.close()
        elif event.target.closest("[role=menuitemradio]") is not None:
            parts.give(page)

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Open, move, or close."""
        parts = _Parts(root)
        if parts.closed:
            if event.key != "ArrowDown" or not parts.button.contains(event.target):
                return
            parts.open(page)
        elif event.key == "Escape":
            parts.give(page)
        elif event.key == "Tab":
            parts.close()
            return
        else:
            last = len(parts.items) - 1
            item = event.target.closest("[role=menuitemradio]")
            at = next((index for index, one in enumerate(parts.items) if one is item), -1)
            to = {"ArrowDown": min(at + 1, last), "ArrowUp": max(at - 1, 0), "Home": 0, "End": last}.get(event.key)
            if to is None:
                return
            if 0 <= to <= last:
                focus.move(page, parts.items[to])
        event.prevent()

    def outside(self, page: Page, root: Element) -> None:
        """Close."""
        parts = _Parts(root)
        if not parts.closed:
            parts.close()

    def reset(self, page: Page, root: Element) -> None:
        """Close."""
        _Parts(root).close()
