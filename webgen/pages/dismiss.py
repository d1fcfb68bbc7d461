"""The answer to whatever a friction put over or beside the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.pages.base import Page, Route
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context


class Dismiss(Page):
    """``/dismiss``: hands the form to the friction it is about and goes back to the page."""

    rank = 0

    def routes(self) -> list[Route]:
        """Answer whether or not somebody has signed in."""
        return [Route("POST", "/dismiss", self.answer, open=True)]

    def answer(self, context: Context) -> Response:
        """Let the friction take the answer in."""
        if not context.accepted():
            return context.stale()
        context.spend()
        flash = context.answered(context.form.get("about", ""))
        back = context.form.get("back", "/")
        return context.go(back if back.startswith("/") and not back.startswith("//") else "/", flash=flash)
