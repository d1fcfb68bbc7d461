"""What a site says to somebody who asks for too many pages, and when it lets them go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.pages.base import Page, Route
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context


class Busy(Page):
    """``/busy``: the part of the page that turns into a link once the time is over."""

    rank = 0

    def routes(self) -> list[Route]:
        """Answer the hypermedia client."""
        return [Route("GET", "/busy", self.show, open=True)]

    def show(self, context: Context) -> Response:
        """Show the link, or go on waiting."""
        if not context.partial:
            return context.missing()
        about = context.query.get("about", "")
        left = context.notes.get(about, {}).get("until", 0) - context.request.now
        back = context.query.get("back", "/")
        safe = back if back.startswith("/") and not back.startswith("//") else "/"
        return context.fragment("busy_wait", ms=max(0, left), seconds=-(-left // 1000), back=safe, about=about)
