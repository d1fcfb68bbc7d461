"""The same thing to every record that fits two conditions, or that fits one but not another."""

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


class Conditions(Scheme):
    """``both``: two conditions hold; ``without``: the first holds and the second does not. ``acts`` has one entry."""

    how = ("both", "without")

    def _pairs(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> list[tuple[str, str]]:
        """Return the pairs of choices that leave something to be done once they are taken as conditions."""
        (op,) = flow.acts
        names = base.listed_choices(entity, gene)
        return [
            (one, other) for one in names for other in names
            if one != other and base.can(op, domain, entity, gene, without=[one, other])
        ]  # fmt: skip

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """Two choices in the list, and something to do to what they pick out."""
        return bool(self._pairs(flow, domain, entity, gene))

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the conditions first, then what is done."""
        pair = stream.child("conditions").pick(self._pairs(flow, domain, entity, gene), key="/".join)
        drawn = base.drawn_deed(flow.acts, domain, entity, gene, stream, 1, without=pair)
        return {**drawn, "conditions": pair}

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return the conditions."""
        return set(task.conditions), set()

    def bind(self, desk: Binder) -> Task:
        """Let the first condition fit a few records and the second some of them."""
        first, second = desk.gene.conditions
        one, place = desk.entity.field(second), desk.stream.child("second")
        value, rows = base.matching(desk, first, (3, 5))
        base.fill(desk, rows, second)
        (leader,) = base.some(desk, rows, 1, "leader")
        other = leader[second]
        both = desk.flow.how == "both"
        wanted = 2 if both else place.child("spared").integer(1, len(rows) - 2)
        having = [leader, *[row for row in rows if row is not leader][: wanted - 1]]
        for row in rows:
            if row in having:
                row[second] = other
            elif row[second] == other:
                row[second] = desk.draw(one, place.child("off", row["id"]), avoid=[other], record=row)
        desk.recompute()
        chosen = having if both else [row for row in rows if row not in having]
        entity = desk.entity.name
        where = {first: value, second: other} if both else {first: value}
        unlike = {} if both else {second: other}
        outcome = Outcome(references=[
            Reference(site=desk.site, entity=entity, where=where, unlike=unlike, count=len(chosen))
        ])  # fmt: skip
        deed = base.deed(desk, desk.flow.acts[0], chosen)
        outcome.plan.append(PlanStep(do="survey", entity=entity))
        for row in chosen:
            deed.on(row, outcome)
        near = [row for row in rows if row not in chosen] + [
            row for row in desk.rows() if both and row[second] == other and row[first] != value
        ]
        for row in near:
            deed.tempt(row, outcome)
        words = {
            "where": base.state_words(desk, first, value),
            "exception": base.state_words(desk, second, other),
            "act": deed.clause("it"),
        }
        words["first"] = deed.clause(f"every {desk.noun(desk.entity.labels[0])} where {words['where']}")
        words["second"] = deed.clause(
            f"every {desk.noun(desk.entity.labels[0])} where {words['where']} and {words['exception']}"
        )
        return outcome.task(desk, words)
