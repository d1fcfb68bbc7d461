"""Numbers the lines of a text."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _show(root: Element, text: str) -> None:
    count = len(text.split("\n"))
    need(root, "[data-lines]").set_text(" ".join(str(at + 1) for at in range(count)))
    need(root, "[data-count]").set_text(str(count))


class LineNumbers(Behaviour):
    """The numbers stand in ``data-lines``, how many there are in ``data-count``."""

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Number what is written."""
        _show(root, need(root, "textarea").value)

    def reset(self, page: Page, root: Element) -> None:
        """Number the first text."""
        _show(root, need(root, "textarea").default_value)
