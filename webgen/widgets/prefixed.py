"""An amount of money with the currency sign outside the box."""

from __future__ import annotations

from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, enter_text, ref_of


class Prefixed(Widget):
    """``<input type=text>`` beside a sign that is part of its name."""

    types = ("money",)
    roles = ("textbox",)

    def is_named(self, node: Node, target: Target) -> bool:
        """The name is the label and the sign."""
        return node.name == f"{target.label} {target.tongue.formats.sign}"

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the text in the box."""
        return snapshot.value(self.region(snapshot, target)) == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Fill it, or type key by key."""
        node = self.region(snapshot, target)
        yield from enter_text(ref_of(node), snapshot.value(node), target.value, style)
