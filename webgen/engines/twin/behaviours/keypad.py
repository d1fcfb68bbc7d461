"""Keys of a calculator; digits typed on the keyboard count too."""

from __future__ import annotations

import re

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page

_KEYS = {"Backspace": "back", "Delete": "clear"}


def _field(root: Element) -> Element:
    return need(root, "input[type=hidden]")


def _fits(root: Element, text: str) -> bool:
    shape = r"[0-9]{1,7}(\.[0-9]{0,2})?" if root.get("data-places") == "2" else "[0-9]{1,7}"
    return re.fullmatch(shape, text) is not None


def _show(root: Element, value: str) -> None:
    need(root, "[data-face]").set_text(value or root.get("data-empty", ""))


def _push(page: Page, root: Element, key: str) -> None:
    now = _field(root).value
    if key == "clear":
        value = ""
    elif key == "back":
        value = now[:-1]
    else:
        value = key if now == "0" and key != "." else now + key
        if not _fits(root, value):
            return
    _show(root, value)
    choose_value(page, _field(root), value)


class Keypad(Behaviour):
    """``data-key`` is a digit, a point, ``back`` or ``clear``; ``data-places`` is 0 or 2."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first number."""
        remember(root, _field(root))

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Push a key."""
        button = event.target.closest("[data-key]")
        if button is not None:
            _push(page, root, button.get("data-key", ""))

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Take what is typed."""
        key = _KEYS.get(event.key) or (event.key if re.fullmatch("[0-9.]", event.key) else None)
        if key is None:
            return
        _push(page, root, key)
        event.prevent()

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first number."""
        page.set_value(_field(root), root.get("data-initial", ""))
        _show(root, _field(root).value)
