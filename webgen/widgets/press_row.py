"""Buttons that stay down, with All and None."""

from __future__ import annotations

from webgen.actions import Click
from webgen.snapshot import Snapshot
from webgen.widgets._parts import part
from webgen.widgets.base import Moves, Several, Style, Target, ref_of

WORTH = 2  # changes that a click on "Select all" or "Select none" must save


class PressRow(Several):
    """A ``group`` of buttons with ``aria-pressed``; two more turn all on, or off."""

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Turn all on or off first where that is shorter, then over what differs."""
        wanted, now, every = set(target.wanted), self.chosen(snapshot, target), set(target.options)
        ways = {"Select none": len(wanted) + 1, "Select all": len(every - wanted) + 1, "": len(wanted ^ now) - WORTH}
        best = min(ways, key=lambda name: ways[name])
        if best:
            text = target.say("Select none") if best == "Select none" else target.say("Select all")
            snapshot = yield Click(ref_of(part(snapshot, self.region(snapshot, target), "button", text)))
        yield from self.turn_all(snapshot, target, style)
