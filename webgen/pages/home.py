"""The first page. What it shows depends on the home of the site (``webgen.homes``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.homes.base import home
from webgen.pages.base import Page, Route
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context


class Home(Page):
    """``/``."""

    rank = 0

    def routes(self) -> list[Route]:
        """Answer ``/``."""
        return [Route("GET", "/", self.show)]

    def show(self, context: Context) -> Response:
        """Show the page."""
        return home(context.spec.home).show(context)
