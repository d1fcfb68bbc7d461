"""A value computed from several records and entered in one more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity, Field
from webgen.spec import Change, EntityGene, PlanStep, Record, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

_READ = {"sum": 2, "difference": 2, "average": 3, "extreme": 3}


class Arithmetic(Scheme):
    """``how`` says what is computed: of two records the ``sum`` or ``difference``, of three the ``average`` or ``extreme``."""

    how = tuple(_READ)

    def _fields(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> list[str]:
        types = ("integer", "money", "date") if flow.how == "extreme" else ("integer", "money")
        return [
            name for name in base.changeable(domain, entity, gene)
            if entity.field(name).type in types and _roomy(entity.field(name))
        ]  # fmt: skip

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """A number, and as many records as are read and one more."""
        return bool(self._fields(flow, domain, entity, gene)) and gene.records > _READ[flow.how]

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the field."""
        return {"fields": (stream.child("field").pick(self._fields(flow, domain, entity, gene)),)}

    def bind(self, desk: Binder) -> Task:
        """Pick the records, bring their values where the result fits, compute."""
        (name,) = desk.gene.fields
        one = desk.entity.field(name)
        *read, goal = base.some(desk, desk.rows(), _READ[desk.flow.how] + 1)
        base.fill(desk, [*read, goal], name)
        if one.type == "date":
            base.apart(desk, read, name)
        else:
            self._fit(desk, one, read)
        value, extreme = self._computed(desk, name, read)
        if goal[name] == value:
            goal[name] = desk.draw(one, desk.stream.child("goal"), avoid=[value], record=goal)
        desk.recompute()
        entity, key = desk.entity.name, int(goal["id"] or 0)
        outcome = Outcome(references=[base.by_title(desk, row) for row in (*read, goal)])
        outcome.plan = [PlanStep(do="look", entity=entity, record=int(row["id"] or 0), field=name) for row in read]
        outcome.plan.append(PlanStep(do="edit", entity=entity, record=key, values={name: value}))
        outcome.changes.append(Change(site=desk.site, table=entity, op="update", record=key, values={name: value}))
        for wrong in [row[name] for row in read if row[name] not in (value, goal[name])][:2]:
            outcome.tempting.append(PlanStep(do="edit", entity=entity, record=key, values={name: wrong}))
        titles = [f'"{row[desk.entity.title]}"' for row in (*read, goal)]
        words = dict(zip(("first", "second", "third"), titles, strict=False))
        words |= {"title": titles[-1], "field": desk.label(one), "extreme": extreme}
        words["amount"] = "cent" if one.type == "money" else "whole number"
        return outcome.task(desk, words)

    def _fit(self, desk: Binder, one: Field, rows: list[Record]) -> None:
        """Let all values differ; where the field cannot hold the result, give the records smaller ones."""
        low, high = one.bounds()
        base.apart(desk, rows, one.name)
        values = [int(row[one.name] or 0) for row in rows]
        result = {"sum": sum(values), "difference": max(values) - min(values)}.get(desk.flow.how, low)
        if low <= result <= high:
            return
        unit = 100 if one.type == "money" else 1
        start, place = max(low, unit), desk.stream.child("fit")
        second = start + unit * place.child("second").integer(1, 5)
        for row, value in zip(rows, (second + start + unit * place.child("first").integer(1, 9), second), strict=True):
            row[one.name] = value

    def _computed(self, desk: Binder, name: str, rows: list[Record]) -> tuple[Any, str]:
        values: list[Any] = [row[name] for row in rows]
        if desk.flow.how == "sum":
            return sum(values), ""
        if desk.flow.how == "difference":
            return abs(values[0] - values[1]), ""
        if desk.flow.how == "average":
            return (2 * sum(values) + len(values)) // (2 * len(values)), ""  # three never end on a half
        highest = desk.stream.child("direction").chance(0.5)
        one = desk.entity.field(name)
        return (max if highest else min)(values), base.superlative(one, highest=highest)


def _roomy(one: Field) -> bool:
    """Whether the sum of three values, and the difference of two, can be in the range."""
    if one.type == "date":
        return True
    low, high = one.bounds()
    unit = 100 if one.type == "money" else 1
    return low >= 0 and 3 * max(low, unit) + 30 * unit <= high
