"""A palette of commands: one field that leads to records and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.pages.base import Page, Route
from webgen.pages.search import found
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context

MOST = 4


class Palette(Page):
    """A button and a dialog on every page, and ``/palette`` with what the dialog shows."""

    rank = 0
    optional = True

    def routes(self) -> list[Route]:
        """Answer suggestions."""
        return [Route("GET", "/palette", self.suggest)]

    def part(self, context: Context) -> dict[str, Any] | None:
        """Stand over every page."""
        return {"template": "palette", "place": "before", "pages": self._pages(context, "")}

    def _pages(self, context: Context, text: str) -> list[dict[str, str]]:
        """Return the pages whose name holds a text."""
        found = [(context.say("Settings"), "/settings")]
        for entity in context.domain.entities:
            found.append((entity.plural[0], context.path(entity)))
            if entity.creatable:
                found.append((context.say("New {noun}", noun=context.noun(entity.label)), f"{context.path(entity)}/new"))
        found += [(entry.label, entry.href) for page in context.site.pages for entry in page.entries(context)]
        return [{"title": label, "href": href} for label, href in found if text.lower() in label.lower()][: MOST + 1]

    def suggest(self, context: Context) -> Response:
        """Show the records and pages that a text fits."""
        text = context.query.get("q", "").strip()
        pages = self._pages(context, text)
        return context.fragment("palette_results", groups=found(context, text, MOST), pages=pages, text=text)
