"""A table with a radio button in each row."""

from __future__ import annotations

from webgen.actions import Check
from webgen.errors import SpecError
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, RadioButtons, Style, Target, ref_of


class TablePicker(RadioButtons):
    """A ``table`` named by the label; the row that counts is the one whose button is checked."""

    types = ("ref",)
    roles = ("table",)
    max_options = 40

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Check the button in the row, whatever the style."""
        wanted = target.shown or target.say(self.nothing)
        node = next((node for node in self.buttons(snapshot, target) if node.name == wanted), None)
        if node is None:
            raise SpecError(f"the table of {target.label!r} has no row {wanted!r}")
        yield Check(ref_of(node))
