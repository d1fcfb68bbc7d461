"""A group of radio buttons."""

from __future__ import annotations

from webgen.actions import Check, Press
from webgen.domains.model import Field
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, RadioButtons, Style, Target, ref_of


class Radio(RadioButtons):
    """A ``radiogroup`` with one radio button per choice."""

    types = ("choice",)
    roles = ("radiogroup",)
    max_options = 6

    def fits(self, item: Field, count: int) -> bool:
        """Fit fields that must have a value: buttons cannot be emptied again, and look wrong unanswered."""
        return super().fits(item, count) and item.required

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Find the checked button."""
        return any(node.has("checked") and node.name == target.shown for node in self.buttons(snapshot, target))

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Check the button, or walk to it with the arrow keys when the focus is in the group."""
        buttons = self.buttons(snapshot, target)
        index = next(i for i, node in enumerate(buttons) if node.name == target.shown)
        active = next((i for i, node in enumerate(buttons) if node.has("active") and node.has("checked")), None)
        if style == "keyboard" and active is not None:
            for _ in range(abs(index - active)):
                yield Press("ArrowDown" if index > active else "ArrowUp")
        else:
            yield Check(ref_of(buttons[index]))
