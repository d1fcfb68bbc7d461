"""A slider over choices."""

from __future__ import annotations

from webgen.actions import Fill
from webgen.domains.model import Field
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class SteppedChoice(Widget):
    """``<input type=range>`` whose stops are the choices; it always holds one, so the field may not be empty."""

    types = ("choice",)
    roles = ("slider",)
    max_options = 8

    def fits(self, item: Field, count: int) -> bool:
        """Fit fields that always have a value."""
        return super().fits(item, count) and (item.required or item.default is not None)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the stop."""
        return int(snapshot.value(self.region(snapshot, target))) == target.options.index(target.shown)

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Put it on the stop, whatever the style."""
        node: Node = self.region(snapshot, target)
        yield Fill(ref_of(node), str(target.options.index(target.shown)))
