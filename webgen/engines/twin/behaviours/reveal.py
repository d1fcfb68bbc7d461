"""A field whose text is dots until a button is pressed."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _show(root: Element, *, on: bool) -> None:
    need(root, "[data-reveal]").set("aria-pressed", "true" if on else "false")
    need(root, "input").set("type", "text" if on else "password")


class Reveal(Behaviour):
    """The button is ``data-reveal``."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Show the text, or the dots."""
        button = event.target.closest("[data-reveal]")
        if button is not None:
            _show(root, on=button.get("aria-pressed") != "true")

    def reset(self, page: Page, root: Element) -> None:
        """Show the dots."""
        _show(root, on=False)
