"""A segmented pair of buttons, on and off."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.snapshot import Node, Snapshot
from webgen.widgets._parts import part
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class OnOff(Widget):
    """A group of two buttons, one of which is pressed."""

    types = ("bool",)
    roles = ("group",)

    def _wanted(self, snapshot: Snapshot, target: Target) -> Node:
        return part(snapshot, self.region(snapshot, target), "button", target.say("On") if target.value == "1" else target.say("Off"))

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Look at the button that is wanted."""
        return self._wanted(snapshot, target).has("pressed")

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Click the button, or go to it from the one beside it."""
        buttons = [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "button"]
        if style == "keyboard" and any(node.has("active") for node in buttons):
            yield Press("Shift+Tab" if target.value == "1" else "Tab")
            yield Press("Enter")
        else:
            yield Click(ref_of(self._wanted(snapshot, target)))
