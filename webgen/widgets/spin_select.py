"""A drop-down list of all numbers."""

from __future__ import annotations

from webgen.actions import Press, Select
from webgen.domains.model import Field
from webgen.snapshot import Snapshot
from webgen.widgets._parts import chosen
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

NOTHING = "–"
LONGEST = 60  # numbers in the list
NEAR = 8  # arrow keys that are quicker than looking for the option


class SpinSelect(Widget):
    """``<select>`` with every value of a small range of integers."""

    types = ("integer",)
    roles = ("combobox",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit small ranges."""
        if not super().fits(item, count):
            return False
        low, high = item.bounds()
        return high - low < LONGEST

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the selected option."""
        return chosen(snapshot, self.region(snapshot, target)) == (target.value or NOTHING)

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Select the number, or walk to it with the arrow keys when it is near and the focus is on the list."""
        node = self.region(snapshot, target)
        options = [option.name for option in snapshot.inside(node) if option.role == "option"]
        steps = options.index(target.value or NOTHING) - options.index(chosen(snapshot, node))
        if style == "keyboard" and node.has("active") and abs(steps) <= NEAR:
            for _ in range(abs(steps)):
                yield Press("ArrowDown" if steps > 0 else "ArrowUp")
        else:
            yield Select(ref_of(node), (target.value or NOTHING,))
