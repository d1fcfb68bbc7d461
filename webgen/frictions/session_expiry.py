"""A session that ends early: the site asks to sign in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.frictions.base import Friction
from webgen.locales import spoken
from webgen.site.http import Response, redirect

if TYPE_CHECKING:
    from webgen.site.app import Context

NOTE = spoken("Your session has ended. Please sign in again.")


class SessionExpiry(Friction):
    """After a few pages the next one is the sign-in page, which then leads back; ``strength`` times an episode.

    What was sent is taken in, and parts of a page still come: only asking for a page ends the session.
    """

    steps = 5
    needs_login = True
    signs = (NOTE,)

    def intercept(self, context: Context, strength: int) -> Response | None:
        """Sign out in place of a page, after some that were shown."""
        if not context.spec.login or context.request.method != "GET" or context.partial:
            return None
        seen = context.notes.get("session_expiry", {"times": 0, "pages": 0})
        ends = seen["times"] < strength and seen["pages"] >= 6 - strength
        context.note("session_expiry", {"times": seen["times"] + ends, "pages": 0 if ends else seen["pages"] + 1})
        if not ends:
            return None
        context.note("return", context.here)
        context.remember(user=None, flash=f"info|{context.say(NOTE)}")
        return redirect("/login")
