"""Something was done by mistake; what it was before is told, and is to be restored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity, Verb
from webgen.spec import Change, EntityGene, PlanStep, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Deed, Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow


class Undo(Scheme):
    """``value``: a field was changed; ``verb``: a verb was used that another takes back; ``mixup``: two records were."""

    how = ("value", "verb", "mixup")

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """A field to set back, or two verbs of which one takes back the other."""
        if flow.how == "verb":
            return bool(_ways_back(entity))
        return bool(_fields(flow, domain, entity, gene))

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the verb that takes the mistake back, or the field."""
        if flow.how == "verb":
            return {"verb": stream.child("verb").pick(sorted({back.name for _, back in _ways_back(entity)}))}
        return {"fields": (stream.child("field").pick(_fields(flow, domain, entity, gene)),)}

    def bind(self, desk: Binder) -> Task:
        """Let the mistake have happened."""
        bound = {"value": self._value, "verb": self._verb, "mixup": self._mixup}[desk.flow.how]
        outcome = Outcome()
        return outcome.task(desk, bound(desk, outcome))

    def _value(self, desk: Binder, outcome: Outcome) -> dict[str, str]:
        (name,) = desk.gene.fields
        one = desk.entity.field(name)
        (row,) = base.some(desk, desk.rows(), 1)
        base.fill(desk, [row], name)
        before = desk.draw(one, desk.stream.child("before"), avoid=[row[name]], record=row)
        outcome.references = [base.by_title(desk, row)]
        Deed(desk, "edit", {name: before}).on(row, outcome)
        return {
            "title": f'"{row[desk.entity.title]}"', "field": desk.label(one), "before": desk.says(one, before),
            "after": desk.says(one, row[name]),
        }  # fmt: skip

    def _verb(self, desk: Binder, outcome: Outcome) -> dict[str, str]:
        back = desk.entity.verb(desk.gene.verb)
        ways = [way for way, other in _ways_back(desk.entity) if other.name == back.name]
        done = desk.stream.child("done").pick(ways, key=lambda verb: verb.name)
        (row,) = base.some(desk, desk.rows(), 1)
        row[done.field] = done.target
        desk.recompute()
        outcome.references = [base.by_title(desk, row)]
        Deed(desk, "verb", {}, back.name).on(row, outcome)
        for other in desk.entity.verbs:
            if other.name != back.name and other.field == back.field and done.target in other.sources:
                outcome.tempting.append(
                    PlanStep(do="verb", entity=desk.entity.name, record=int(row["id"] or 0), verb=other.name)
                )
        return {
            "title": f'"{row[desk.entity.title]}"', "first": done.labels[0],
            "field": desk.label(desk.entity.field(done.field)), "before": back.target, "after": done.target,
        }  # fmt: skip

    def _mixup(self, desk: Binder, outcome: Outcome) -> dict[str, str]:
        """What was meant for one record was entered for another."""
        (name,) = desk.gene.fields
        one = desk.entity.field(name)
        wrong, right = base.some(desk, desk.rows(), 2)
        base.fill(desk, [wrong, right], name)
        before = desk.draw(one, desk.stream.child("before"), avoid=[wrong[name]], record=wrong)
        if right[name] == wrong[name]:
            right[name] = desk.draw(one, desk.stream.child("apart"), avoid=[wrong[name]], record=right)
            desk.recompute()
        value, entity = wrong[name], desk.entity.name
        outcome.references = [base.by_title(desk, row) for row in (wrong, right)]
        for row, goal in ((wrong, before), (right, value)):
            key = int(row["id"] or 0)
            outcome.plan.append(PlanStep(do="edit", entity=entity, record=key, values={name: goal}))
            outcome.changes.append(Change(site=desk.site, table=entity, op="update", record=key, values={name: goal}))
        return {
            "title": f'"{wrong[desk.entity.title]}"', "other": f'"{right[desk.entity.title]}"', "field": desk.label(one),
            "before": desk.says(one, before), "after": desk.says(one, value),
        }  # fmt: skip


def _fields(flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> list[str]:
    return [
        name for name in base.changeable(domain, entity, gene)
        if flow.how == "value" or entity.field(name).type not in ("bool", "longtext")
    ]  # fmt: skip


def _ways_back(entity: Entity) -> list[tuple[Verb, Verb]]:
    """Return the pairs of a verb and one, without an effect, that brings a record back to where the first can start."""
    return [
        (done, back)
        for done in entity.verbs
        for back in entity.verbs
        if done.field == back.field and done.target in back.sources and back.target in done.sources
        and done.name != back.name and not back.effect
    ]  # fmt: skip
