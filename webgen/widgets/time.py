"""The browser's own time field."""

from __future__ import annotations

from webgen.actions import Fill
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class Time(Widget):
    """``<input type=time>``; it takes ``HH:MM``, whatever the style."""

    types = ("time",)
    bare = True
    roles = ("textbox",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the time in the field."""
        return snapshot.value(self.region(snapshot, target)) == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Fill in the time."""
        yield Fill(ref_of(self.region(snapshot, target)), target.value)
