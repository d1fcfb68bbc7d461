"""A calendar that is always open."""

from __future__ import annotations

from datetime import date

from webgen.actions import Click, Press
from webgen.domains.model import Field
from webgen.snapshot import Node, Snapshot
from webgen.widgets._parts import part
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of
from webgen.widgets.calendar import turn

REACH = 3600  # days from today; further away there would be too many leaves to turn


class MonthGrid(Widget):
    """A group: the chosen date, four buttons that turn by month or year, a grid of days."""

    types = ("date",)
    roles = ("group",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit dates not too far from today."""
        return super().fits(item, count) and item.days is not None and max(abs(day) for day in item.days) <= REACH

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the date above the grid."""
        region = self.region(snapshot, target)
        return any(node.role == "paragraph" and node.text == target.shown for node in snapshot.inside(region))

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Turn to the month; click the day, or go there from the last button with Tab and arrow keys."""
        wanted = date.fromisoformat(target.value)
        while distance := self._distance(snapshot, target, wanted):
            name = turn(target, distance)
            snapshot = yield Click(ref_of(part(snapshot, self.region(snapshot, target), "button", name)))
        buttons = [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "button"]
        first = next(index for index, node in enumerate(buttons) if node.name == target.tongue.day(f"{wanted:%Y-%m}-01"))
        active = next((index for index, node in enumerate(buttons[:first]) if node.has("active")), None)
        if style == "keyboard" and active is not None:
            keys = ["Tab"] * (first - active) + ["ArrowDown"] * ((wanted.day - 1) // 7)
            for key in (*keys, *["ArrowRight"] * ((wanted.day - 1) % 7), "Enter"):
                yield Press(key)
        else:
            yield Click(ref_of(buttons[first + wanted.day - 1]))

    def _distance(self, snapshot: Snapshot, target: Target, wanted: date) -> int:
        heading: Node = next(node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "heading")
        year, month = target.tongue.month_of(heading.name)
        return (wanted.year - year) * 12 + wanted.month - month
