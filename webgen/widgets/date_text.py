"""A date typed by hand behind a mask."""

from __future__ import annotations

from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, enter_text, ref_of


class DateText(Widget):
    """``<input type=text>`` that puts hyphens between the digits."""

    types = ("date",)
    roles = ("textbox",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the text in the field."""
        return snapshot.value(self.region(snapshot, target)) == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Fill in the date, or type it key by key: the mask writes its own hyphens."""
        node = self.region(snapshot, target)
        yield from enter_text(ref_of(node), snapshot.value(node), target.value, style)
