"""A value behind dots: its button shows one or the other."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class Unmask(Behaviour):
    """``data-mask`` are the dots, ``data-bare`` is the value."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Turn it over."""
        button = event.target.closest("[aria-pressed]")
        if button is None:
            return
        shown = button.get("aria-pressed") != "true"
        button.set("aria-pressed", "true" if shown else "false")
        need(root, "[data-mask]").toggle_attr("hidden", shown)
        need(root, "[data-bare]").toggle_attr("hidden", not shown)
