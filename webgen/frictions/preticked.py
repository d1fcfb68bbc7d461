"""A box in forms that is ticked already and lets something out when it is left so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.actions import Action, Check
from webgen.frictions._parts import place
from webgen.frictions.base import Friction, Say
from webgen.locales import spoken
from webgen.snapshot import Snapshot

if TYPE_CHECKING:
    from webgen.site.app import Context

EFFECT = "consent to marketing given"
LABELS = spoken((
    "Also send me offers and news by email",
    "Share these details with selected partners",
    "Sign me up for the weekly newsletter",
    "Yes, I want to hear about new products",
    "Let other members see this change",
    "Keep me informed by text message",
    "Add the protection plan, free for 30 days",
    "Use my answers to personalise advertisements",
    "Tell my contacts that I use this site",
))


class Preticked(Friction):
    """Create and edit forms carry it; left ticked, saving has an effect that nobody asked for."""

    signs = LABELS

    def offer(self, context: Context, strength: int) -> dict[str, str] | None:
        """Name the box."""
        label = context.say(place(context, "preticked", strength).pick(LABELS))
        return {"name": "_also", "label": label, "effect": EFFECT}

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Clear it before anything is sent."""
        labels = [say(label) for label in LABELS]
        for node in snapshot.nodes:
            if node.role == "checkbox" and node.name in labels and node.has("checked"):
                return Check(node.ref or "", False)
        return None
