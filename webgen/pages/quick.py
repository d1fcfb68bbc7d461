"""What is done from a list without opening a record: moving one on, changing one cell, and acting on several at once.

The rules are those of single acts: states a verb starts from, values a field takes, records that others refer to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.domains.model import Verb
from webgen.pages.base import Page, Route, do_verb, done_words, write
from webgen.site import fields as on_page
from webgen.site.http import Response
from webgen.site.listing import Listing
from webgen.site.render import render
from webgen.spec import Record

if TYPE_CHECKING:
    from webgen.site.app import Context


class Quick(Page):
    """``/{entity}/{id}/move/{verb}``, ``/{entity}/{id}/cell/{field}`` and ``/{entity}/bulk``: posts, each with its token."""

    rank = 2

    def routes(self) -> list[Route]:
        """Answer posts only."""
        return [
            Route("POST", "/{entity}/bulk", self.several),
            Route("POST", "/{entity}/{id}/move/{verb}", self.move),
            Route("POST", "/{entity}/{id}/cell/{field}", self.cell),
        ]

    # ---- one record

    def move(self, context: Context) -> Response:
        """Do a verb and come back to the list."""
        record, verb = context.record, _verb(context, context.arguments["verb"])
        if record is None or verb is None:
            return context.missing()
        if not context.accepted() or record[verb.field] not in verb.sources:
            return context.stale()
        context.spend()
        do_verb(context, record, verb)
        return context.go(context.path(context.entity), flash=done_words(context, record, verb))

    def cell(self, context: Context) -> Response:
        """Change one field; answer with the cell anew, or with the list where it was sent as a whole page."""
        record, name = context.record, context.arguments["field"]
        if record is None or not context.entity.editable or name not in context.gene.listing.inline:
            return context.missing()
        if not context.accepted():
            return context.stale()
        field = context.entity.field(name)
        titles = context.all_titles([field])
        value, error = on_page.parse(field, context.form.get("value", ""), titles)
        if not error:
            context.spend()
            write(context, record, {name: value})
        if not context.partial:
            tone = "error" if error else "success"
            return context.go(context.path(context.entity), flash=error or context.say("Saved"), tone=tone)
        now = context.record or record
        listing = Listing(context)
        edit = listing.editor(listing.item(now, ()), name, note=error or context.say("Saved"))
        return Response(render("layouts/table_cell.html", {"edit": edit}, context.spec.locale))

    # ---- several

    def several(self, context: Context) -> Response:
        """Do the chosen thing to each chosen record that rules allow it for; say what was left."""
        deed = context.form.get("do", "")
        verb = _verb(context, deed)
        deletes = deed == "delete" and context.entity.deletable
        if verb is None and not deletes:
            return context.missing()
        if not context.accepted():
            return context.stale()
        rows = _chosen(context)
        if not rows:
            return self._back(context, context.say("Select at least one record first."), "error")
        context.spend()
        done: list[str] = []
        left: list[str] = []
        for row in rows:
            happened = self._delete(context, row) if verb is None else self._do(context, row, verb)
            (done if happened else left).append(str(row[context.entity.title]))
        return self._back(context, self._words(context, done, left, verb), "error" if left else "success")

    def _do(self, context: Context, row: Record, verb: Verb) -> bool:
        if row[verb.field] not in verb.sources:
            return False
        do_verb(context, row, verb)
        return True

    def _delete(self, context: Context, row: Record) -> bool:
        assert isinstance(row["id"], int)
        return context.store.delete(context.entity.name, row["id"])

    def _words(self, context: Context, done: list[str], left: list[str], verb: Verb | None) -> str:
        """Say how many records were changed, and name those that were left and why."""
        names = ", ".join(left)
        if verb is None:
            parts = [context.say("{count} deleted.", count=len(done))] if done else []
            parts += [context.say("Left, because other records refer to them: {titles}.", titles=names)] if left else []
        else:
            parts = [context.say("{count} changed: {state}.", count=len(done), state=context.noun(verb.target))] if done else []
            parts += [context.say("Left, because their state does not allow it: {titles}.", titles=names)] if left else []
        return " ".join(parts)

    def _back(self, context: Context, flash: str, tone: str) -> Response:
        return context.go(context.path(context.entity), flash=flash, tone=tone)


def _verb(context: Context, name: str) -> Verb | None:
    return next((verb for verb in context.entity.verbs if verb.name == name), None)


def _chosen(context: Context) -> list[Record]:
    """Return the records whose boxes were ticked, each once."""
    asked = dict.fromkeys(
        int(value) for name, value in context.request.form if name == "id" and value[:9] == value and value.isascii() and value.isdigit()
    )
    return [row for key in asked if (row := context.store.get(context.entity.name, key)) is not None]
