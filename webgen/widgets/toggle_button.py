"""A button that stays down."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class ToggleButton(Widget):
    """A button with ``aria-pressed`` and a hidden value."""

    types = ("bool",)
    roles = ("button",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the state."""
        return self.region(snapshot, target).has("pressed") == (target.value == "1")

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Push it."""
        node = self.region(snapshot, target)
        yield Press("Space") if style == "keyboard" and node.has("active") else Click(ref_of(node))
