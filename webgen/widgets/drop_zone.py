"""A zone that takes a file, with a list of what it took."""

from __future__ import annotations

from webgen.actions import Click, Upload
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class DropZone(Widget):
    """A label that holds a file field; the name of the file is in a list under it, with a button that removes it."""

    types = ("file",)
    roles = ("group",)

    def _buttons(self, snapshot: Snapshot, target: Target) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "button"]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the line in the list."""
        inside = snapshot.inside(self.region(snapshot, target))
        line = next(node for node in inside if node.role == "listitem")
        return snapshot.content(line).startswith(target.value or target.say("No file yet"))

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Upload the file, or remove the one that is there; the style makes no difference."""
        buttons = self._buttons(snapshot, target)
        if target.value:
            yield Upload(ref_of(buttons[0]), (target.value,))
        else:
            yield Click(ref_of(buttons[-1]))
