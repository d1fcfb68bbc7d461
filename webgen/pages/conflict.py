"""What a site asks when a record that is saved is open elsewhere too, with the form ready to be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.frictions.edit_conflict import CONFLICT, TITLE
from webgen.pages.base import Page, Route
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context


class Conflict(Page):
    """``/conflict``: the form that was held back, as hidden fields."""

    rank = 0

    def routes(self) -> list[Route]:
        """Answer ``/conflict``."""
        return [Route("GET", CONFLICT, self.show)]

    def show(self, context: Context) -> Response:
        """Show who has it open, with a button to save and a link to start again."""
        held = context.notes.get("edit_conflict")
        if held is None:
            return context.missing()
        heading = context.say(TITLE)
        return context.page("conflict", heading, heading=heading, who=held["who"], action=held["action"], form=held["form"])
