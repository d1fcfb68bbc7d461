"""Messages: facts in them, what they ask for, and answers to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.display import display, in_goal
from webgen.domains.model import Domain, Entity
from webgen.extras.messages import MESSAGES, REPLIES, written
from webgen.locales import spoken
from webgen.spec import AnswerPattern, Change, EntityGene, PlanStep, Record, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes._asked import asked, meant, tongue
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

REPLY_TEXTS = spoken((
    "Thank you, that is noted.", "I will look into it tomorrow.", "Please ask the front desk.", "Yes, that works for me.",
    "No, we cannot do that.", "Can we talk about it on Monday?", "It is done.", "Please send me the details.",
))  # fmt: skip


class Inbox(Scheme):
    """``fact``: tell one; ``act``: do what a message asks; ``reply`` a given text; ``tell``: reply a value that is asked for."""

    how = ("fact", "act", "reply", "tell")

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """For what is about no record, the first entity stands in."""
        if flow.how == "act":
            return base.can(flow.acts[0], domain, entity, gene)
        return bool(self._telling(entity)) if flow.how == "tell" else entity is domain.entities[0]

    @staticmethod
    def _telling(entity: Entity) -> list[str]:
        from webgen.workflows.base import askable

        return [name for name in askable(entity) if entity.field(name).type not in ("bool", "longtext")]

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw what is done or asked."""
        if flow.how == "act":
            return base.drawn_deed(flow.acts, domain, entity, gene, stream, most)
        return {"fields": (stream.child("ask").pick(self._telling(entity)),)} if flow.how == "tell" else {}

    def bind(self, desk: Binder) -> Task:
        """Find the message, or write it."""
        return {"fact": self._fact, "act": self._act, "reply": self._reply, "tell": self._tell}[desk.flow.how](desk)

    def _fact(self, desk: Binder) -> Task:
        rows = [row for row in desk.extras[MESSAGES] if row["topic"]]
        row = desk.stream.child("fact").pick(rows, key=lambda one: str(one["subject"]))
        kind, _, value = str(row["answer"]).partition(":")
        answer = AnswerPattern(type="text", value=value)
        if kind in ("integer", "money"):
            answer = AnswerPattern(type="money" if kind == "money" else "integer", value=int(value))
        elif kind == "date":
            answer = AnswerPattern(type="date", value=value)
        words = {"topic": str(row["topic"]), "sender": str(row["sender"])}
        return Outcome(plan=[self._read(desk, row)]).task(desk, words, answer=answer)

    def _read(self, desk: Binder, row: Record) -> PlanStep:
        return PlanStep(do="message", site=desk.site, record=int(row["id"] or 0))

    def _written(self, desk: Binder, subject: str, body: str) -> Record:
        """Return the message with a subject; it is written where the inbox lacks it."""
        rows = desk.extras[MESSAGES]
        for row in rows:
            if row["subject"] == subject and row["body"] == body:
                return row
        row = {"id": len(rows) + 1, **written(desk.ground(), subject, body, desk.stream.child("message"))}
        rows[:] = [*[one for one in rows if one["subject"] != subject], row]
        for number, one in enumerate(rows, 1):
            one["id"] = number
        return row

    def _act(self, desk: Binder) -> Task:
        say = tongue(desk).say
        (row,) = base.some(desk, desk.rows(), 1)
        one = base.deed(desk, desk.flow.acts[0], [row])
        title = str(row[desk.entity.title])
        clause = asked(one, meant(desk, row))
        body = say("Hello,") + "\n\n" + say("Could you please {clause}?", clause=clause) + "\n\n" + say("Thank you very much")
        message = self._written(desk, say("Request: {title}", title=title), body)
        outcome = Outcome(plan=[self._read(desk, message)])
        one.on(row, outcome)
        words = {"sender": str(message["sender"]), "topic": f'"{message["subject"]}"'}
        return outcome.task(desk, words)

    def _reply(self, desk: Binder) -> Task:
        row = desk.stream.child("to").pick(desk.extras[MESSAGES], key=lambda one: str(one["subject"]))
        text = tongue(desk).say(desk.stream.child("text").pick(REPLY_TEXTS))
        words = {"sender": str(row["sender"]), "topic": f'"{row["subject"]}"', "text": f'"{text}"'}
        return self._answered(desk, Outcome(), row, text).task(desk, words)

    def _tell(self, desk: Binder) -> Task:
        say = tongue(desk).say
        (name,) = desk.gene.fields
        one = desk.entity.field(name)
        (row,) = base.some(desk, desk.rows(), 1)
        if row[name] in (None, ""):
            row[name] = desk.draw(one, desk.stream.child("fill"), avoid=[], record=row)
            desk.recompute()
        title = str(row[desk.entity.title])
        ask = say("What is the {field} of {title}? Please reply with nothing but the value.", field=desk.label(one), title=meant(desk, row))
        message = self._written(desk, say("Question: {title}", title=title), say("Hello,") + "\n\n" + ask)
        outcome = Outcome(plan=[self._read(desk, message)])
        outcome.plan.append(PlanStep(do="look", entity=desk.entity.name, record=int(row["id"] or 0), field=name))
        value = row[name]
        text = in_goal(display(desk.domain, one, bool(value) if one.type == "bool" else value, desk.records))
        words = {"sender": str(message["sender"]), "topic": f'"{message["subject"]}"'}
        return self._answered(desk, outcome, message, text).task(desk, words)

    def _answered(self, desk: Binder, outcome: Outcome, row: Record, text: str) -> Outcome:
        key = int(row["id"] or 0)
        outcome.plan.append(PlanStep(do="reply", site=desk.site, record=key, text=text))
        values: dict[str, Any] = {"message": key, "text": text}
        outcome.changes.append(Change(site=desk.site, table=REPLIES, op="insert", values=values))
        return outcome
