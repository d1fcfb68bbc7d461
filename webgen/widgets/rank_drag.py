"""A list whose items are dragged to their places."""

from __future__ import annotations

from webgen.actions import Drag
from webgen.snapshot import Snapshot
from webgen.widgets._ranking import Lift, Ranked
from webgen.widgets.base import Style, Target, ref_of


class RankDrag(Ranked):
    """An item that is let go over another one takes its place."""

    def lift(self, snapshot: Snapshot, target: Target, at: int, to: int, style: Style) -> Lift:
        """Drag it onto what stands there."""
        items = self.items(snapshot, target)
        return (yield Drag(ref_of(items[at]), ref_of(items[to])))
