"""What was changed in this session, read from the change log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.pages.base import Entry, Page, Route
from webgen.site import fields as on_page
from webgen.site.http import Response
from webgen.site.store import LogRow

if TYPE_CHECKING:
    from webgen.site.app import Context

MOST = 20


class History(Page):
    """``/history``: records only, the newest change first; settings and what goes out do not show."""

    rank = 0
    optional = True

    def routes(self) -> list[Route]:
        """Answer ``/history``."""
        return [Route("GET", "/history", self.show)]

    def entries(self, context: Context) -> list[Entry]:
        """Stand in the menu."""
        return [Entry(context.say("Change history"), "/history", "clock")]

    def show(self, context: Context) -> Response:
        """Show the log in words."""
        known = {entity.name for entity in context.domain.entities}
        rows = [row for row in context.site.log() if row.table in known]
        changes = [self._said(context, row) for row in reversed(rows[-MOST:])]
        return context.page("history", context.say("Change history"), changes=changes)

    def _said(self, context: Context, row: LogRow) -> dict[str, Any]:
        """Return one change as it reads: what was done to which record, and each field that differs."""
        entity = context.domain.entity(row.table)
        what = {"insert": context.say("Added"), "update": context.say("Changed"), "delete": context.say("Deleted")}[row.op]
        titles = context.all_titles(entity.fields)
        details = []
        if row.op == "update":
            for field in entity.fields:
                before, after = (on_page.shown(field, side[field.name], titles) or "—" for side in (row.before, row.after))
                if before != after:
                    details.append({"label": field.label, "before": before, "after": after})
        gone = context.store.get(row.table, row.record) is None
        return {
            "what": what, "noun": entity.label, "title": str((row.after or row.before)[entity.title]), "details": details,
            "href": "" if gone else f"{context.path(entity)}/{row.record}",
        }  # fmt: skip
