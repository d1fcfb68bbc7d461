"""One search box for everything, and words to try."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from webgen.homes.base import HomeKind, counts
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context


class SearchFirst(HomeKind):
    """Leads to ``/search``."""

    needs: ClassVar[tuple[str, ...]] = ("search",)

    def show(self, context: Context) -> Response:
        """Show the page."""
        return context.page("home_search_first", context.say("Home"), links=counts(context))
