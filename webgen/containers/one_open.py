"""Groups that fold, one open at a time."""

from __future__ import annotations

from webgen.containers.base import Container, Sought, open_each
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves


class OneOpen(Container):
    """Headings that are buttons; opening one folds the others."""

    least = 5
    size = 3

    def reach(self, snapshot: Snapshot, sought: Sought) -> Moves:
        """Open one after the other."""
        yield from open_each(snapshot, sought, _folded)


def _folded(snapshot: Snapshot) -> list[Node]:
    inside = [one for node in snapshot.nodes if node.role == "heading" for one in snapshot.inside(node)]
    return [node for node in inside if node.role == "button" and not node.has("expanded")]
