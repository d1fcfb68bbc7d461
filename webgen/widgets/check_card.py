"""A card with a check box in it."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

TOLD = spoken("Tick for yes, leave empty for no.")


class CheckCard(Widget):
    """``<input type=checkbox>`` whose label is a whole card: title and what a tick means."""

    types = ("bool",)
    roles = ("checkbox",)

    def is_named(self, node: Node, target: Target) -> bool:
        """The name is all the text of the card."""
        return node.name == f"{target.label} {target.say(TOLD)}"

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the tick."""
        return self.region(snapshot, target).has("checked") == (target.value == "1")

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Click the card."""
        node = self.region(snapshot, target)
        yield Press("Space") if style == "keyboard" and node.has("active") else Click(ref_of(node))
