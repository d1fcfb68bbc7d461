"""One search over all records, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.homes.base import home, state_of
from webgen.pages.base import Entry, Page, Route
from webgen.site.http import Response
from webgen.spec import SiteSpec

if TYPE_CHECKING:
    from webgen.site.app import Context

MOST = 6


def found(context: Context, text: str, most: int) -> list[dict[str, Any]]:
    """Return the records whose name holds a text, by entity."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    groups = []
    for entity in context.domain.entities if text else []:
        rows = context.store.rows(
            f'SELECT * FROM "{entity.name}" WHERE "{entity.title}" LIKE ? ESCAPE \'\\\''
            f' ORDER BY "{entity.title}" <> ?, "{entity.title}" LIMIT ?',
            (f"%{escaped}%", text, most),
        )
        records = [
            {"title": str(row[entity.title]), "href": f"{context.path(entity)}/{row['id']}", "badge": state_of(entity, row)}
            for row in rows
        ]
        if records:
            groups.append({"label": entity.plural[0], "noun": entity.label, "records": records})
    return groups


class Search(Page):
    """``/search``."""

    rank = 0
    optional = True

    def present(self, spec: SiteSpec) -> bool:
        """A first page may need it, too."""
        return super().present(spec) or self.name in home(spec.home).needs

    def routes(self) -> list[Route]:
        """Answer ``/search``."""
        return [Route("GET", "/search", self.show)]

    def entries(self, context: Context) -> list[Entry]:
        """Stand in the menu."""
        return [Entry(context.say("Search"), "/search", "search")]

    def show(self, context: Context) -> Response:
        """Show what was found."""
        text = context.query.get("q", "").strip()
        groups = found(context, text, MOST)
        return context.page("search", context.say("Search"), text=text, groups=groups)
