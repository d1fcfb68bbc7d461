"""A text of several lines behind a button that opens it."""

from __future__ import annotations

from webgen.actions import Click
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, enter_text, ref_of


class Expandable(Widget):
    """A disclosure: a button with the label, and a ``<textarea>`` while it is open."""

    types = ("longtext",)
    roles = ("button", "textbox")

    def _area(self, snapshot: Snapshot, target: Target) -> Node | None:
        return next((node for node in snapshot.nodes if node.role == "textbox" and node.name == target.label), None)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the text, if it can be seen."""
        area = self._area(snapshot, target)
        return area is not None and snapshot.value(area) == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Open it; fill it, or type key by key."""
        area = self._area(snapshot, target)
        if area is None:
            snapshot = yield Click(ref_of(self.region(snapshot, target)))
            area = next(node for node in snapshot.nodes if node.role == "textbox" and node.name == target.label)
        if snapshot.value(area) != target.value:
            yield from enter_text(ref_of(area), snapshot.value(area), target.value, style)
