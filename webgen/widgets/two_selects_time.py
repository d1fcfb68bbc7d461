"""A time in two drop-down lists."""

from __future__ import annotations

from webgen.actions import Press, Select
from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets._parts import chosen, part
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

NOTHING = "–"
PARTS = spoken(("Hour", "Minute"))


class TwoSelectsTime(Widget):
    """A group of two ``<select>``: hour and minute."""

    types = ("time",)
    roles = ("group",)

    def _lists(self, snapshot: Snapshot, target: Target) -> list[Node]:
        region = self.region(snapshot, target)
        return [part(snapshot, region, "combobox", target.say(name)) for name in PARTS]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the two selected options."""
        now = [chosen(snapshot, node) for node in self._lists(snapshot, target)]
        return now == (target.value.split(":") if target.value else [NOTHING, NOTHING])

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Select in each list; with the keyboard, Tab to the second one and walk with the arrow keys."""
        wanted = target.value.split(":") if target.value else [NOTHING, NOTHING]
        snapshot = yield Select(ref_of(self._lists(snapshot, target)[0]), (wanted[0],))
        second = self._lists(snapshot, target)[1]
        if style == "mouse":
            yield Select(ref_of(second), (wanted[1],))
            return
        snapshot = yield Press("Tab")
        options = [node.name for node in snapshot.inside(second) if node.role == "option"]
        steps = options.index(wanted[1]) - options.index(chosen(snapshot, second))
        for _ in range(abs(steps)):
            yield Press("ArrowDown" if steps > 0 else "ArrowUp")
