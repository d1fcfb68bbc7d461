"""A question with two radio buttons, yes and no."""

from __future__ import annotations

from webgen.actions import Check, Press
from webgen.snapshot import Node, Snapshot
from webgen.widgets._parts import part
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class YesNo(Widget):
    """A ``radiogroup`` of two."""

    types = ("bool",)
    roles = ("radiogroup",)

    def _wanted(self, snapshot: Snapshot, target: Target) -> Node:
        return part(snapshot, self.region(snapshot, target), "radio", target.say("Yes") if target.value == "1" else target.say("No"))

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Look at the button that is wanted."""
        return self._wanted(snapshot, target).has("checked")

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Check the button, or press an arrow key when the focus is on the other one."""
        buttons = [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "radio"]
        if style == "keyboard" and any(node.has("active") for node in buttons):
            yield Press("ArrowUp" if target.value == "1" else "ArrowDown")
        else:
            yield Check(ref_of(self._wanted(snapshot, target)))
