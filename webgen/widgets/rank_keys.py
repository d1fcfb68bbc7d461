"""A list whose items are taken hold of and moved by the arrow keys."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.snapshot import Node, Snapshot
from webgen.widgets._ranking import Lift, Ranked
from webgen.widgets.base import Style, Target, ref_of


class RankKeys(Ranked):
    """Enter, Space or a click takes hold of an item and lets it go; meanwhile the arrow keys move it."""

    def _grip(self, snapshot: Snapshot, target: Target, place: int) -> Node:
        item = self.items(snapshot, target)[place]
        return next(node for node in snapshot.inside(item) if node.role == "button")

    def lift(self, snapshot: Snapshot, target: Target, at: int, to: int, style: Style) -> Lift:
        """Take hold of it, carry it up, let it go."""
        grip = self._grip(snapshot, target, at)
        if not grip.has("pressed"):
            snapshot = yield Press("Space") if style == "keyboard" and grip.has("active") else Click(ref_of(grip))
        for _ in range(at - to):
            snapshot = yield Press("ArrowUp")
        if style == "keyboard":
            return (yield Press("Space"))
        return (yield Click(ref_of(self._grip(snapshot, target, to))))
