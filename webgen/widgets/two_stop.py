"""A slider with two stops, no and yes."""

from __future__ import annotations

from webgen.actions import Fill
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class TwoStop(Widget):
    """``<input type=range>`` from 0 to 1 with what it means beside it."""

    types = ("bool",)
    roles = ("slider",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the stop."""
        return snapshot.value(self.region(snapshot, target)) == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Put it on the stop, whatever the style."""
        yield Fill(ref_of(self.region(snapshot, target)), target.value)
