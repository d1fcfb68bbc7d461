"""A number that keys and buttons turn up and down."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.domains.model import Field
from webgen.errors import SpecError
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

WIDEST = 120  # numbers that are near enough to turn to
EMPTY = "–"
TURNS = 60


class Dial(Widget):
    """A ``spinbutton`` that is no field: arrow keys turn by one, page keys by ten, four buttons beside it do so too."""

    types = ("integer",)
    roles = ("spinbutton",)
    submits = False

    def fits(self, item: Field, count: int) -> bool:
        """Fit small ranges."""
        if not super().fits(item, count):
            return False
        low, high = item.bounds()
        return high - low <= WIDEST

    def _now(self, snapshot: Snapshot, target: Target) -> str:
        text = snapshot.content(self.region(snapshot, target))
        return "" if text == EMPTY else text

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the number."""
        return self._now(snapshot, target) == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Turn by ten while it is far, then by one: with the buttons, or with the keys once it has the focus."""
        if not target.value:
            name = target.say("Clear {label}", label=target.label)
            yield Click(ref_of(next(node for node in snapshot.nodes if node.role == "button" and node.name == name)))
            return
        for _ in range(TURNS):
            now = self._now(snapshot, target)
            if now == target.value:
                return
            distance = int(target.value) - int(now) if now else 1
            size = 10 if abs(distance) >= 8 else 1
            region = self.region(snapshot, target)
            if style == "keyboard" and region.has("active"):
                key = ("PageUp" if size == 10 else "ArrowUp") if distance > 0 else ("PageDown" if size == 10 else "ArrowDown")
                snapshot = yield Press(key)
            elif style == "keyboard":
                snapshot = yield Click(ref_of(region))
            else:
                name = target.say("{count} more", count=size) if distance > 0 else target.say("{count} less", count=size)
                near = [node for node in snapshot.nodes if node.role == "button" and node.name == name]
                snapshot = yield Click(ref_of(min(near, key=lambda node: abs(node.index - region.index))))
        raise SpecError(f"{target.label!r} does not come to {target.value}")
