"""Tabs over panels."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.containers.base import Container, Sought
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, ref_of


class Tabs(Container):
    """A ``tablist``; one panel shows."""

    least = 5
    weight = 2.0
    forth, back = "ArrowRight", "ArrowLeft"

    def reach(self, snapshot: Snapshot, sought: Sought) -> Moves:
        """Click one tab after the other, or walk over them with the arrow keys when a tab has the focus."""
        tabs = _tabs(snapshot)
        for at in range(len(tabs)):
            if sought.seen(snapshot):
                return
            tabs = _tabs(snapshot)
            if at >= len(tabs):  # the page has become another one
                return
            if tabs[at].has("selected"):
                continue
            active = next((i for i, node in enumerate(tabs) if node.has("active")), None)
            if sought.style == "keyboard" and active is not None:
                for _ in range(abs(at - active)):
                    snapshot = yield Press(self.forth if at > active else self.back)
            else:
                snapshot = yield Click(ref_of(tabs[at]))


def _tabs(snapshot: Snapshot) -> list[Node]:
    return [node for node in snapshot.nodes if node.role == "tab"]
