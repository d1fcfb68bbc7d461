"""Something done only if, or unless, a record is in some state; or one thing if it is and another if it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity
from webgen.spec import EntityGene, PlanStep, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

IDLE = 0.25  # share of levels in which the guard says that nothing is to be done


class Guard(Scheme):
    """``acts`` has one entry (``if``, ``unless``), or two of which one is done (``else``)."""

    how = ("if", "unless", "else")

    def _guards(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> list[str]:
        names = [one.name for one in entity.intent_fields if one.type in ("choice", "bool")]
        if list(flow.acts) == ["edit", "edit"]:
            names = [name for name in names if self._two_ways(domain, entity, gene, name)]
        return [
            name
            for name in names
            if all(
                base.can(op, domain, entity, gene, without={name, *(base.states(entity) if self._mixed(flow, op) else ())})
                for op in flow.acts
            )
        ]

    def _two_ways(self, domain: Domain, entity: Entity, gene: EntityGene, guard: str) -> list[str]:
        """Return the fields that can be set to either of two values besides the one they have."""
        names = base.changeable(domain, entity, gene, without=[guard])
        return [
            name for name in names
            if entity.field(name).type != "bool"
            and (entity.field(name).type != "choice" or len(entity.field(name).choices) > 2)
        ]  # fmt: skip

    def _mixed(self, flow: Workflow, op: str) -> bool:
        return op == "edit" and "verb" in flow.acts

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """A state to look at, and something else to do."""
        return bool(self._guards(flow, domain, entity, gene))

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the state to look at first, then what is done."""
        guard = stream.child("guard").pick(self._guards(flow, domain, entity, gene))
        if list(flow.acts) == ["edit", "edit"]:
            fields = self._two_ways(domain, entity, gene, guard)
            return {"conditions": (guard,), "fields": (stream.child("field").pick(fields),)}
        drawn = base.drawn_deed(flow.acts, domain, entity, gene, stream, 1, without=[guard])
        return {**drawn, "conditions": (guard,)}

    def bind(self, desk: Binder) -> Task:
        """Let the guard hold or not, and ask for what follows from it."""
        (name,) = desk.gene.conditions
        one = desk.entity.field(name)
        (row,) = base.some(desk, desk.rows(), 1)
        if row[name] in (None, ""):
            row[name] = desk.draw(one, desk.stream.child("fill"), avoid=[], record=row)
        outcome = Outcome(references=[base.by_title(desk, row)])
        deeds = [base.deed(desk, op, [row], tag) for op, tag in zip(desk.flow.acts, "ab", strict=False)]
        if desk.flow.acts == ("edit", "edit"):
            (field,) = desk.gene.fields
            avoid = [row[field], deeds[0].values[field]]
            other = desk.draw(desk.entity.field(field), desk.stream.child("b", "value", field), avoid=avoid, record=row)
            deeds[1] = base.Deed(desk, "edit", {field: other})
        holds = desk.stream.child("holds").chance(0.5 if len(deeds) == 2 else 1 - IDLE)
        stated_holds = holds != (desk.flow.how == "unless")
        value = row[name] if stated_holds else desk.draw(one, desk.stream.child("stated"), avoid=[row[name]], record=row)
        words = {"guard": base.state_words(desk, name, value), "title": f'"{row[desk.entity.title]}"'}
        words["act"] = deeds[0].clause("it")
        words["first"], words["second"] = words["act"], deeds[-1].clause("it")
        outcome.plan.append(PlanStep(do="look", entity=desk.entity.name, record=int(row["id"] or 0), field=name))
        if holds:
            deeds[0].on(row, outcome)
        elif len(deeds) == 2:
            deeds[1].on(row, outcome)
        for wrong in deeds[1:] if holds else deeds[:1]:
            wrong.tempt(row, outcome)
        return outcome.task(desk, words, variant="normal" if outcome.changes else "satisfied")
