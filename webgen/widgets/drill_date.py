"""A date found step by step: year, month, day."""

from __future__ import annotations

from datetime import date

from webgen.actions import Click
from webgen.domains.model import Field
from webgen.errors import SpecError
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

REACH = 4400  # days from today that the years hold


class DrillDate(Widget):
    """A ``group``: the date and buttons for years, then for months, then for days."""

    types = ("date",)
    roles = ("group",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit dates not too far from today: the years are buttons."""
        return super().fits(item, count) and item.days is not None and max(abs(day) for day in item.days) <= REACH

    def _inside(self, snapshot: Snapshot, target: Target, role: str) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == role]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the date above the buttons."""
        face = snapshot.content(self._inside(snapshot, target, "paragraph")[0])
        return face == (target.shown or target.say("No date chosen"))

    def _button(self, snapshot: Snapshot, target: Target, name: str) -> Node | None:
        return next((node for node in self._inside(snapshot, target, "button") if node.name == name), None)

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Click year, month and day, from the years on; the style makes no difference."""
        if not target.value:
            clear = self._button(snapshot, target, target.say("Clear"))
            if clear is not None:
                yield Click(ref_of(clear))
            return
        wanted = date.fromisoformat(target.value)
        if self._button(snapshot, target, str(wanted.year)) is None:
            again = self._button(snapshot, target, target.say("All years"))
            assert again is not None
            snapshot = yield Click(ref_of(again))
        for name in (str(wanted.year), target.tongue.month(wanted.year, wanted.month), target.shown):
            button = self._button(snapshot, target, name)
            if button is None:
                raise SpecError(f"{target.label!r} offers no {name!r}")
            snapshot = yield Click(ref_of(button))
