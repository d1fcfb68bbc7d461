"""A table with a radio button in each row."""

from __future__ import annotations

from webgen.actions import Check
from webgen.errors import SpecError
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

NOTHING = "No choice"


class TablePicker(Widget):
    """A ``table`` named by the label; the row that counts is the one whose button is checked."""

    types = ("ref",)
    roles = ("table",)
    max_options = 40

    def _buttons(self, snapshot: Snapshot, target: Target) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "radio"]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the checked row."""
        checked = [node.name for node in self._buttons(snapshot, target) if node.has("checked")]
        return checked in ([target.shown or NOTHING], [target.shown] if target.shown else [])

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Check the button in the row, whatever the style."""
        wanted = target.shown or NOTHING
        node = next((node for node in self._buttons(snapshot, target) if node.name == wanted), None)
        if node is None:
            raise SpecError(f"the table of {target.label!r} has no row {wanted!r}")
        yield Check(ref_of(node))
