"""Questions about both sites: a fact of each compared or added up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Field
from webgen.spec import AnswerPattern, PartGene, Record, Reference, Scalar, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes._pair import Pair, Parts, Side, look, readable, survey, words_of
from webgen.workflows.schemes.base import Outcome

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow


class Weigh(Pair):
    """``compare``: the higher or lower of two facts; ``sum`` of two facts; ``counts``: how many fit on both together."""

    how = ("compare", "sum", "counts")

    def _facts(self, flow: Workflow, first: Side, second: Side) -> list[tuple[str, str]]:
        if flow.how == "counts":
            return [
                (one, other)
                for one in base.listed_choices(first.entity, first.gene)
                for other in base.listed_choices(second.entity, second.gene)
            ]
        types = ("money", "integer", "date") if flow.how == "compare" else ("money", "integer")
        return [
            (one, other)
            for one in readable(first.entity, *types)
            for other in readable(second.entity, *types)
            if _alike(first.entity.field(one), second.entity.field(other))
        ]

    def suits(self, flow: Workflow, first: Side, second: Side) -> bool:
        """Facts of one type on both sides."""
        return bool(self._facts(flow, first, second))

    def draw_both(self, flow: Workflow, first: Side, second: Side, stream: Stream, most: int) -> Parts:
        """Draw the two facts, or the two conditions."""
        one, other = stream.child("facts").pick(self._facts(flow, first, second), key="/".join)
        part = "conditions" if flow.how == "counts" else "fields"
        return {part: (one,)}, {part: (other,)}

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return the condition."""
        return set(task.conditions), set()

    def reads_there(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return the condition."""
        return set(task.conditions), set()

    def bind(self, desk: Binder) -> Task:
        """Ask."""
        there, outcome = desk.beyond(), Outcome()
        words = words_of(desk, there)
        if desk.flow.how == "counts":
            return self._counts(desk, there, outcome, words)
        rows: list[Record] = []
        values: list[Any] = []
        for side, title, label in ((desk, "title", "field"), (there, "other", "goal")):
            (name,) = side.gene.fields
            (row,) = base.some(side, side.rows(), 1)
            base.fill(side, [row], name)
            words |= {title: f'"{row[side.entity.title]}"', label: side.label(side.entity.field(name))}
            outcome.plan.append(look(side, row, name))
            outcome.references.append(base.by_title(side, row))
            rows.append(row)
            values.append(row[name])
        one = desk.entity.field(desk.gene.fields[0])
        if desk.flow.how == "sum":
            return outcome.task(desk, words, answer=desk.answer_pattern(one, sum(values)))
        value: Scalar = values[0]
        if values[0] == values[1]:
            rows[0][one.name] = value = desk.draw(one, desk.stream.child("apart"), avoid=[values[1]], record=rows[0])
            desk.recompute()
        highest = desk.stream.child("direction").chance(0.5)
        pair: list[Any] = [value, values[1]]
        words["extreme"] = ("later" if highest else "earlier") if one.type == "date" else "higher" if highest else "lower"
        return outcome.task(desk, words, answer=desk.answer_pattern(one, (max if highest else min)(pair)))

    def _counts(self, desk: Binder, there: Binder, outcome: Outcome, words: dict[str, str]) -> Task:
        total = 0
        for side, slot in ((desk, "where"), (there, "exception")):
            (name,) = side.gene.conditions
            value, rows = base.matching(side, name, (2, 6))
            words[slot] = base.state_words(side, name, value)
            outcome.plan.append(survey(side))
            outcome.references.append(
                Reference(site=side.site, entity=side.entity.name, where={name: value}, count=len(rows))
            )
            total += len(rows)
        return outcome.task(desk, words, answer=AnswerPattern(type="integer", value=total))


def _alike(one: Field, other: Field) -> bool:
    return one.type == other.type and one.unit == other.unit
