"""What the widgets of a ranking have in common: a list whose items stand in their order."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Generator

from webgen.actions import Action
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget

Lift = Generator[Action, Snapshot, Snapshot]


class Ranked(Widget):
    """A list named by the field; :meth:`lift` brings one item to its place."""

    types = ("ranking",)
    roles = ("list",)

    def items(self, snapshot: Snapshot, target: Target) -> list[Node]:
        """Return the items, in the order they stand in."""
        inside = snapshot.inside(self.region(snapshot, target))
        return [node for node in inside if node.role == "listitem"]

    def order(self, snapshot: Snapshot, target: Target) -> list[str]:
        """Return what stands in the places."""
        names = []
        for item in self.items(snapshot, target):
            texts = [part for node in (item, *snapshot.inside(item)) for part in (node.name, node.text)]
            names.append(next(text for text in texts if text in target.options))
        return names

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the order."""
        return self.order(snapshot, target) == list(target.wanted)

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Bring what belongs to each place there, from the first on."""
        for to, name in enumerate(target.wanted):
            at = self.order(snapshot, target).index(name)
            if at != to:
                snapshot = yield from self.lift(snapshot, target, at, to, style)

    @abstractmethod
    def lift(self, snapshot: Snapshot, target: Target, at: int, to: int, style: Style) -> Lift:
        """Yield what brings the item at one place up to another; return the page then."""
