"""A button that opens a group of check boxes."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.errors import SpecError
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Several, Style, Target, ref_of


class DropdownChecks(Several):
    """A button that says what is chosen, and check boxes while it is open."""

    item_role = "checkbox"
    back = "Shift+Tab"

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare what the button says."""
        face = target.shown or target.say("Nothing chosen")
        inside = snapshot.inside(self.region(snapshot, target))
        return any(node.role == "button" and node.name == f"{target.label} {face}" for node in inside)

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Open it, then turn over what differs; with the keyboard, tab into the boxes."""
        if not self.items(snapshot, target):
            inside = snapshot.inside(self.region(snapshot, target))
            button = next(node for node in inside if node.role == "button")
            snapshot = yield Click(ref_of(button))
            if style == "keyboard":
                snapshot = yield Press("Tab")
        if not self.items(snapshot, target):
            raise SpecError(f"{target.label!r} did not open")
        yield from self.turn_all(snapshot, target, style)
