"""A server that fails to take in the first forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.actions import Action, Click
from webgen.frictions._parts import find
from webgen.frictions.base import Friction, Say
from webgen.locales import spoken
from webgen.site.http import Response
from webgen.snapshot import Snapshot

if TYPE_CHECKING:
    from webgen.site.app import Context

PROBLEM = "/problem"
TITLE = spoken("Something went wrong")
AGAIN = spoken("Try again")


class ServerError(Friction):
    """The first attempts to save end on a page that offers to send the same form again; it is taken in once at most."""

    steps = 3
    signs = (AGAIN,)

    def intercept(self, context: Context, strength: int) -> Response | None:
        """Keep what was sent for the page that offers to send it again; nothing else is done with it."""
        if context.request.method != "POST" or context.request.path == "/sign-out":
            return None
        failed = context.notes.get("failed", {"times": 0})
        if failed["times"] >= strength or not context.accepted():
            return None
        sent = {"times": failed["times"] + 1, "action": context.request.path, "form": list(context.request.form)}
        context.note("failed", sent)
        return context.go(PROBLEM)

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Send it again."""
        button = find(snapshot, "button", say(AGAIN)) if find(snapshot, "heading", say(TITLE)) else None
        return Click(button.ref or "") if button else None
