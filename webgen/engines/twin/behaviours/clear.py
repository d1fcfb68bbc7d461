"""A text field with a button that empties it, there while there is something to empty."""

from __future__ import annotations

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _parts(root: Element) -> tuple[Element, Element]:
    return need(root, "input"), need(root, "[data-clear]")


class Clear(Behaviour):
    """The focus goes to the field, and the button away."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Empty the field."""
        field, button = _parts(root)
        if not button.contains(event.target):
            return
        focus.move(page, field)
        button.toggle_attr("hidden", True)
        choose_value(page, field, "")

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Show the button when there is something."""
        field, button = _parts(root)
        button.toggle_attr("hidden", field.value == "")

    def reset(self, page: Page, root: Element) -> None:
        """Show the button if the first text was not empty."""
        field, button = _parts(root)
        button.toggle_attr("hidden", field.default_value == "")
