"""A code with a box for each digit."""

from __future__ import annotations

from webgen.actions import Click, Fill, Press
from webgen.domains.model import Field
from webgen.domains.template import mask_of
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

LONGEST = 8


class CodeBoxes(Widget):
    """A group of ``<input maxlength=1>``; the focus goes on by itself."""

    types = ("text",)
    roles = ("group",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit short numbers of a fixed length."""
        mask = mask_of(item)
        return super().fits(item, count) and 0 < len(mask) <= LONGEST and set(mask) == {"9"} and item.required

    def _boxes(self, snapshot: Snapshot, target: Target) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "textbox"]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the digits."""
        return "".join(snapshot.value(box) for box in self._boxes(snapshot, target)) == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Fill box by box; with the keyboard empty them from the end, then type the digits into the first."""
        boxes = self._boxes(snapshot, target)
        if style == "mouse":
            for box, digit in zip(boxes, target.value, strict=True):
                if snapshot.value(box) != digit:
                    yield Fill(ref_of(box), digit)
            return
        for box in boxes:
            if snapshot.value(box):
                yield Fill(ref_of(box), "")
        yield Click(ref_of(boxes[0]))
        for digit in target.value:
            yield Press(digit)
