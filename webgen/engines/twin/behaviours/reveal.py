<<<<<<< HEAD
"""A field whose text is dots until a button is pressed."""
=======
"""A value behind dots: its button shows one or the other."""
>>>>>>> 3f2936d (Forms and records are laid out in containers, forms open in places, actions of records are in bars: each a discovered kind)

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


<<<<<<< HEAD
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
=======
class Reveal(Behaviour):
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
>>>>>>> 3f2936d (Forms and records are laid out in containers, forms open in places, actions of records are in bars: each a discovered kind)
