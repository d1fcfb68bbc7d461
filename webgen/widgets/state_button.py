"""A line that says how things are, and a button that changes it."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class StateButton(Widget):
    """A ``group`` of a live text and one button."""

    types = ("bool",)
    roles = ("group",)

    def _inside(self, snapshot: Snapshot, target: Target, role: str) -> Node:
        return next(node for node in snapshot.inside(self.region(snapshot, target)) if node.role == role)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the text."""
        said = target.say("Turned on") if target.value == "1" else target.say("Turned off")
        return snapshot.content(self._inside(snapshot, target, "paragraph")) == said

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Push the button."""
        button = self._inside(snapshot, target, "button")
        yield Press("Enter") if style == "keyboard" and button.has("active") else Click(ref_of(button))
