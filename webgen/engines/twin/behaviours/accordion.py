"""Headings that are buttons over panels: opening one folds the others, pressing an open one folds it."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class Accordion(Behaviour):
    """The buttons carry ``data-fold``, ``aria-expanded`` and ``aria-controls``."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Open one, or fold the open one."""
        button = event.target.closest("[aria-controls]")
        buttons = root.find_all("[data-fold]")
        if button is None or not any(one is button for one in buttons):
            return
        opened = button.get("aria-expanded") != "true"
        for other in buttons:
            shown = other is button and opened
            other.set("aria-expanded", "true" if shown else "false")
            panel = other.by_id(other.get("aria-controls", ""))
            if panel is not None:
                panel.toggle_attr("hidden", not shown)
