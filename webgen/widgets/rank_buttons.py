"""A list with buttons that move each item up and down."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.snapshot import Snapshot
from webgen.widgets._parts import part
from webgen.widgets._ranking import Lift, Ranked
from webgen.widgets.base import Style, Target, ref_of


class RankButtons(Ranked):
    """One click moves an item by one place; its button keeps the focus."""

    def lift(self, snapshot: Snapshot, target: Target, at: int, to: int, style: Style) -> Lift:
        """Click the button, or press Enter on it again."""
        name = target.wanted[to]
        for place in range(at, to, -1):
            item = self.items(snapshot, target)[place]
            button = part(snapshot, item, "button", target.say("Move {name} up", name=name))
            again = style == "keyboard" and button.has("active")
            snapshot = yield Press("Enter") if again else Click(ref_of(button))
        return snapshot
