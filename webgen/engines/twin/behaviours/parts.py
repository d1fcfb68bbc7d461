"""A date in three controls, put together in a hidden input; what is no number reads "?"."""

from __future__ import annotations

import re

from webgen.engines.twin.behaviours.base import Behaviour, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _field(root: Element) -> Element:
    return need(root, "input[type=hidden]")


def _piece(root: Element, name: str, size: int) -> str:
    text = need(root, f"[data-part={name}]").value
    if text == "":
        return ""
    return text.rjust(size, "0") if re.fullmatch("[0-9]{1,4}", text) else "?"


class Parts(Behaviour):
    """The controls are ``data-part`` year, month and day."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first date."""
        remember(root, _field(root))

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Put the date together."""
        pieces = [_piece(root, "year", 4), _piece(root, "month", 2), _piece(root, "day", 2)]
        page.set_value(_field(root), "-".join(pieces) if any(pieces) else "")

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first date."""
        page.set_value(_field(root), root.get("data-initial", ""))
