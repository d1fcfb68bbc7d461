"""A row of buttons of which one is pressed."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class Segmented(Widget):
    """A ``group`` of buttons with ``aria-pressed``; where the field may be empty, a second press takes it back."""

    types = ("choice",)
    roles = ("group",)
    max_options = 4

    def _buttons(self, snapshot: Snapshot, target: Target) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "button"]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the pressed button; none stands for nothing."""
        pressed = [node.name for node in self._buttons(snapshot, target) if node.has("pressed")]
        return pressed == ([target.shown] if target.shown else [])

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Click the button, or tab to it from a neighbour that has the focus and press Space."""
        buttons = self._buttons(snapshot, target)
        if target.shown:
            index = next(i for i, node in enumerate(buttons) if node.name == target.shown)
        else:
            index = next(i for i, node in enumerate(buttons) if node.has("pressed"))
        active = next((i for i, node in enumerate(buttons) if node.has("active")), None)
        if style == "keyboard" and active is not None and index >= active:
            for _ in range(index - active):
                yield Press("Tab")
            yield Press("Space")
        else:
            yield Click(ref_of(buttons[index]))
