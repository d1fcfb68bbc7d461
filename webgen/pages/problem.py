"""What a site says when it could not take a form in, with the form ready to be sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.frictions.server_error import PROBLEM, TITLE
from webgen.pages.base import Page, Route
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context


class Problem(Page):
    """``/problem``: the last form that failed, as hidden fields."""

    rank = 0

    def routes(self) -> list[Route]:
        """Answer ``/problem``."""
        return [Route("GET", PROBLEM, self.show)]

    def show(self, context: Context) -> Response:
        """Show what was sent with a button to send it again."""
        failed = context.notes.get("failed")
        if failed is None:
            return context.missing()
        return context.page("problem", context.say(TITLE), heading=context.say(TITLE), action=failed["action"], form=failed["form"])
