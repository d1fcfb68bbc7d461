"""A welcome, a count for every entity and the latest records of the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.homes.base import HomeKind, counts, latest
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context

RECENT = 4


class Welcome(HomeKind):
    """What the site is, how much it holds, what is new."""

    def show(self, context: Context) -> Response:
        """Show the page."""
        main = context.domain.entities[0]
        recent = [{"title": item["title"], "href": item["href"]} for item in latest(context, main, RECENT)]
        return context.page(
            "home", context.say("Home"), stats=counts(context), recent=recent, recent_label=main.plural[0]
        )
