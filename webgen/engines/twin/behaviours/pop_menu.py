"""A button that opens a menu of radio items: arrows move, a choice and Escape give the focus back."""

from __future__ import annotations

from webgen.engines.twin.behaviours.menu import Menu
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Page


class PopMenu(Menu):
    """A menu of choices: the arrows stop at its ends, and it closes when the form around it is reset."""

    role = "menuitemradio"

    def to(self, key: str, at: int, count: int) -> int | None:
        """Return the item a key leads to from one (-1: none)."""
        last = count - 1
        return {"ArrowDown": min(at + 1, last), "ArrowUp": max(at - 1, 0), "Home": 0, "End": last}.get(key)

    def reset(self, page: Page, root: Element) -> None:
        """Close."""
        self.parts(root).close()
