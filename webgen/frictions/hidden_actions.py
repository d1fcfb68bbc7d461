"""What can be done to a record stands behind a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.actions import Action, Click
from webgen.frictions._parts import place
from webgen.frictions.base import Friction, Say
from webgen.locales import spoken
from webgen.snapshot import Snapshot

if TYPE_CHECKING:
    from webgen.site.app import Context

NAMES = spoken(("More actions", "Show all actions", "Further options", "More options"))
KINDS = ("delete", "verb", "edit")


class HiddenActions(Friction):
    """Deleting is in a disclosure, then also what moves the record's state, then also editing."""

    steps = 3
    signs = NAMES

    def hides(self, context: Context, strength: int) -> tuple[str, frozenset[str]] | None:
        """Name the button of this site."""
        return context.say(place(context, "hidden_actions").pick(NAMES)), frozenset(KINDS[:strength])

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Open it on every record."""
        names = [say(name) for name in NAMES]
        for node in snapshot.nodes:
            if node.role == "button" and node.name in names and node.ref and not node.has("expanded"):
                return Click(node.ref)
        return None
