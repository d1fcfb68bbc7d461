"""From one record to the one it refers to: a fact to read there, or something to do there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity
from webgen.spec import EntityGene, PartGene, PlanStep, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow


class Hop(Scheme):
    """``read`` a fact of the record that a named one refers to, or ``act`` on it (one entry in ``acts``)."""

    how = ("read", "act")

    def _refs(self, flow: Workflow, domain: Domain, entity: Entity) -> list[str]:
        from webgen.workflows.base import askable

        names = []
        for ref in entity.refs:
            target = domain.entity(str(ref.target))
            fits = bool(askable(target)) if flow.how == "read" else _able(flow.acts[0], domain, target)
            if fits and ref.kind == "intent" and ref.required:
                names.append(ref.name)
        return names

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """A field that always names another record, with something to read or do there."""
        return bool(self._refs(flow, domain, entity))

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the field that leads on; what is done there is drawn at binding."""
        return {"conditions": (stream.child("ref").pick(self._refs(flow, domain, entity)),)}

    def check(self, task: PartGene, entity: Entity) -> None:
        """Look up the field that leads on."""
        for name in task.conditions:
            entity.field(name)

    def bind(self, desk: Binder) -> Task:
        """Start at a named record, end at another."""
        from webgen.workflows.base import askable

        (name,) = desk.gene.conditions
        ref = desk.entity.field(name)
        (row,) = base.some(desk, desk.rows(), 1)
        outcome = Outcome(references=[base.by_title(desk, row)])
        words = {"title": f'"{row[desk.entity.title]}"', "where": desk.label(ref), "noun": desk.noun(desk.entity.labels[0])}
        outcome.plan = [PlanStep(do="look", entity=desk.entity.name, record=int(row["id"] or 0), field=name)]
        there = desk.at(str(ref.target))
        goal = next(item for item in there.rows() if item["id"] == row[name])
        words["target"] = desk.noun(there.entity.labels[0])
        if desk.flow.how == "read":
            names = [one for one in askable(there.entity) if goal[one] not in (None, "")]
            one = there.entity.field(desk.stream.child("ask").pick(names))
            key = int(goal["id"] or 0)
            outcome.plan.append(PlanStep(do="look", entity=there.entity.name, record=key, field=one.name))
            answer = there.answer_pattern(one, goal[one.name])
            return outcome.task(there, words | {"field": there.label(one)}, answer=answer)
        op, gene = desk.flow.acts[0], desk.spec.sites[desk.site].entity(there.entity.name)
        drawn = base.drawn_deed([op], desk.domain, there.entity, gene, desk.stream.child("there"), 1)
        there.gene = desk.gene.model_copy(update=drawn)
        deed = base.deed(there, desk.flow.acts[0], [goal])
        deed.on(goal, outcome)
        return outcome.task(there, words | {"act": deed.clause(f"that {words['target']}")})


def _able(op: str, domain: Domain, target: Entity) -> bool:
    if op == "verb":
        return bool(target.verbs)
    names = [one for one in target.intent_fields if one.editable and not one.unique and one.name != target.title]
    return target.editable and bool(names)
