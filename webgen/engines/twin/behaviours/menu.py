"""A menu button: arrows cycle through the items, Escape and a choice give the focus back."""

from __future__ import annotations

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class _Parts:
    def __init__(self, root: Element, role: str) -> None:
        self.menu = need(root, "[role=menu]")
        self.button = need(root, "[aria-haspopup=menu]")
        self.items = self.menu.find_all(f"[role={role}]")

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


class Menu(Behaviour):
    """Opens on click or ArrowDown and moves the focus in, to what is checked if anything is."""

    role = "menuitem"

    def parts(self, root: Element) -> _Parts:
        """Return the parts the markup promises."""
        return _Parts(root, self.role)

    def to(self, key: str, at: int, count: int) -> int | None:
        """Return the item a key leads to from one (-1: none): the ends are next to each other."""
        up = (count if at <= 0 else at) - 1
        to = {"ArrowDown": at + 1, "ArrowUp": up, "Home": 0, "End": count - 1}.get(key)
        return to if to is None or not count else to % count

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Open and close; a chosen item closes too."""
        parts = self.parts(root)
        if parts.button.contains(event.target):
            if parts.closed:
                parts.open(page)
            else:
                parts.close()
        elif event.target.closest(f"[role={self.role}]") is not None:
            parts.give(page)

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Open, cycle, or close."""
        parts = self.parts(root)
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
            item = event.target.closest(f"[role={self.role}]")
            at = next((index for index, one in enumerate(parts.items) if one is item), -1)
            to = self.to(event.key, at, len(parts.items))
            if to is None:
                return
            if parts.items:
                focus.move(page, parts.items[to])
        event.prevent()

    def outside(self, page: Page, root: Element) -> None:
        """Close."""
        parts = self.parts(root)
        if not parts.closed:
            parts.close()
