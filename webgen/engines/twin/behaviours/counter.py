"""A text field with maxlength, and a line that says how many characters are left."""

from __future__ import annotations

from webgen.engines.rules import utf16
from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _show(root: Element, text: str) -> None:
    left = int(need(root, "input").get("maxlength", "0")) - utf16(text)
    need(root, "[data-left]").set_text(
        root.get("data-one", "1 character left")
        if left == 1
        else root.get("data-many", "{left} characters left").replace("{left}", str(left), 1)
    )


class Counter(Behaviour):
    """The line is ``data-left``."""

    def init(self, page: Page, root: Element) -> None:
        """Count what is there."""
        _show(root, need(root, "input").value)

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Count again."""
        _show(root, need(root, "input").value)

    def reset(self, page: Page, root: Element) -> None:
        """Count the first text."""
        _show(root, need(root, "input").default_value)
