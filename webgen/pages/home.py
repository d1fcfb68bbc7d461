"""The first page: what the site is, how much it holds, what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.pages.base import Page, Route
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context

RECENT = 4


class Home(Page):
    """``/``: a welcome, a count for every entity and the latest records of the first."""

    rank = 0

    def routes(self) -> list[Route]:
        """Answer ``/``."""
        return [Route("GET", "/", self.show)]

    def show(self, context: Context) -> Response:
        """Show the page."""
        stats = [
            {
                "label": entity.plural[0],
                "href": context.path(entity),
                "icon": entity.icon,
                "value": context.store.scalar(f'SELECT COUNT(*) FROM "{entity.name}"'),
            }
            for entity in context.domain.entities
        ]
        main = context.domain.entities[0]
        rows = context.store.rows(
            f'SELECT id, "{main.title}" AS title FROM "{main.name}" ORDER BY id DESC LIMIT ?', (RECENT,)
        )
        recent = [{"title": row["title"], "href": f"{context.path(main)}/{row['id']}"} for row in rows]
        return context.page("home", context.say("Home"), stats=stats, recent=recent, recent_label=main.plural[0])
