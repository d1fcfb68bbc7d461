"""A date from a list of months and a block of days."""

from __future__ import annotations

from datetime import date

from webgen.actions import Click, Press, Select
from webgen.domains.model import Field
from webgen.snapshot import Node, Snapshot
from webgen.widgets._parts import chosen
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

REACH = 800  # days from today that the list of months holds
NEAR = 6  # presses of Tab that are worth it


class MonthDay(Widget):
    """A ``group``: the date, ``<select>`` for the month, a button for each day of it."""

    types = ("date",)
    roles = ("group",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit dates not too far from today: the months are a list."""
        return super().fits(item, count) and item.days is not None and max(abs(day) for day in item.days) <= REACH

    def _inside(self, snapshot: Snapshot, target: Target, role: str) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == role]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the line above the list."""
        face = snapshot.content(self._inside(snapshot, target, "paragraph")[0])
        return face == (target.shown or target.say("No date chosen"))

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Select the month, then click the day, or tab to one of the first days."""
        months = self._inside(snapshot, target, "combobox")[0]
        if not target.value:
            yield Select(ref_of(months), (target.say("Choose a month"),))
            return
        wanted = date.fromisoformat(target.value)
        name = target.tongue.month(wanted.year, wanted.month)
        if chosen(snapshot, months) != name:
            snapshot = yield Select(ref_of(months), (name,))
        if self.holds(snapshot, target):
            return
        near = style == "keyboard" and wanted.day <= NEAR
        if near and self._inside(snapshot, target, "combobox")[0].has("active"):
            for _ in range(wanted.day):
                yield Press("Tab")
            yield Press("Enter")
            return
        day = next(node for node in self._inside(snapshot, target, "button") if node.name == str(wanted.day))
        yield Click(ref_of(day))
