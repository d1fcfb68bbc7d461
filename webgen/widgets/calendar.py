"""A button that opens a calendar."""

from __future__ import annotations

from datetime import date

from webgen.actions import Click
from webgen.errors import SpecError
from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

EMPTY = spoken("Choose a date")


def _popup(snapshot: Snapshot, target: Target) -> Node | None:
    name = target.say(EMPTY)
    return next((node for node in snapshot.nodes if node.role == "dialog" and node.name == name), None)


def _month(snapshot: Snapshot, popup: Node, target: Target) -> tuple[int, int]:
    for node in snapshot.inside(popup):
        if node.role == "heading":
            return target.tongue.month_of(node.name)
    raise SpecError("the calendar shows no month")


def turn(target: Target, distance: int) -> str:
    """Return the name of the button that turns the leaves by a month, or by a year where the way is long."""
    if abs(distance) > 6:
        return target.say("Next year") if distance > 0 else target.say("Previous year")
    return target.say("Next month") if distance > 0 else target.say("Previous month")


def _button(snapshot: Snapshot, popup: Node, name: str) -> str:
    return ref_of(next(node for node in snapshot.inside(popup) if node.role == "button" and node.name == name))


class Calendar(Widget):
    """A button with the date on it; the popup has a grid of days and moves by month or year."""

    types = ("date",)
    roles = ("button",)

    def is_named(self, node: Node, target: Target) -> bool:
        """The name is the label followed by the current date."""
        label, _, value = node.name.partition(target.label + " ")
        return not label and (value == target.say(EMPTY) or target.tongue.read_date(value) is not None)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """The name ends in the current date."""
        return self.region(snapshot, target).name == f"{target.label} {target.shown}"

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Open the popup, go to the year and month, click the day."""
        wanted = date.fromisoformat(target.value)
        if _popup(snapshot, target) is None:
            snapshot = yield Click(ref_of(self.region(snapshot, target)))
        while True:
            popup = _popup(snapshot, target)
            if popup is None:
                raise SpecError(f"the calendar of {target.label!r} did not open")
            year, month = _month(snapshot, popup, target)
            distance = (wanted.year - year) * 12 + wanted.month - month
            if distance == 0:
                break
            snapshot = yield Click(_button(snapshot, popup, turn(target, distance)))
        yield Click(_button(snapshot, popup, target.shown))
