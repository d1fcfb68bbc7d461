"""The browser's own date field."""

from __future__ import annotations

from webgen.actions import Fill
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class Date(Widget):
    """``<input type=date>``; it takes ISO dates, whatever the style."""

    types = ("date",)
    bare = True
    roles = ("textbox",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the ISO date in the field."""
        return self.region(snapshot, target).text == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Fill in the ISO date."""
        yield Fill(ref_of(self.region(snapshot, target)), target.value)
