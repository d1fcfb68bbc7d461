"""An amount of money in two fields."""

from __future__ import annotations

from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets._parts import part
from webgen.widgets.base import Moves, Style, Target, Widget, enter_text, ref_of

PARTS = spoken(("Dollars", "Cents"))


class CurrencySplit(Widget):
    """A group of two ``<input type=text>``: dollars and cents."""

    types = ("money",)
    roles = ("group",)

    def _boxes(self, snapshot: Snapshot, target: Target) -> list[Node]:
        region = self.region(snapshot, target)
        return [part(snapshot, region, "textbox", target.say(name)) for name in PARTS]

    def _wanted(self, target: Target) -> list[str]:
        return target.value.split(".") if target.value else ["", ""]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare both."""
        return [snapshot.value(box) for box in self._boxes(snapshot, target)] == self._wanted(target)

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Enter what is not there yet."""
        for box, wanted in zip(self._boxes(snapshot, target), self._wanted(target), strict=True):
            if snapshot.value(box) != wanted:
                yield from enter_text(ref_of(box), snapshot.value(box), wanted, style)
