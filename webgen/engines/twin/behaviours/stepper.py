"""A text box with buttons that change its number by whole steps; arrow keys do so too."""

from __future__ import annotations

import re

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page

SHAPE = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")


def _hundredths(text: str) -> int | None:
    found = SHAPE.fullmatch(text.strip())
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


def _step(page: Page, root: Element, by: int) -> None:
    field = need(root, "input")
    low, high = (_hundredths(root.get(name, "")) or 0 for name in ("data-min", "data-max"))
    count = _hundredths(field.value)
    to = low if count is None else min(max(count + by * 100, low), high)
    places = root.get("data-places") == "2"
    choose_value(page, field, f"{to // 100}.{to % 100:02}" if places else str(to // 100))


class Stepper(Behaviour):
    """``data-min``, ``data-max`` and ``data-places`` (0 or 2) are on the root, ``data-by`` on the buttons."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Take the step of a button."""
        button = event.target.closest("[data-by]")
        if button is not None:
            _step(page, root, int(button.get("data-by", "0")))

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Take the step of an arrow key."""
        by = {"ArrowUp": 1, "ArrowDown": -1}.get(event.key)
        if by is None or event.target is not need(root, "input"):
            return
        _step(page, root, by)
        event.prevent()
