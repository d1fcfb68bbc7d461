"""A check box that ticks all others of its box, and how many of them are ticked."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class CheckAll(Behaviour):
    """``[data-all]`` ticks and clears every ``[data-one]`` and follows them; ``[data-count]`` says how many."""

    def change(self, page: Page, root: Element, event: Event) -> None:
        """Tick or clear, then count."""
        whole, boxes = need(root, "[data-all]"), root.find_all("[data-one]")
        if event.target is whole:
            for box in boxes:
                box.checked = whole.checked
        ticked = sum(1 for box in boxes if box.checked)
        whole.checked = bool(boxes) and ticked == len(boxes)
        need(root, "[data-count]").set_text(str(ticked))
