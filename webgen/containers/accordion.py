"""Groups that fold, each by itself."""

from __future__ import annotations

from webgen.containers.base import Container, Sought, open_each
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves


class Accordion(Container):
    """Native ``details``; the first is open."""

    least = 5
    size = 3

    def reach(self, snapshot: Snapshot, sought: Sought) -> Moves:
        """Unfold what is folded."""
        yield from open_each(snapshot, sought, _folded)


def _folded(snapshot: Snapshot) -> list[Node]:
    """Return the summaries of folded groups: nothing else shows in those but, as browsers have it, what selects offer."""
    groups = [snapshot.inside(node) for node in snapshot.nodes if node.role == "group" and not node.name]
    return [inside[0] for inside in groups if inside and inside[0].has("cursor") and not any(one.ref for one in inside[1:])]
