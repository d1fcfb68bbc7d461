"""One value in several controls, put together in a hidden input with ``data-join`` between them."""

from __future__ import annotations

import re

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _field(root: Element) -> Element:
    return need(root, "input[type=hidden]")


def _piece(part: Element) -> str:
    size = int(part.get("data-pad", "0"))
    return part.value.rjust(size, "0") if re.fullmatch("[0-9]+", part.value) else part.value


class Joined(Behaviour):
    """``data-pad`` fills a number up with zeros; with ``data-advance`` the focus goes on once a control is filled."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first value."""
        remember(root, _field(root))

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Put the value together; go on to the next control."""
        parts = root.find_all("[data-part]")
        pieces = [_piece(part) for part in parts]
        page.set_value(_field(root), root.get("data-join", "").join(pieces) if any(pieces) else "")
        at = next((index for index, part in enumerate(parts) if part is event.target), -1)
        if root.has("data-advance") and event.target.value != "" and at + 1 < len(parts):
            focus.move(page, parts[at + 1])

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first value."""
        page.set_value(_field(root), root.get("data-initial", ""))
