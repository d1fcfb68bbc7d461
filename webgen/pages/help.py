"""The help centre: categories, search, articles with a table of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.extras.help import ARTICLES
from webgen.pages.base import Entry, Page, Route
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context

MOST, RELATED = 12, 3


class Help(Page):
    """``/help`` and ``/help/{id}``."""

    rank = 0
    optional = True

    def routes(self) -> list[Route]:
        """Answer the centre and its articles."""
        return [Route("GET", "/help", self.centre), Route("GET", "/help/{id}", self.article)]

    def entries(self, context: Context) -> list[Entry]:
        """Stand in the menu."""
        return [Entry(context.say("Help centre"), "/help", "help")]

    def centre(self, context: Context) -> Response:
        """Show the categories, or what a search finds."""
        text = context.query.get("q", "").strip()
        rows = context.store.rows(f"SELECT id, category, title, body FROM {ARTICLES} ORDER BY id")
        if text:
            words = text.lower().split()
            rows = [row for row in rows if all(word in f"{row['title']} {row['body']}".lower() for word in words)][:MOST]
        groups: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            groups.setdefault(str(row["category"]), []).append({"title": row["title"], "href": f"/help/{row['id']}"})
        return context.page("help", context.say("Help centre"), text=text, groups=groups, found=len(rows))

    def article(self, context: Context) -> Response:
        """Show one article."""
        row = context.store.get(ARTICLES, int(context.arguments["id"]))
        if row is None:
            return context.missing()
        blocks = blocks_of(str(row["body"]))
        others = context.store.rows(
            f"SELECT id, title FROM {ARTICLES} WHERE category = ? AND id <> ? ORDER BY id LIMIT {RELATED}", (row["category"], row["id"])
        )
        return context.page(
            "help_article", str(row["title"]), heading=row["title"], category=row["category"], blocks=blocks,
            contents=[block for block in blocks if block["kind"] == "heading"],
            related=[{"title": other["title"], "href": f"/help/{other['id']}"} for other in others],
        )  # fmt: skip


def blocks_of(body: str) -> list[dict[str, Any]]:
    """Read the text of an article: headings with an id, lists of lines, paragraphs."""
    found: list[dict[str, Any]] = []
    for number, block in enumerate(body.split("\n\n")):
        if block.startswith("## "):
            found.append({"kind": "heading", "text": block[3:], "id": f"part-{number}"})
        elif block.startswith("- "):
            found.append({"kind": "list", "lines": [line.removeprefix("- ") for line in block.split("\n")]})
        else:
            found.append({"kind": "text", "text": block})
    return found
