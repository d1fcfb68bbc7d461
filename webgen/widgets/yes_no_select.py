"""A drop-down list of yes and no."""

from __future__ import annotations

from webgen.actions import Press, Select
from webgen.snapshot import Snapshot
from webgen.widgets._parts import chosen
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


def _wanted(target: Target) -> str:
    return target.say("Yes") if target.value == "1" else target.say("No")


class YesNoSelect(Widget):
    """``<select>`` with two options."""

    types = ("bool",)
    roles = ("combobox",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the selected option."""
        return chosen(snapshot, self.region(snapshot, target)) == _wanted(target)

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Select it, or press an arrow key when the focus is on the list."""
        node = self.region(snapshot, target)
        if style == "keyboard" and node.has("active"):
            yield Press("ArrowDown" if target.value == "1" else "ArrowUp")
        else:
            yield Select(ref_of(node), (_wanted(target),))
