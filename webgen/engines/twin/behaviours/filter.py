"""A text field that leaves only those things with data-value whose text contains it."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _narrow(root: Element, text: str) -> None:
    wanted = text.strip().lower()
    left = 0
    for item in root.find_all("[data-value]"):
        shown = wanted in item.text_content.lower()
        item.toggle_attr("hidden", not shown)
        left += shown
    need(root, "[data-none]").toggle_attr("hidden", left > 0)


class Filter(Behaviour):
    """Narrows while one types; Enter sends no form."""

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Show what fits."""
        if event.target.has("data-filter"):
            _narrow(root, event.target.value)

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Keep Enter from sending the form."""
        if event.key == "Enter" and event.target.has("data-filter"):
            event.prevent()

    def reset(self, page: Page, root: Element) -> None:
        """Show all."""
        _narrow(root, "")
