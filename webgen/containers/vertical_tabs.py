"""Tabs at the side of their panels."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.containers.base import Container, Sought
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, ref_of


class VerticalTabs(Container):
    """A vertical ``tablist``: the up and down keys walk over it."""

    least = 5
    size = 3

    def reach(self, snapshot: Snapshot, sought: Sought) -> Moves:
        """Click the next tab that is not selected; with the keyboard, go down from the one that has the focus."""
        tried: set[int] = set()
        while not sought.seen(snapshot):
            tabs = [node for node in snapshot.nodes if node.role == "tab"]
            tried |= {at for at, node in enumerate(tabs) if node.has("selected")}
            left = [at for at in range(len(tabs)) if at not in tried]
            if not left:
                return
            active = next((at for at, node in enumerate(tabs) if node.has("active")), None)
            if sought.style == "keyboard" and active is not None and (active + 1) % len(tabs) == left[0]:
                snapshot = yield Press("ArrowDown")
            else:
                snapshot = yield Click(ref_of(tabs[left[0]]))
