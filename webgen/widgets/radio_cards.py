"""Radio buttons on cards."""

from __future__ import annotations

from webgen.actions import Check, Press
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, RadioButtons, Style, Target, ref_of


class RadioCards(RadioButtons):
    """A ``fieldset`` of radio buttons, each on a card of its own, two beside each other."""

    types = ("choice",)
    roles = ("group",)
    max_options = 6

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Check the button; with the keyboard walk to it from the first one, along the line."""
        buttons = self.buttons(snapshot, target)
        index = next(i for i, node in enumerate(buttons) if node.name == (target.shown or target.say(self.nothing)))
        if style == "mouse" or buttons[0].has("checked") and not buttons[0].has("active"):
            yield Check(ref_of(buttons[index]))
            return
        yield Check(ref_of(buttons[0]))
        for _ in range(index):
            yield Press("ArrowLeft" if target.tongue.direction == "rtl" else "ArrowRight")
