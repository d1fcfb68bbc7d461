"""A check that forms demand, and that is easy to overlook."""

from __future__ import annotations

from webgen.actions import Action, Check
from webgen.frictions.base import Friction, Say
from webgen.locales import spoken
from webgen.snapshot import Snapshot

LABELS = spoken(("I have checked these details", "The information above is correct", "I am allowed to make this change"))


class Validation(Friction):
    """Create and edit forms are refused until a box at their end is ticked."""

    signs = LABELS

    def extra_field(self, strength: int) -> dict[str, str] | None:
        """Name the box."""
        return {"name": "_checked", "label": LABELS[strength - 1], "error": spoken("Tick this box to continue.")}

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Tick the box once the form has complained."""
        labels = [say(label) for label in LABELS]
        for node in snapshot.nodes:
            if node.role == "checkbox" and node.name in labels and node.has("invalid") and not node.has("checked"):
                return Check(node.ref or "")
        return None
