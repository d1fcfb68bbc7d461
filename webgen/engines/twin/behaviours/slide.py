"""Buttons that push the slider beside them."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class Slide(Behaviour):
    """``data-by`` says how far."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Push."""
        button, field = event.target.closest("[data-by]"), need(root, "input[type=range]")
        if button is None:
            return
        low, high = int(field.get("min", "0")), int(field.get("max", "0"))
        to = str(min(max(int(field.value) + int(button.get("data-by", "0")), low), high))
        if to == field.value:
            return
        page.set_value(field, to)
        page.fire("input", field)
        page.fire("change", field)
