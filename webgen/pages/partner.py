"""Where advertisements lead: a page of the site that has nothing to do with any task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.pages.base import Page, Route
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context


class Partner(Page):
    """``/partner/{field}``: thanks for the interest, and a way back."""

    rank = 0

    def routes(self) -> list[Route]:
        """Answer where there are advertisements; whether or not somebody has signed in."""
        return [Route("GET", "/partner/{field}", self.show, open=True)]

    def show(self, context: Context) -> Response:
        """Show the page."""
        return context.page("partner", context.say("From our partners")) if context.site.frictions else context.missing()
