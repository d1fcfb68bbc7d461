"""A number that arrow and page keys, and buttons, turn up and down."""

from __future__ import annotations

import re

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page

_KEYS = {"ArrowUp": 1, "ArrowDown": -1, "PageUp": 10, "PageDown": -10, "Home": -(10**9), "End": 10**9}


def _parts(root: Element) -> tuple[Element, Element]:
    return need(root, "[role=spinbutton]"), need(root, "input[type=hidden]")


def _show(root: Element, value: str) -> None:
    wheel, _ = _parts(root)
    wheel.set_text(value or "–")
    if value:
        wheel.set("aria-valuenow", value)
    else:
        wheel.remove_attr("aria-valuenow")


def _turn(page: Page, root: Element, by: int) -> None:
    wheel, field = _parts(root)
    low, high = int(wheel.get("aria-valuemin", "0")), int(wheel.get("aria-valuemax", "0"))
    known = re.fullmatch("[0-9]{1,9}", field.value) is not None
    to = str(min(max(int(field.value) + by, low), high) if known else low)
    _show(root, to)
    choose_value(page, field, to)


class Dial(Behaviour):
    """``data-by`` of a button says how far, ``data-clear`` empties."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first number."""
        remember(root, _parts(root)[1])

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Turn, or empty."""
        button = event.target.closest("[data-by]")
        if button is not None:
            _turn(page, root, int(button.get("data-by", "0")))
        if event.target.closest("[data-clear]") is not None:
            _show(root, "")
            choose_value(page, _parts(root)[1], "")

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Turn."""
        by = _KEYS.get(event.key)
        if by is None or event.target is not _parts(root)[0]:
            return
        _turn(page, root, by)
        event.prevent()

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first number."""
        _, field = _parts(root)
        page.set_value(field, root.get("data-initial", ""))
        _show(root, field.value)
