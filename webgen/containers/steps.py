"""Steps that the page keeps: nothing is sent before the last one."""

from __future__ import annotations

from webgen.containers._steps import forward
from webgen.containers.base import Container, Sought
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves


class Steps(Container):
    """One group of the form shows at a time; the page only goes on when what is required is there."""

    roles = ("form", "settings")
    least = 4
    size = 3
    steps = "page"

    def acts(self, count: int) -> int:
        """Every step."""
        return 2 * super().acts(count)

    def reach(self, snapshot: Snapshot, sought: Sought) -> Moves:
        """Press Continue."""
        yield from forward(snapshot, sought)
