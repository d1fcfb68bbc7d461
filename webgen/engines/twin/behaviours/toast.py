"""A message that goes away by itself."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _vanish(page: Page, root: Element) -> None:
    page.remove(root)


class Toast(Behaviour):
    """``data-timeout`` is in virtual ms; ``data-close`` inside ends it at once."""

    def init(self, page: Page, root: Element) -> None:
        """Start its time."""
        ms = int(root.get("data-timeout", "0") or 0)
        if ms > 0:
            page.clock.later(ms, _vanish, page, root)

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Go, if asked to."""
        if event.target.closest("[data-close]") is not None:
            page.remove(root)
