"""What a window shows once its form has been saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.pages.base import Page, Route
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context


class SavedPage(Page):
    """``/{entity}/{id}/saved``: it can be closed."""

    rank = 2

    def routes(self) -> list[Route]:
        """Answer what a saved form leads to."""
        return [Route("GET", "/{entity}/{id}/saved", self.show)]

    def show(self, context: Context) -> Response:
        """Say that it was saved."""
        record = context.record
        if record is None:
            return context.missing()
        href = f"{context.path(context.entity)}/{record['id']}"
        heading = str(record[context.entity.title])
        return context.page("saved", context.say("Saved"), chrome="_bare", heading=heading, href=href)
