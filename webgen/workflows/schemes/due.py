"""The same thing to every record whose date lies within some days of today, or is past."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from webgen.domains.display import day
from webgen.domains.model import Domain, Entity
from webgen.spec import EntityGene, PartGene, PlanStep, Reference, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
YEAR = 400


class Due(Scheme):
    """``within``: from today on, for some days; ``past``: before today, but not long. ``acts`` has one entry."""

    how = ("within", "past")

    def _dates(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> list[str]:
        (op,) = flow.acts
        return [
            name for name in base.listed(entity, gene, "date")
            if max(map(abs, entity.field(name).bounds())) <= YEAR
            and base.can(op, domain, entity, gene, without=[name])
        ]  # fmt: skip

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """A date near today in the list, and something to do."""
        return bool(self._dates(flow, domain, entity, gene)) and gene.records > base.MOST_MATCHES + 1

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the date first, then what is done."""
        name = stream.child("date").pick(self._dates(flow, domain, entity, gene))
        drawn = base.drawn_deed(flow.acts, domain, entity, gene, stream, 1, without=[name])
        return {**drawn, "conditions": (name,)}

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return the date."""
        return set(task.conditions), set()

    def bind(self, desk: Binder) -> Task:
        """Put a few records into the days in question, one on the last of them and one just beyond."""
        (name,) = desk.gene.conditions
        place, today = desk.stream.child("due"), desk.spec.today
        days = place.child("days").integer(3, 21)
        first, last = (today, today + timedelta(days=days)) if desk.flow.how == "within" else (
            today - timedelta(days=days), today - timedelta(days=1)
        )  # fmt: skip
        beyond = last + timedelta(days=1) if desk.flow.how == "within" else first - timedelta(days=1)
        count = place.child("count").integer(2, min(base.MOST_MATCHES, len(desk.rows()) - 2))
        *chosen, near = base.some(desk, desk.rows(), count + 1)
        span = (last - first).days
        for row in desk.rows():
            at = place.child("off", row["id"])
            if row in chosen:
                row[name] = (first + timedelta(days=at.integer(0, span))).isoformat()
            elif row[name] and first.isoformat() <= str(row[name]) <= last.isoformat():
                shift = timedelta(days=at.integer(2, 60))
                row[name] = (last + shift if desk.flow.how == "within" else first - shift).isoformat()
        chosen[0][name] = (last if desk.flow.how == "within" else first).isoformat()
        near[name] = beyond.isoformat()
        desk.recompute()
        outcome = Outcome(references=[Reference(
            site=desk.site, entity=desk.entity.name, where={}, least={name: first.isoformat()},
            most={name: last.isoformat()}, count=len(chosen),
        )])  # fmt: skip
        deed = base.deed(desk, desk.flow.acts[0], chosen)
        outcome.plan.append(PlanStep(do="survey", entity=desk.entity.name))
        for row in chosen:
            deed.on(row, outcome)
        deed.tempt(near, outcome)
        label = desk.label(desk.entity.field(name))
        if desk.flow.how == "within":
            where = f"{label} is today or at most {days} days from today"
        else:
            where = f"{label} is before today, by at most {days} days"
        words = {
            "today": f"{_DAYS[today.weekday()]}, {day(today.isoformat())}", "where": where, "field": label,
            "act": deed.clause(f"every {desk.noun(desk.entity.labels[0])} where {where}"),
        }  # fmt: skip
        return outcome.task(desk, words)
