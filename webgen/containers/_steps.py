"""What containers share that show one group at a time."""

from __future__ import annotations

from webgen.actions import Click, Wait
from webgen.containers.base import Sought
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, ref_of

PATIENCE = 12
MOST_STEPS = 20


def _find(snapshot: Snapshot, name: str) -> Node | None:
    return next((one for one in snapshot.nodes if one.role == "button" and one.name == name and one.ref), None)


def _where(snapshot: Snapshot) -> tuple[str, ...]:
    """Return what tells the steps of a form apart: its headings."""
    return tuple(node.name for node in snapshot.nodes if node.role == "heading")


def _complaints(snapshot: Snapshot) -> set[str]:
    return {snapshot.content(node) for node in snapshot.nodes if node.role == "alert"}


def forward(snapshot: Snapshot, sought: Sought) -> Moves:
    """Go on, step by step, until the page shows what is sought or complains; an answer may take its time."""
    for _ in range(MOST_STEPS):
        button = None if sought.seen(snapshot) else _find(snapshot, sought.say("Continue"))
        if button is None:
            return
        before, known = _where(snapshot), _complaints(snapshot)
        snapshot = yield Click(ref_of(button))
        for _ in range(PATIENCE):
            if _where(snapshot) != before:
                break
            if _complaints(snapshot) - known:
                return
            snapshot = yield Wait(1000)
        else:
            return
