"""A modal dialog: open from the start where data-open says so; data-close inside closes it."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class Dialog(Behaviour):
    """Opens itself and lets itself be closed."""

    def init(self, page: Page, root: Element) -> None:
        """Open, where that is asked for."""
        if root.has("data-open") and not root.open:
            page.show_modal(root)

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Close."""
        button = event.target.closest("[data-close]")
        if button is not None and button.closest("dialog") is root:
            page.close_dialog(root)
