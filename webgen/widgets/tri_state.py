"""Check boxes under one that stands for all of them."""

from __future__ import annotations

from webgen.actions import Click
from webgen.snapshot import Snapshot
from webgen.widgets._parts import part
from webgen.widgets.base import Moves, Several, Style, Target, ref_of


class TriState(Several):
    """A ``group``: a check box that is ticked, cleared or mixed, and one for each choice."""

    item_role = "checkbox"
    back = "Shift+Tab"

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Tick all of them first where that is shorter, then turn over what differs."""
        wanted, now, every = set(target.wanted), self.chosen(snapshot, target), set(target.options)
        if now != every and 1 + len(every - wanted) < len(wanted ^ now):
            above = part(snapshot, self.region(snapshot, target), "checkbox", target.say("All of them"))
            snapshot = yield Click(ref_of(above))
        yield from self.turn_all(snapshot, target, style)
