"""A button that shows and hides one element."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class Toggle(Behaviour):
    """``aria-expanded`` and the ``hidden`` of what ``aria-controls`` names."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Show or hide."""
        opened = root.get("aria-expanded") != "true"
        root.set("aria-expanded", "true" if opened else "false")
        panel = root.by_id(root.get("aria-controls", ""))
        if panel is not None:
            panel.toggle_attr("hidden", not opened)
