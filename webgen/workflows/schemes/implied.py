"""A record that the goal describes instead of naming it: by a fact of the record it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity, Field
from webgen.spec import EntityGene, PartGene, PlanStep, Reference, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

_FACTS = ("text", "date", "integer", "money")


class Implied(Scheme):
    """``owner``: the only record that belongs to the one with a fact; ``ask``: a fact of that record is asked for."""

    how = ("owner", "ask")

    def _refs(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> list[tuple[str, str]]:
        """Return the pairs of a reference in the list and a fact of the record it names."""
        if flow.how == "owner" and not base.can(flow.acts[0], domain, entity, gene):
            return []
        return [
            (ref.name, fact.name)
            for ref in entity.refs
            if ref.kind == "intent" and ref.required and ref.name in gene.listing.columns
            and (flow.how == "ask" or base.can(flow.acts[0], domain, entity, gene, without=[ref.name]))
            for fact in domain.entity(str(ref.target)).intent_fields
            if fact.type in _FACTS and fact.name != domain.entity(str(ref.target)).title
        ]  # fmt: skip

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """Records that belong to others with facts of their own."""
        return bool(self._refs(flow, domain, entity, gene))

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the reference; the fact there is drawn at binding."""
        from webgen.workflows.base import askable

        refs = sorted({ref for ref, _ in self._refs(flow, domain, entity, gene)})
        ref = stream.child("ref").pick(refs)
        if flow.how == "ask":
            names = [name for name in askable(entity) if name != ref]
            return {"conditions": (ref,), "fields": (stream.child("ask").pick(names),)}
        drawn = base.drawn_deed(flow.acts, domain, entity, gene, stream, 1, without=[ref])
        return {**drawn, "conditions": (ref,)}

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return the reference."""
        return set(task.conditions), set()

    def bind(self, desk: Binder) -> Task:
        """Let one record alone belong to the one with the fact, and that one alone have it."""
        (ref,) = desk.gene.conditions
        owner = desk.at(str(desk.entity.field(ref).target))
        (row,) = base.some(desk, desk.rows(), 1)
        held = next(item for item in owner.rows() if item["id"] == row[ref])
        facts = [
            one for one in owner.entity.intent_fields if one.type in _FACTS and one.name != owner.entity.title
        ]
        fact: Field = desk.stream.child("fact").pick(facts, key=lambda one: one.name)
        base.fill(owner, [held], fact.name)
        for item in owner.rows():
            if item is not held and _same(item[fact.name], held[fact.name]):
                place = desk.stream.child("fact", item["id"])
                item[fact.name] = owner.draw(fact, place, avoid=[held[fact.name]], record=item)
        rest = [item for item in owner.rows() if item is not held]
        for item in desk.rows():
            if item is not row and item[ref] == held["id"]:
                item[ref] = desk.stream.child("other", item["id"]).pick(rest, key=lambda one: str(one["id"]))["id"]
        desk.recompute()
        words = {
            "where": owner.label(fact), "value": owner.says(fact, held[fact.name]),
            "target": owner.noun(owner.entity.labels[0]), "other": desk.label(desk.entity.field(ref)),
        }  # fmt: skip
        outcome = Outcome(references=[
            Reference(site=desk.site, entity=owner.entity.name, where={fact.name: held[fact.name]}),
            Reference(site=desk.site, entity=desk.entity.name, where={ref: row[ref]}),
        ])  # fmt: skip
        outcome.plan = [
            PlanStep(do="survey", entity=owner.entity.name),
            PlanStep(do="look", entity=owner.entity.name, record=int(held["id"] or 0), field=fact.name),
        ]
        if desk.flow.how == "ask":
            return self._asked(desk, outcome, row, words)
        deed = base.deed(desk, desk.flow.acts[0], [row])
        outcome.plan.append(PlanStep(do="survey", entity=desk.entity.name))
        deed.on(row, outcome)
        for item in desk.rows():
            if item is not row and len(outcome.tempting) < 2:
                deed.tempt(item, outcome)
        words["act"] = deed.clause("it")
        return outcome.task(desk, words)

    def _asked(self, desk: Binder, outcome: Outcome, row: Any, words: dict[str, str]) -> Task:
        (name,) = desk.gene.fields
        one = desk.entity.field(name)
        if one.kind == "intent":
            base.fill(desk, [row], name)
            desk.recompute()
        outcome.plan.append(PlanStep(do="look", entity=desk.entity.name, record=int(row["id"] or 0), field=name))
        return outcome.task(desk, words | {"field": desk.label(one)}, answer=desk.answer_pattern(one, row[name]))


def _same(one: Any, other: Any) -> bool:
    return str(one).casefold() == str(other).casefold()
