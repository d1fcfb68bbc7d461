"""An on/off switch: a button with the face, a hidden input with 0 or 1."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _parts(root: Element) -> tuple[Element, Element]:
    return need(root, "[role=switch]"), need(root, "input[type=hidden]")


class Switch(Behaviour):
    """Flips on click."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first state."""
        remember(root, _parts(root)[1])

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Flip, if the button was meant."""
        button, field = _parts(root)
        if not button.contains(event.target):
            return
        on = button.get("aria-checked") != "true"
        button.set("aria-checked", "true" if on else "false")
        choose_value(page, field, "1" if on else "0")

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first state."""
        button, field = _parts(root)
        page.set_value(field, root.get("data-initial", ""))
        button.set("aria-checked", "true" if field.value == "1" else "false")
