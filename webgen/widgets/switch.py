"""An on-off switch."""

from __future__ import annotations

from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of, set_checked


class Switch(Widget):
    """A button with role switch and a hidden value."""

    types = ("bool",)
    roles = ("switch",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the state."""
        return self.region(snapshot, target).has("checked") == (target.value == "1")

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Flip it."""
        node = self.region(snapshot, target)
        yield from set_checked(ref_of(node), target.value == "1", style, focused=node.has("active"))
