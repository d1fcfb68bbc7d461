"""The answer to the cookie dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.pages.base import Page, Route
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context


class Consent(Page):
    """``/consent``: remembers that the question was answered."""

    rank = 0

    def routes(self) -> list[Route]:
        """Answer before anybody has signed in."""
        return [Route("POST", "/consent", self.answer, open=True)]

    def answer(self, context: Context) -> Response:
        """Note the answer and go back to the first page."""
        if not context.accepted():
            return context.stale()
        context.spend()
        context.remember(consent=context.form.get("choice", "")[:40] or "closed")
        back = context.form.get("back", "/")
        return context.go(back if back.startswith("/") and not back.startswith("//") else "/")
