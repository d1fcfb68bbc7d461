"""The browser's own date field with buttons for near days."""

from __future__ import annotations

from webgen.actions import Click, Fill
from webgen.domains.model import Field
from webgen.locales import spoken
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

NEAR = 400  # days from today; where dates are further away such buttons make no sense
DAYS = (0, 1, 7, 14)
SHIFTS = tuple(zip(DAYS, spoken(("Today", "Tomorrow", "In one week", "In two weeks")), strict=True))


class RelativeDate(Widget):
    """``<input type=date>`` and a group of buttons that set it."""

    types = ("date",)
    roles = ("textbox",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit dates about now."""
        return super().fits(item, count) and item.days is not None and max(abs(day) for day in item.days) <= NEAR

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the ISO date in the field."""
        return snapshot.value(self.region(snapshot, target)) == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Click the button of the day where there is one; else fill in the date."""
        ref = ref_of(self.region(snapshot, target))
        group = target.say("Near dates for {label}", label=target.label)
        named = next((node for node in snapshot.nodes if node.role == "group" and node.name == group), None)
        inside = snapshot.inside(named) if named is not None and target.near else []
        button = next((node for node in inside if node.role == "button" and node.name == target.near), None)
        yield Click(ref_of(button)) if button is not None else Fill(ref, target.value)
