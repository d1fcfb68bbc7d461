"""A button that opens another element, a dialog, modally."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class DialogOpen(Behaviour):
    """``data-dialog`` names the dialog."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Open the dialog."""
        dialog = root.by_id(root.get("data-dialog", ""))
        if dialog is not None and not dialog.open:
            page.show_modal(dialog)
