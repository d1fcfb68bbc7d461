"""A question before destructive acts."""

from __future__ import annotations

from webgen.actions import Action, Click
from webgen.frictions.base import Friction, Say
from webgen.snapshot import Snapshot


class Confirm(Friction):
    """Deleting, and verbs marked so, open a dialog first."""

    rank = 0
    signs = ('button "Confirm"',)

    def confirms(self, strength: int) -> bool:
        """Always ask."""
        return True

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Confirm: the expert only starts what it means."""
        for node in snapshot.nodes:
            if node.role == "dialog":
                names = {item.name: item for item in snapshot.inside(node) if item.role == "button"}
                if {say("Cancel"), say("Confirm")} <= set(names):
                    return Click(names[say("Confirm")].ref or "")
        return None
