"""A form that shows its save bar once something was changed; reset hides it again."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _show(root: Element, shown: bool) -> None:
    for bar in root.find_all("[data-savebar]"):
        bar.toggle_attr("hidden", not shown)


class Savebar(Behaviour):
    """The bar is the ``data-savebar`` element of the form."""

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Show the bar."""
        _show(root, True)

    def change(self, page: Page, root: Element, event: Event) -> None:
        """Show the bar."""
        _show(root, True)

    def reset(self, page: Page, root: Element) -> None:
        """Hide the bar."""
        _show(root, False)
