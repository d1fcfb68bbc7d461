"""A tree of groups that open to choices."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.errors import SpecError
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class Tree(Widget):
    """A ``tree``: first letters on level 1, what begins with them on level 2."""

    types = ("ref",)
    roles = ("tree",)
    max_options = 80

    def _items(self, snapshot: Snapshot, target: Target) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "treeitem"]

    def _leaf(self, items: list[Node], name: str) -> int | None:
        found = (i for i, node in enumerate(items) if node.name == name and node.states.get("level") == "2")
        return next(found, None)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the selected leaf, which is in an open group."""
        selected = [node.name for node in self._items(snapshot, target) if node.has("selected")]
        return selected == ([target.shown] if target.shown else [])

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Open the group and click the leaf, or walk down to it and press Enter."""
        items = self._items(snapshot, target)
        if not target.shown:
            yield Click(ref_of(next(node for node in items if node.has("selected"))))
            return
        if self._leaf(items, target.shown) is None:
            letter = target.shown[0].upper()
            head = next(node for node in items if node.name == letter and node.states.get("level") == "1")
            snapshot = yield Click(ref_of(head))
            items = self._items(snapshot, target)
        index = self._leaf(items, target.shown)
        if index is None:
            raise SpecError(f"the tree of {target.label!r} has no {target.shown!r}")
        active = next((i for i, node in enumerate(items) if node.has("active")), None)
        if style == "keyboard" and active is not None and abs(index - active) <= 12:
            for _ in range(abs(index - active)):
                yield Press("ArrowDown" if index > active else "ArrowUp")
            yield Press("Enter")
        else:
            yield Click(ref_of(items[index]))
