"""A record moves to the first day on which nothing else of the same person, room or thing is in its way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from webgen.domains.display import day, in_goal, title_of
from webgen.domains.model import Domain, Entity
from webgen.spec import Change, EntityGene, PartGene, PlanStep, Reference, Scalar, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

BUSY = ((0,), (0, 1), (0, 2), (0, 1, 2), (0, 1, 3))  # days after the first on which something is in the way
YEAR = 400
SPAN = 8


class Reschedule(Scheme):
    """``free``: the first free day from a named one on; ``next``: the first free day after the one it has now."""

    how = ("free", "next")

    def _pairs(self, domain: Domain, entity: Entity, gene: EntityGene) -> list[tuple[str, str]]:
        """Return the pairs of a reference that must not clash and a date that can be moved, both in the list."""
        refs = [one.name for one in entity.refs if one.kind == "intent" and one.required and one.name in gene.listing.columns]
        days = [
            name for name in base.listed(entity, gene, "date")
            if name in base.changeable(domain, entity, gene) and max(map(abs, entity.field(name).bounds())) <= YEAR
        ]  # fmt: skip
        return [(ref, name) for ref in refs for name in days]

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """Records of one person or thing, each with a date that can be moved."""
        return bool(self._pairs(domain, entity, gene)) and gene.records > SPAN

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw what must not clash and what is moved."""
        ref, name = stream.child("pair").pick(self._pairs(domain, entity, gene), key="/".join)
        return {"conditions": (ref,), "fields": (name,)}

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return what must not clash, and the date."""
        return {*task.conditions, *task.fields}, set()

    def bind(self, desk: Binder) -> Task:
        """Put others of the same person or thing in the way, and none on the first free day."""
        (ref,), (name,) = desk.gene.conditions, desk.gene.fields
        place = desk.stream.child("busy")
        busy = place.child("days").pick(BUSY, key=str)
        row, *others = base.some(desk, desk.rows(), len(busy) + 1)
        after = desk.flow.how == "next"
        start = desk.spec.today + timedelta(days=place.child("start").integer(1, 40))
        if after:
            row[name] = start.isoformat()
            start += timedelta(days=1)
            busy = tuple(at for at in busy if at < len(busy))
            others = others[: len(busy)]
        free = start + timedelta(days=next(at for at in range(SPAN) if at not in busy))
        for other, at in zip(others, busy, strict=True):
            other[ref], other[name] = row[ref], (start + timedelta(days=at)).isoformat()
        for other in desk.rows():
            if other in others or other is row or other[ref] != row[ref] or not other[name]:
                continue
            if start <= date.fromisoformat(str(other[name])) <= start + timedelta(days=SPAN):
                other[name] = (start + timedelta(days=SPAN + 1 + int(other["id"] or 0))).isoformat()
        if not after and row[name] and start <= date.fromisoformat(str(row[name])) <= free:
            row[name] = (start - timedelta(days=3)).isoformat()
        desk.recompute()
        one, entity, key = desk.entity.field(name), desk.entity.name, int(row["id"] or 0)
        outcome = Outcome(references=[base.by_title(desk, row)])
        for at in sorted({*busy, max(busy) + 2} - {(free - start).days}):
            fits = (start + timedelta(days=at)).isoformat()
            wrong: dict[str, Scalar] = {name: fits}
            outcome.tempting.append(PlanStep(do="edit", entity=entity, record=key, values=wrong))
            taken = at in busy
            outcome.references.append(
                Reference(site=desk.site, entity=entity, where={ref: row[ref], name: fits}, count=int(taken))
            )
        values: dict[str, Scalar] = {name: free.isoformat()}
        outcome.references.append(Reference(site=desk.site, entity=entity, where={ref: row[ref], **values}, count=0))
        outcome.plan = [PlanStep(do="survey", entity=entity), PlanStep(do="edit", entity=entity, record=key, values=values)]
        outcome.changes = [Change(site=desk.site, table=entity, op="update", record=key, values=values)]
        held = title_of(desk.domain, str(desk.entity.field(ref).target), row[ref], desk.records)
        words = {
            "title": f'"{row[desk.entity.title]}"', "field": desk.label(one), "where": desk.label(desk.entity.field(ref)),
            "other": f'"{held}"', "start": in_goal(day(start.isoformat(), desk.domain.locale)),
        }  # fmt: skip
        return outcome.task(desk, words)
