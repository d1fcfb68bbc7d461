"""A bar of menu items of which one is checked."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class MenuBar(Widget):
    """A ``menubar`` of ``menuitemradio``; arrows move the focus, Enter or a click chooses."""

    types = ("choice",)
    roles = ("menubar",)
    max_options = 5

    def _items(self, snapshot: Snapshot, target: Target) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "menuitemradio"]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the checked item; none stands for nothing."""
        checked = [node.name for node in self._items(snapshot, target) if node.has("checked")]
        return checked == ([target.shown] if target.shown else [])

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Click the item; with the keyboard, walk to it from the last one and press Enter."""
        items = self._items(snapshot, target)
        if not target.shown:
            yield Click(ref_of(next(node for node in items if node.has("checked"))))
            return
        at = next(index for index, node in enumerate(items) if node.name == target.shown)
        last = len(items) - 1
        if style == "mouse" or at == last or items[last].has("checked"):
            yield Click(ref_of(items[at]))
            return
        yield Click(ref_of(items[last]))
        for _ in range(last - at):
            yield Press("ArrowLeft")
        yield Press("Enter")
