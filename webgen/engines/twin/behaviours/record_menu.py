"""A menu that the right mouse button opens anywhere in its root, besides its own button."""

from __future__ import annotations

from webgen.engines.twin.behaviours.menu import Menu
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class RecordMenu(Menu):
    """The parts are those of a menu."""

    def contextmenu(self, page: Page, root: Element, event: Event) -> None:
        """Open it."""
        event.prevent()
        self.parts(root).open(page)
