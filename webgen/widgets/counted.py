"""A one-line text field that says how many characters are left."""

from __future__ import annotations

from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, enter_text, ref_of


class Counted(Widget):
    """``<input type=text>`` over a live count."""

    types = ("text",)
    roles = ("textbox",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the text in the field."""
        return snapshot.value(self.region(snapshot, target)) == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Fill it, or type key by key."""
        node = self.region(snapshot, target)
        yield from enter_text(ref_of(node), snapshot.value(node), target.value, style)
