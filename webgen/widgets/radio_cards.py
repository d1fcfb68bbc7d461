"""Radio buttons on cards."""

from __future__ import annotations

from webgen.actions import Check, Press
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

NOTHING = "No choice"


class RadioCards(Widget):
    """A ``fieldset`` of radio buttons, each on a card of its own, two beside each other."""

    types = ("choice",)
    roles = ("group",)
    max_options = 6

    def _buttons(self, snapshot: Snapshot, target: Target) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "radio"]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the checked button."""
        checked = [node.name for node in self._buttons(snapshot, target) if node.has("checked")]
        return checked in ([target.shown or NOTHING], [target.shown] if target.shown else [])

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Check the button; with the keyboard walk to it from the first one, to the right."""
        buttons = self._buttons(snapshot, target)
        index = next(i for i, node in enumerate(buttons) if node.name == (target.shown or NOTHING))
        if style == "mouse" or buttons[0].has("checked") and not buttons[0].has("active"):
            yield Check(ref_of(buttons[index]))
            return
        yield Check(ref_of(buttons[0]))
        for _ in range(index):
            yield Press("ArrowRight")
