"""A table of one's own files, to choose one."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class FileList(Widget):
    """A ``group`` with the chosen name and a table; the name in each row is a button that chooses it."""

    types = ("file",)
    roles = ("group",)

    def _buttons(self, snapshot: Snapshot, target: Target) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "button"]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the pressed button; none stands for nothing."""
        pressed = [node.name for node in self._buttons(snapshot, target) if node.has("pressed")]
        return pressed == ([target.value] if target.value else [])

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Click the name, or tab to it from one before; a second click takes the choice back."""
        buttons = self._buttons(snapshot, target)
        if target.value:
            at = next(index for index, node in enumerate(buttons) if node.name == target.value)
        else:
            at = next(index for index, node in enumerate(buttons) if node.has("pressed"))
        active = next((index for index, node in enumerate(buttons) if node.has("active")), None)
        if style == "keyboard" and active is not None and active <= at:
            for _ in range(at - active):
                yield Press("Tab")
            yield Press("Enter")
        else:
            yield Click(ref_of(buttons[at]))
