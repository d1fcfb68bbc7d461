"""A button that opens a calendar."""

from __future__ import annotations

import re
from datetime import date

from webgen.actions import Click
from webgen.errors import SpecError
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
EMPTY = "Choose a date"
_LONG = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}")


def _popup(snapshot: Snapshot) -> Node | None:
    return next((node for node in snapshot.nodes if node.role == "dialog" and node.name == EMPTY), None)


def _month(snapshot: Snapshot, popup: Node) -> tuple[int, int]:
    for node in snapshot.inside(popup):
        if node.role == "heading":
            name, year = node.name.split()
            return int(year), MONTHS.index(name) + 1
    raise SpecError("the calendar shows no month")


def _button(snapshot: Snapshot, popup: Node, name: str) -> str:
    return ref_of(next(node for node in snapshot.inside(popup) if node.role == "button" and node.name == name))


class Calendar(Widget):
    """A button with the date on it; the popup has a grid of days and moves by month or year."""

    types = ("date",)
    roles = ("button",)

    def is_named(self, node: Node, target: Target) -> bool:
        """The name is the label followed by the current date."""
        label, _, value = node.name.partition(target.label + " ")
        return not label and (value == EMPTY or _LONG.fullmatch(value) is not None)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """The name ends in the current date."""
        return self.region(snapshot, target).name == f"{target.label} {target.shown}"

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Open the popup, go to the year and month, click the day."""
        wanted = date.fromisoformat(target.value)
        if _popup(snapshot) is None:
            snapshot = yield Click(ref_of(self.region(snapshot, target)))
        while True:
            popup = _popup(snapshot)
            if popup is None:
                raise SpecError(f"the calendar of {target.label!r} did not open")
            year, month = _month(snapshot, popup)
            distance = (wanted.year - year) * 12 + wanted.month - month
            if distance == 0:
                break
            step = "year" if abs(distance) > 6 else "month"
            yield_name = f"{'Next' if distance > 0 else 'Previous'} {step}"
            snapshot = yield Click(_button(snapshot, popup, yield_name))
        yield Click(_button(snapshot, popup, target.shown))
