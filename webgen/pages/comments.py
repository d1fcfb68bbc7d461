"""Comments under the page of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.extras.comments import COMMENTS
from webgen.pages.base import Page, Route
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context

LONGEST = 400


class Comments(Page):
    """A part of ``/{entity}/{id}``, and what is posted there."""

    rank = 2
    optional = True

    def routes(self) -> list[Route]:
        """Take in comments."""
        return [Route("POST", "/{entity}/{id}/comment", self.post)]

    def part(self, context: Context) -> dict[str, Any] | None:
        """Show the comments of a record, the oldest first, with a form."""
        if context.showing != "detail":
            return None
        key = context.arguments["id"]
        rows = context.store.rows(
            f"SELECT author, text, day FROM {COMMENTS} WHERE entity = ? AND record = ? ORDER BY id", (context.entity.name, int(key))
        )
        action = f"{context.path(context.entity)}/{key}/comment"
        comments = [row | {"day": context.site.locale.day(str(row["day"]))} for row in rows]
        return {"template": "comments", "comments": comments, "action": action, "token": context.offer(action), "longest": LONGEST}

    def post(self, context: Context) -> Response:
        """Add a comment."""
        record = context.record
        if record is None:
            return context.missing()
        if not context.accepted():
            return context.stale()
        text, back = context.form.get("text", "").replace("\r\n", "\n").strip(), f"{context.path(context.entity)}/{record['id']}"
        if not text or len(text) > LONGEST:
            return context.go(back, flash=context.say("Write something, but not too much."), tone="error")
        context.spend()
        context.store.insert(
            COMMENTS,
            {"entity": context.entity.name, "record": record["id"], "text": text,
             "author": context.site.content.account.name, "day": context.site.level.spec.today.isoformat()},
        )  # fmt: skip
        return context.go(back, flash=context.say("Your comment was added."))
