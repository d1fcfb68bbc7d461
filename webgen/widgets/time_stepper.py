"""A time between buttons that put it back and forward."""

from __future__ import annotations

import re

from webgen.actions import Click, Press
from webgen.domains.display import clock
from webgen.errors import SpecError
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

CLICKS = 60


class TimeStepper(Widget):
    """A ``group`` of a live value and four buttons: an hour or a step, back or forward."""

    types = ("time",)
    roles = ("group",)

    def _inside(self, snapshot: Snapshot, target: Target, role: str) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == role]

    def _face(self, snapshot: Snapshot, target: Target) -> str:
        return snapshot.content(self._inside(snapshot, target, "paragraph")[0])

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the value between the buttons."""
        return self._face(snapshot, target) == (target.value or target.say("No time chosen"))

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Go by hours, then by steps; with the keyboard, Enter repeats a click."""
        if not target.value:
            yield Click(ref_of(self._inside(snapshot, target, "button")[-1]))
            return
        for _ in range(CLICKS):
            face = self._face(snapshot, target)
            if face == target.value:
                return
            distance = clock(target.value) - clock(face) if re.fullmatch(r"\d\d:\d\d", face) else 60
            button = self._inside(snapshot, target, "button")[self._which(distance)]
            enter = style == "keyboard" and button.has("active")
            snapshot = yield Press("Enter") if enter else Click(ref_of(button))
        raise SpecError(f"{target.label!r} does not come to {target.value}")

    def _which(self, distance: int) -> int:
        """Return the place of the button that leads nearer."""
        if distance > 0:
            return 3 if distance >= 60 else 2
        return 0 if distance <= -60 else 1
