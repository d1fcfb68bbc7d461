"""Two buttons that turn through the choices."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.errors import SpecError
from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

EMPTY = spoken("Choose…")
TURNS = 12


class Carousel(Widget):
    """A ``group`` of a live value between two buttons."""

    types = ("choice",)
    roles = ("group",)
    max_options = 6

    def _inside(self, snapshot: Snapshot, target: Target, role: str) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == role]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the value between the buttons."""
        return self._inside(snapshot, target, "paragraph")[0].text == (target.shown or target.say(EMPTY))

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Click the button of the shorter way until the value shows; with the keyboard, Enter after the first click."""
        shown = self._inside(snapshot, target, "paragraph")[0].text
        order = list(target.options)
        back = shown in order and target.shown in order and order.index(target.shown) < order.index(shown)
        for _ in range(TURNS):
            if self.holds(snapshot, target):
                return
            button = self._inside(snapshot, target, "button")[0 if back else 1]
            enter = style == "keyboard" and button.has("active")
            snapshot = yield Press("Enter") if enter else Click(ref_of(button))
        if not self.holds(snapshot, target):
            raise SpecError(f"turning {target.label!r} does not show {target.shown!r}")
