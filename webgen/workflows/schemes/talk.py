"""Comments on records: to be written, to be read, to be acted on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity
from webgen.extras.comments import COMMENTS, TEXTS, circle, said
from webgen.spec import AnswerPattern, Change, EntityGene, PlanStep, Record, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes._asked import asked, tongue
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

FEW = 5


class Talk(Scheme):
    """``post`` one, say ``who`` wrote the last or the ``count`` of somebody's, or ``act`` on what the last asks for."""

    how = ("post", "who", "count", "act")

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """Every record has comments; to act on one there must be something to set."""
        return flow.how != "act" or base.can("edit", domain, entity, gene)

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw what a comment asks for."""
        return base.drawn_deed(["edit"], domain, entity, gene, stream, most) if flow.how == "act" else {}

    def bind(self, desk: Binder) -> Task:
        """Pick the record and see to its comments."""
        (row,) = base.some(desk, desk.rows(), 1)
        key, noun = int(row["id"] or 0), desk.entity.name
        words = {"title": f'"{row[desk.entity.title]}"'}
        outcome = Outcome(references=[base.by_title(desk, row)])
        look = PlanStep(do="look", entity=noun, record=key)
        if desk.flow.how == "post":
            text = tongue(desk).say(desk.stream.child("text").pick(TEXTS))
            values: dict[str, Any] = {"entity": noun, "record": key, "text": text}
            outcome.plan = [PlanStep(do="comment", entity=noun, record=key, values={"text": text})]
            outcome.changes = [Change(site=desk.site, table=COMMENTS, op="insert", values=values)]
            return outcome.task(desk, words | {"text": f'"{text}"'})
        outcome.plan = [look]
        if desk.flow.how == "act":
            one = base.deed(desk, "edit", [row])
            text = tongue(desk).say("Please {clause}.", clause=asked(one, tongue(desk).say("this one")))
            last = self._last(desk, key, text)
            one.on(row, outcome)
            return outcome.task(desk, words | {"sender": str(last["author"])})
        if desk.flow.how == "who":
            last = self._last(desk, key)
            return outcome.task(desk, words, answer=AnswerPattern(type="text", value=last["author"]))
        return self._count(desk, outcome, key, words)

    def _mine(self, desk: Binder, key: int) -> list[Record]:
        return [row for row in desk.extras[COMMENTS] if (row["entity"], row["record"]) == (desk.entity.name, key)]

    def _last(self, desk: Binder, key: int, text: str = "") -> Record:
        """Return the newest comment of a record; it is written where there is none, or none with the text."""
        mine = self._mine(desk, key)
        if mine and text in ("", mine[-1]["text"]):
            return mine[-1]
        author = desk.stream.child("author").pick(sorted({str(one) for one in circle(desk.ground())} - {str(row["author"]) for row in mine}) or circle(desk.ground()))
        made = said(desk.ground(), desk.entity.name, key, desk.stream.child("last"), 0, text, author)
        return self._added(desk, made)

    def _added(self, desk: Binder, made: Record) -> Record:
        rows = desk.extras[COMMENTS]
        made = {"id": len(rows) + 1, **made}
        rows.append(made)
        return made

    def _count(self, desk: Binder, outcome: Outcome, key: int, words: dict[str, str]) -> Task:
        mine = self._mine(desk, key)
        authors = {str(row["author"]) for row in mine}
        author = desk.stream.child("author").pick(sorted(authors) or circle(desk.ground()))
        wanted = 2 + desk.stream.child("more").integer(0, FEW - 2)
        if sum(row["author"] == author for row in mine) < 2:  # a count of one says little
            other = desk.stream.child("other").pick([one for one in circle(desk.ground()) if one != author])
            for number in range(wanted):
                by = author if number % 3 < 2 else other
                self._added(desk, said(desk.ground(), desk.entity.name, key, desk.stream.child("added", number), 0, author=by))
        number = sum(row["author"] == author for row in self._mine(desk, key))
        return outcome.task(desk, words | {"sender": author}, answer=AnswerPattern(type="integer", value=number))
