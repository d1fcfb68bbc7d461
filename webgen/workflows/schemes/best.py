"""Something done to the best records among some: the few cheapest of a kind, the cheapest that is good enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.display import in_goal, plain
from webgen.domains.model import Domain, Entity
from webgen.spec import EntityGene, PartGene, PlanStep, Record, Reference, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

_COUNTS = {1: "", 2: "two ", 3: "three "}


class Best(Scheme):
    """``among``: of those that a choice picks out; ``enough``: of those with a number of at least, or at most, so much."""

    how = ("among", "enough")

    def _parts(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> list[tuple[str, str]]:
        """Return the pairs of what narrows and what is sorted by."""
        from webgen.workflows.base import orderable

        (op,) = flow.acts
        if flow.how == "among":
            narrow = base.listed_choices(entity, gene)
        else:
            narrow = base.listed(entity, gene, "integer", "money")
        return [
            (one, by) for one in narrow for by in orderable(entity, gene)
            if one != by and not entity.field(by).unique and base.can(op, domain, entity, gene, without=[one, by])
        ]  # fmt: skip

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """Something that narrows, something to sort by, and something to do."""
        return bool(self._parts(flow, domain, entity, gene))

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw what narrows and what is sorted by, then what is done."""
        pair = stream.child("pair").pick(self._parts(flow, domain, entity, gene), key="/".join)
        drawn = base.drawn_deed(flow.acts, domain, entity, gene, stream, 1, without=pair)
        return {**drawn, "conditions": pair}

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return what narrows, and what it goes by."""
        return set(task.conditions), {task.conditions[1]}

    def bind(self, desk: Binder) -> Task:
        """Narrow, take ties apart, act on those at the end."""
        narrow, by = desk.gene.conditions
        highest = desk.stream.child("direction").chance(0.5)
        base.fill(desk, desk.rows(), narrow, by)
        if desk.flow.how == "among":
            count = desk.stream.child("count").integer(1, 3)
            value, rows = base.matching(desk, narrow, (count + 1, count + 4))
            reference = Reference(
                site=desk.site, entity=desk.entity.name, where={narrow: value}, count=len(rows)
            )
            where = base.state_words(desk, narrow, value)
        else:
            count = 1
            reference, rows, where = self._enough(desk, narrow)
        base.apart(desk, rows, by)
        desk.recompute()
        order = sorted(rows, key=lambda row: row[by], reverse=highest)  # type: ignore[arg-type, return-value]
        chosen = order[:count]
        outcome = Outcome(references=[reference], plan=[PlanStep(do="survey", entity=desk.entity.name)])
        deed = base.deed(desk, desk.flow.acts[0], chosen)
        for row in chosen:
            deed.on(row, outcome)
        rest = sorted(desk.rows(), key=lambda row: row[by], reverse=highest)  # type: ignore[arg-type, return-value]
        for row in [*order[count : count + 1], *[row for row in rest if row not in rows][:1], order[-1]]:
            if row not in chosen:
                deed.tempt(row, outcome)
        noun = desk.noun(desk.entity.labels[0]) if count == 1 else desk.noun(desk.entity.plural[0])
        one = desk.entity.field(by)
        words = {
            "where": where, "field": desk.label(one), "extreme": base.superlative(one, highest=highest),
            "count": _COUNTS[count].strip() or "one",
        }  # fmt: skip
        words["act"] = deed.clause(f"the {_COUNTS[count]}{noun} with the {words['extreme']} {words['field']}")
        return outcome.task(desk, words)

    def _enough(self, desk: Binder, narrow: str) -> tuple[Reference, list[Record], str]:
        """Set a bound so that some records keep to it and some do not."""
        one, rows = desk.entity.field(narrow), desk.rows()
        upwards = desk.stream.child("upwards").chance(0.5)
        order = sorted(rows, key=lambda row: row[narrow], reverse=upwards)  # type: ignore[arg-type, return-value]
        keep = desk.stream.child("keep").integer(2, max(2, min(6, len(rows) - 2)))
        bound = order[keep - 1][narrow]
        fitting = [row for row in rows if (row[narrow] >= bound if upwards else row[narrow] <= bound)]  # type: ignore[operator]
        reference = Reference(
            site=desk.site, entity=desk.entity.name, where={}, least={narrow: bound} if upwards else {},
            most={} if upwards else {narrow: bound}, count=len(fitting),
        )  # fmt: skip
        return reference, fitting, f"{desk.label(one)} is at {'least' if upwards else 'most'} {in_goal(plain(one, bound))}"
