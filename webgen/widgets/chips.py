"""Chips of which one is chosen."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class Chips(Widget):
    """A ``listbox`` of options beside each other; arrows move the focus, Space or a click chooses."""

    types = ("choice",)
    roles = ("listbox",)
    max_options = 8

    def _chips(self, snapshot: Snapshot, target: Target) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "option"]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the selected chip; none stands for nothing."""
        selected = [node.name for node in self._chips(snapshot, target) if node.has("selected")]
        return selected == ([target.shown] if target.shown else [])

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Click the chip; with the keyboard walk to it from the first one and press Space."""
        chips = self._chips(snapshot, target)
        if not target.shown:
            yield Click(ref_of(next(node for node in chips if node.has("selected"))))
            return
        index = next(i for i, node in enumerate(chips) if node.name == target.shown)
        if style == "mouse" or index == 0:
            yield Click(ref_of(chips[index]))
            return
        if not any(node.has("active") for node in chips):
            snapshot = yield Click(ref_of(chips[0]))
            chips = self._chips(snapshot, target)
        active = next(i for i, node in enumerate(chips) if node.has("active"))
        for _ in range(abs(index - active)):
            yield Press("ArrowRight" if index > active else "ArrowLeft")
        yield Press("Space")
