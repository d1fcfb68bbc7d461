"""Steps that the site keeps, with a summary before the last one."""

from __future__ import annotations

from webgen.containers._steps import forward
from webgen.containers.base import Container, Sought
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves


class Wizard(Container):
    """Each step is sent and checked by itself; what was entered is kept in the session until the last step saves it."""

    roles = ("form", "settings")
    least = 3
    size = 3
    steps = "site"

    def acts(self, count: int) -> int:
        """Every step and the summary, with waiting."""
        return 3 + 3 * super().acts(count)

    def reach(self, snapshot: Snapshot, sought: Sought) -> Moves:
        """Press Continue."""
        yield from forward(snapshot, sought)
