"""The same thing to every record that fits a condition, but for one that is excepted where the workflow says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity
from webgen.spec import EntityGene, PartGene, PlanStep, Reference, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow


class Each(Scheme):
    """``acts`` has one entry; ``only``: exactly one record fits two conditions, ``all``: several fit one, ``except``."""

    how = ("all", "except", "only")

    def _conditions(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> list[str]:
        """Return the choices that leave something to be done once they are taken as conditions."""
        (op,) = flow.acts
        names = base.listed_choices(entity, gene)
        return [name for name in names if base.can(op, domain, entity, gene, without=[name])]

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """A choice in the list, and something to do to what it picks out."""
        return bool(self._conditions(flow, domain, entity, gene))

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the condition first, then what is done."""
        condition = stream.child("condition").pick(self._conditions(flow, domain, entity, gene))
        drawn = base.drawn_deed(flow.acts, domain, entity, gene, stream, 1, without=[condition])
        return {**drawn, "conditions": (condition,)}

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return the condition."""
        return set(task.conditions), set()

    def bind(self, desk: Binder) -> Task:
        """Let the condition fit a few records."""
        (name,) = desk.gene.conditions
        low = {"all": 2, "except": 3, "only": 1}[desk.flow.how]
        value, rows = base.matching(desk, name, (low, base.MOST_MATCHES if low > 1 else 1))
        outcome = Outcome(references=[
            Reference(site=desk.site, entity=desk.entity.name, where={name: value}, count=len(rows))
        ])  # fmt: skip
        words = {"where": base.state_words(desk, name, value)}
        if desk.flow.how == "except":
            (spared,) = base.some(desk, rows, 1, "spared")
            rows = [row for row in rows if row is not spared]
            outcome.references.append(base.by_title(desk, spared))
            words["exception"] = f'"{spared[desk.entity.title]}"'
        one = base.deed(desk, desk.flow.acts[0], rows)
        outcome.plan.append(PlanStep(do="survey", entity=desk.entity.name))
        for row in rows:
            one.on(row, outcome)
        if desk.flow.how == "except":
            one.tempt(spared, outcome)
        noun = desk.noun(desk.entity.labels[0])
        words["act"] = one.clause(f"{'the only' if desk.flow.how == 'only' else 'every'} {noun} where {words['where']}")
        return outcome.task(desk, words)
