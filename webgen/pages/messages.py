"""The inbox: messages with reading marks, and answers to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.extras.messages import MESSAGES, REPLIES
from webgen.pages.base import Entry, Page, Route
from webgen.site.http import Response
from webgen.spec import Record

if TYPE_CHECKING:
    from webgen.site.app import Context

LONGEST = 600


class Messages(Page):
    """``/messages``, ``/messages/{id}`` and what is replied there."""

    rank = 0
    optional = True

    def routes(self) -> list[Route]:
        """Answer the inbox and its messages."""
        return [
            Route("GET", "/messages", self.inbox),
            Route("GET", "/messages/{id}", self.message),
            Route("POST", "/messages/{id}/reply", self.reply),
        ]

    def entries(self, context: Context) -> list[Entry]:
        """Stand in the menu."""
        return [Entry(context.say("Messages"), "/messages", "mail")]

    def inbox(self, context: Context) -> Response:
        """Show all messages, the newest first."""
        rows = context.store.rows(f"SELECT id, sender, subject, sent, unread FROM {MESSAGES} ORDER BY sent DESC, id DESC")
        messages = [row | {"day": context.site.locale.day(str(row["sent"])), "href": f"/messages/{row['id']}"} for row in rows]
        unread = sum(bool(row["unread"]) for row in rows)
        return context.page("messages", context.say("Messages"), messages=messages, unread=unread)

    def message(self, context: Context) -> Response:
        """Show one message; it counts as read then."""
        row = context.store.get(MESSAGES, int(context.arguments["id"]))
        if row is None:
            return context.missing()
        assert isinstance(row["id"], int)
        if row["unread"]:
            context.store.update(MESSAGES, row["id"], {"unread": 0})
        return self._show(context, row)

    def _show(self, context: Context, row: Record, *, error: str = "", text: str = "") -> Response:
        action = f"/messages/{row['id']}/reply"
        replies = context.store.rows(f"SELECT text FROM {REPLIES} WHERE message = ? ORDER BY id", (row["id"],))
        return context.page(
            "messages_thread", str(row["subject"]), status=422 if error else 200, message=row | {"day": context.site.locale.day(str(row["sent"]))},
            replies=[reply["text"] for reply in replies], action=action, token=context.offer(action), error=error, text=text,
            own=context.site.content.account.name, paragraphs=str(row["body"]).split("\n\n"), longest=LONGEST,
        )  # fmt: skip

    def reply(self, context: Context) -> Response:
        """Take in a reply."""
        row = context.store.get(MESSAGES, int(context.arguments["id"]))
        if row is None:
            return context.missing()
        if not context.accepted():
            return context.stale()
        text = context.form.get("text", "").replace("\r\n", "\n").strip()
        if not text or len(text) > LONGEST:
            return self._show(context, row, error=context.say("Write something, but not too much."), text=text)
        context.spend()
        context.store.insert(REPLIES, {"message": row["id"], "text": text})
        return context.go(f"/messages/{row['id']}", flash=context.say("Your reply was sent."))
