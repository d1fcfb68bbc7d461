"""An output that repeats the value of the input beside it."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class Mirror(Behaviour):
    """One ``input``, one ``output``."""

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Show the new value."""
        need(root, "output").set_text(need(root, "input").value)

    def reset(self, page: Page, root: Element) -> None:
        """Show the first value."""
        need(root, "output").set_text(need(root, "input").default_value)
