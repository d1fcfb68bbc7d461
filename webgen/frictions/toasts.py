"""Messages about nothing that matters, which go away by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.frictions._parts import place
from webgen.frictions.base import Friction
from webgen.locales import spoken

if TYPE_CHECKING:
    from webgen.site.app import Context

TEXTS = spoken((
    "Someone in your area is looking at this page.",
    "Your weekly summary is on its way.",
    "You are up to date.",
    "A new version of this site is available.",
    "Tip: press Tab to move between fields.",
    "3 people joined today.",
    "Your profile is 80% complete.",
    "The weather in your town: mild, some clouds.",
))


class Toasts(Friction):
    """A status message on every third page (second, every one) that vanishes after two to four seconds."""

    steps = 0
    counts_pages = True
    signs = TEXTS

    def overlay(self, context: Context, strength: int) -> dict[str, Any] | None:
        """Show one on some pages."""
        source = place(context, "toasts", context.notes["pages"])
        if not source.chance(strength / 3):
            return None
        ms = source.child("ms").integer(5, 10) * 400
        return {"template": "toasts", "place": "before", "text": context.say(source.child("text").pick(TEXTS)), "ms": ms}
