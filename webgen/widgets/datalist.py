"""A text field with the browser's own suggestions."""

from __future__ import annotations

from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, enter_text, ref_of


class DataList(Widget):
    """``<input list>``: what is written counts, and the form refuses what is no choice."""

    types = ("choice",)
    bare = True
    roles = ("combobox",)
    max_options = 40

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the text in the field."""
        return snapshot.value(self.region(snapshot, target)) == target.shown

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Fill it, or type key by key."""
        node = self.region(snapshot, target)
        yield from enter_text(ref_of(node), snapshot.value(node), target.shown, style)
