"""Buttons that stay down, each with its data-value, and a hidden input: one of several, or one alone with data-off."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _parts(root: Element) -> tuple[list[Element], Element]:
    return root.find_all("[aria-pressed]"), need(root, "input[type=hidden]")


def _show(buttons: list[Element], value: str) -> None:
    for button in buttons:
        button.set("aria-pressed", "true" if button.get("data-value") == value else "false")


class Press(Behaviour):
    """A click chooses; one alone with ``data-off`` lets go again."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first state."""
        remember(root, _parts(root)[1])

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Choose, or let go."""
        buttons, field = _parts(root)
        button = event.target.closest("[aria-pressed]")
        if button is None:
            return
        down = button.get("aria-pressed") == "true"
        value = button.get("data-off" if down and button.has("data-off") else "data-value", "")
        _show(buttons, value)
        choose_value(page, field, value)

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first state."""
        buttons, field = _parts(root)
        page.set_value(field, root.get("data-initial", ""))
        _show(buttons, field.value)
