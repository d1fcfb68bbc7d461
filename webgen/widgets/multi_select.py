"""The browser's own list in which several options are selected."""

from __future__ import annotations

from webgen.actions import Select
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Several, Style, Target, ref_of


class MultiSelect(Several):
    """``<select multiple>``."""

    roles = ("listbox",)
    item_role = "option"

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Select all of them at once, whatever the style: engines offer no keys for it."""
        yield Select(ref_of(self.region(snapshot, target)), target.wanted)
