"""A number field."""

from __future__ import annotations

from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, enter_text, ref_of


class Number(Widget):
    """``<input type=number>`` for integers and amounts of money."""

    types = ("integer", "money")
    bare = True
    roles = ("spinbutton",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the number in the field."""
        return self.region(snapshot, target).text == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Fill it, or type key by key."""
        node = self.region(snapshot, target)
        yield from enter_text(ref_of(node), node.text, target.value, style)
