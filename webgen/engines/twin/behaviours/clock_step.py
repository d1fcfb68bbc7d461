"""A time of day that buttons put forward and back."""

from __future__ import annotations

import re

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _field(root: Element) -> Element:
    return need(root, "input[type=hidden]")


def _show(root: Element, value: str) -> None:
    need(root, "[data-face]").set_text(value or root.get("data-empty", ""))


class ClockStep(Behaviour):
    """``data-by`` of a button is in minutes, ``data-clear`` empties, ``data-start`` is where an empty one starts."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first time."""
        remember(root, _field(root))

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Move, or empty."""
        button, field = event.target.closest("[data-by]"), _field(root)
        if event.target.closest("[data-clear]") is not None:
            _show(root, "")
            choose_value(page, field, "")
        if button is None:
            return
        value = root.get("data-start", "")
        found = re.fullmatch("([0-9]{2}):([0-9]{2})", field.value)
        if found is not None:
            to = (int(found[1]) * 60 + int(found[2]) + int(button.get("data-by", "0")) + 1440) % 1440
            value = f"{to // 60:02d}:{to % 60:02d}"
        _show(root, value)
        choose_value(page, field, value)

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first time."""
        page.set_value(_field(root), root.get("data-initial", ""))
        _show(root, _field(root).value)
