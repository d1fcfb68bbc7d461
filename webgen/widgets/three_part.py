"""A date in three drop-down lists."""

from __future__ import annotations

from webgen.actions import Press, Select
from webgen.domains.model import Field
from webgen.locales import spoken
from webgen.snapshot import Snapshot
from webgen.widgets._parts import chosen, part
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

REACH = 3600  # days from today that the list of years is sure to hold
PARTS = spoken(("Day", "Month", "Year"))


def _wanted(target: Target) -> list[str]:
    """Return what the three lists are to show."""
    if not target.value:
        return []
    year, month, day = target.value.split("-")
    return [str(int(day)), target.tongue.formats.months[int(month) - 1], str(int(year))]


class ThreePart(Widget):
    """A group of three ``<select>``: day, month and year."""

    types = ("date",)
    roles = ("group",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit dates not too far from today: the years are a list."""
        return super().fits(item, count) and item.days is not None and max(abs(day) for day in item.days) <= REACH

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the three selected options."""
        region = self.region(snapshot, target)
        return [chosen(snapshot, part(snapshot, region, "combobox", target.say(name))) for name in PARTS] == _wanted(target)

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Select in each list; with the keyboard, Tab to the next one and walk with the arrow keys."""
        for name, wanted in zip(PARTS, _wanted(target), strict=True):
            node = part(snapshot, self.region(snapshot, target), "combobox", target.say(name))
            if style == "keyboard" and name != PARTS[0]:
                snapshot = yield Press("Tab")
                options = [option.name for option in snapshot.inside(node) if option.role == "option"]
                steps = options.index(wanted) - options.index(chosen(snapshot, node))
                for _ in range(abs(steps)):
                    snapshot = yield Press("ArrowDown" if steps > 0 else "ArrowUp")
            else:
                snapshot = yield Select(ref_of(node), (wanted,))
