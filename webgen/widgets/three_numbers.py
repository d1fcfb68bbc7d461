"""A date in three number fields."""

from __future__ import annotations

from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets._parts import part
from webgen.widgets.base import Moves, Style, Target, Widget, enter_text, ref_of

PARTS = spoken(("Year", "Month", "Day"))


def _wanted(target: Target) -> list[str]:
    return [str(int(piece)) for piece in target.value.split("-")]


class ThreeNumbers(Widget):
    """A group of three ``<input type=number>``: year, month and day."""

    types = ("date",)
    roles = ("group",)

    def _boxes(self, snapshot: Snapshot, target: Target) -> list[Node]:
        region = self.region(snapshot, target)
        return [part(snapshot, region, "spinbutton", target.say(name)) for name in PARTS]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the three numbers."""
        return [snapshot.value(box) for box in self._boxes(snapshot, target)] == _wanted(target)

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Enter the numbers that are not there yet."""
        for box, wanted in zip(self._boxes(snapshot, target), _wanted(target), strict=True):
            if snapshot.value(box) != wanted:
                yield from enter_text(ref_of(box), snapshot.value(box), wanted, style)
