"""A button that puts the sentence chosen in a list at the end of the text."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class Insert(Behaviour):
    """The button is ``data-insert``."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Add the sentence on a line of its own."""
        sentence, area = need(root, "select").value, need(root, "textarea")
        if event.target.closest("[data-insert]") is None or sentence == "":
            return
        choose_value(page, area, f"{area.value}\n{sentence}" if area.value else sentence)
