"""Buttons with data-value that put it into the input beside them."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class Preset(Behaviour):
    """One ``input``, several buttons."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Set the value."""
        button = event.target.closest("[data-value]")
        if button is not None:
            choose_value(page, need(root, "input"), button.get("data-value", ""))
