"""A page that lists every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.pages.base import Entry, Page, Route
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context


class Sitemap(Page):
    """``/sitemap``."""

    rank = 0
    optional = True

    def routes(self) -> list[Route]:
        """Answer ``/sitemap``."""
        return [Route("GET", "/sitemap", self.show)]

    def entries(self, context: Context) -> list[Entry]:
        """Stand in the footer."""
        return [Entry(context.say("Site map"), "/sitemap", place="footer")]

    def show(self, context: Context) -> Response:
        """Show every list, every form for new records, and every other page."""
        groups = [{"label": context.say("Site"), "links": [{"label": context.say("First page"), "href": "/"}]}]
        for entity in context.domain.entities:
            path = context.path(entity)
            links = [{"label": context.say("All {nouns}", nouns=context.noun(entity.plural[0])), "href": path}]
            if entity.creatable:
                links.append({"label": context.say("New {noun}", noun=context.noun(entity.label)), "href": f"{path}/new"})
            groups.append({"label": entity.plural[0], "links": links})
        entries = [entry for page in context.site.pages for entry in page.entries(context) if entry.href != "/sitemap"]
        more = [{"label": entry.label, "href": entry.href} for entry in entries]
        groups.append({"label": context.say("More"), "links": [*more, {"label": context.say("Settings"), "href": "/settings"}]})
        return context.page("sitemap", context.say("Site map"), groups=groups)
