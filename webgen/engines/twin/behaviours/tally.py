"""Names the check boxes that are ticked."""

from __future__ import annotations

from collections.abc import Callable

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _say(root: Element, ticked: Callable[[Element], bool]) -> None:
    names = []
    for box in root.find_all("input[type=checkbox]"):
        label = box.closest("label")
        if ticked(box) and label is not None:
            names.append(label.text_content.strip())
    need(root, "[data-face]").set_text(", ".join(names) or root.get("data-empty", ""))


class Tally(Behaviour):
    """The face is ``data-face``."""

    def change(self, page: Page, root: Element, event: Event) -> None:
        """Name them anew."""
        _say(root, lambda box: box.checked)

    def reset(self, page: Page, root: Element) -> None:
        """Name those that were ticked first."""
        _say(root, lambda box: box.has("checked"))
