"""A slider with its number beside it."""

from __future__ import annotations

from webgen.actions import Fill
from webgen.domains.model import Field
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

WIDEST = 100  # steps that still can be told apart


class Slider(Widget):
    """``<input type=range>`` for integers of a small range; it always holds one, so the field may not be empty."""

    types = ("integer",)
    roles = ("slider",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit small ranges of fields that always have a value."""
        if not super().fits(item, count) or not (item.required or item.default is not None):
            return False
        low, high = item.bounds()
        return high - low <= WIDEST

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the position."""
        return snapshot.value(self.region(snapshot, target)) == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Put it there, whatever the style."""
        yield Fill(ref_of(self.region(snapshot, target)), target.value)
