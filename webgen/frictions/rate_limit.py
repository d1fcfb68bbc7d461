"""A site that has had enough of too many pages in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.actions import Action, Click, Wait
from webgen.frictions._parts import find
from webgen.frictions.base import Friction, Say
from webgen.locales import spoken
from webgen.site.http import Response
from webgen.snapshot import Snapshot

if TYPE_CHECKING:
    from webgen.site.app import Context

TITLE = spoken("Too many requests")
WINDOW_MS = 12_000


class RateLimit(Friction):
    """More than a few pages within seconds get a page that asks to wait, and then lets go on."""

    steps = 4
    signs = (TITLE,)

    def wait(self, strength: int) -> int:
        """Return how many virtual ms somebody has to wait."""
        return 1_000 + 2_000 * strength

    def intercept(self, context: Context, strength: int) -> Response | None:
        """Count the pages of the last seconds; once there are too many, ask to wait."""
        if context.request.method != "GET" or context.partial:
            return None
        now, noted = context.request.now, context.notes.get("rate_limit", {"recent": [], "until": 0})
        if now < noted["until"]:
            return self.page(context, noted["until"] - now)
        recent = [at for at in noted["recent"] if at > now - WINDOW_MS]
        if len(recent) >= 7 - strength:
            until = now + self.wait(strength)
            context.note("rate_limit", {"recent": [], "until": until})
            return self.page(context, until - now)
        context.note("rate_limit", {"recent": [*recent, now], "until": 0})
        return None

    def page(self, context: Context, ms: int) -> Response:
        """Show the page that asks to wait."""
        said = context.say(TITLE)
        return context.page("busy", said, heading=said, ms=ms, seconds=-(-ms // 1000), back=context.here, about=self.name)

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Wait until the page lets go on, then go on."""
        if find(snapshot, "heading", say(TITLE)) is None:
            return None
        link = find(snapshot, "link", say("Continue"))
        return Wait(3_000) if link is None else Click(link.ref or "")
