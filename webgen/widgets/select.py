"""The browser's own drop-down list."""

from __future__ import annotations

from webgen.actions import Press, Select
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


def _chosen(snapshot: Snapshot, node: Node) -> str:
    for option in snapshot.inside(node):
        if option.role == "option" and option.has("selected"):
            return option.name
    return ""


class NativeSelect(Widget):
    """``<select>``."""

    types = ("choice", "ref")
    bare = True
    roles = ("combobox",)

    def find(self, snapshot: Snapshot, target: Target) -> Node | None:
        """Return the combobox that has option children: custom ones have none inside."""
        for node in snapshot.nodes:
            if node.role == "combobox" and node.ref and (node.name == target.label or self.stands_by(snapshot, node, target)):
                return node
        return None

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the selected option."""
        return _chosen(snapshot, self.region(snapshot, target)) == self._wanted(snapshot, target)

    def _wanted(self, snapshot: Snapshot, target: Target) -> str:
        """Return the option that is to be selected: the first one stands for nothing."""
        inside = snapshot.inside(self.region(snapshot, target))
        return target.shown or next(option.name for option in inside if option.role == "option")

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Select by label; with the keyboard, arrow keys when the focus is already on it."""
        node = self.region(snapshot, target)
        if style == "keyboard" and node.has("active"):
            names = [option.name for option in snapshot.inside(node) if option.role == "option"]
            steps = names.index(self._wanted(snapshot, target)) - names.index(_chosen(snapshot, node))
            for _ in range(abs(steps)):
                yield Press("ArrowDown" if steps > 0 else "ArrowUp")
        else:
            yield Select(ref_of(node), (self._wanted(snapshot, target),))
