"""The keys of a calculator."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.domains.model import Field
from webgen.snapshot import Snapshot
from webgen.widgets._parts import part
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

DIGITS = 7  # before the point


class Keypad(Widget):
    """A ``group``: the number, a button for each digit and one that deletes the last sign."""

    types = ("integer", "money")
    roles = ("group",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit numbers of a few digits."""
        if not super().fits(item, count):
            return False
        scale = 100 if item.type == "money" else 1
        low, high = item.bounds()
        return low >= 0 and high // scale < 10**5

    def _face(self, snapshot: Snapshot, target: Target) -> str:
        inside = snapshot.inside(self.region(snapshot, target))
        face = next(snapshot.content(node) for node in inside if node.role == "paragraph")
        return "" if face == target.say("Nothing entered") else face

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the number above the keys."""
        return self._face(snapshot, target) == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Delete what differs, push the digits; with the keyboard type them once a key has the focus."""
        now = self._face(snapshot, target)
        kept = 0
        while kept < min(len(now), len(target.value)) and now[kept] == target.value[kept]:
            kept += 1
        back = target.say("Delete the last sign")
        names = [*([back] * (len(now) - kept)), *target.value[kept:]]
        for number, name in enumerate(names):
            if style == "keyboard" and number:
                snapshot = yield Press("Backspace" if name == back else name)
            else:
                snapshot = yield Click(ref_of(part(snapshot, self.region(snapshot, target), "button", name)))
