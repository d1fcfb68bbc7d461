"""A table of times, one button each."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.domains.model import Field
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

MOST = 64  # times that a table can hold
NEAR = 8  # presses that are worth it




class TimeGrid(Widget):
    """A ``group`` with the time and a table of buttons; arrow keys move over it."""

    types = ("time",)
    roles = ("group",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit times of which there are not too many."""
        if not super().fits(item, count):
            return False
        low, high = item.bounds()
        return (high - low) // item.step < MOST

    def _buttons(self, snapshot: Snapshot, target: Target) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "button"]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the pressed button; none stands for nothing."""
        pressed = [node.name for node in self._buttons(snapshot, target) if node.has("pressed")]
        return pressed == ([target.value] if target.value else [])

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Click the time; with the keyboard, walk to it from its hour and press Space."""
        buttons = self._buttons(snapshot, target)
        if not target.value:
            yield Click(ref_of(next(node for node in buttons if node.has("pressed"))))
            return
        names = [node.name for node in buttons]
        at = names.index(target.value)
        hour = next(index for index, name in enumerate(names) if name[:2] == target.value[:2])
        if style == "mouse" or at - hour not in range(1, NEAR):
            yield Click(ref_of(buttons[at]))
            return
        yield Click(ref_of(buttons[hour]))
        for _ in range(at - hour):
            yield Press("ArrowRight")
        yield Press("Space")
