"""A number field with buttons for usual amounts."""

from __future__ import annotations

from webgen.actions import Click
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, enter_text, ref_of


class QuickAmounts(Widget):
    """``<input type=number>`` and a group of buttons that set it."""

    types = ("integer", "money")
    roles = ("spinbutton",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the number in the field."""
        return snapshot.value(self.region(snapshot, target)) == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Click the button with the amount, if there is one, else enter it."""
        node = self.region(snapshot, target)
        name = target.say("Usual amounts of {label}", label=target.label)
        group = next(item for item in snapshot.nodes if item.role == "group" and item.name == name)
        buttons = [item for item in snapshot.inside(group) if item.role == "button" and item.name == target.value]
        if buttons:
            yield Click(ref_of(buttons[0]))
        else:
            yield from enter_text(ref_of(node), snapshot.value(node), target.value, style)
