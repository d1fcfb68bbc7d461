"""Questions that are answered with several names, gathered over all pages of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.display import in_goal, plain
from webgen.domains.model import Domain, Entity
from webgen.spec import AnswerPattern, EntityGene, PartGene, PlanStep, Reference, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

MOST_NAMES = 4


class Harvest(Scheme):
    """``names``: all that fit a condition, in any order; ``ranking``: the first three in order; ``beyond``: all above or
    below a bound; ``sorted``: all that fit, by a number of theirs."""

    how = ("names", "ranking", "beyond", "sorted")

    def _parts(self, flow: Workflow, entity: Entity, gene: EntityGene) -> tuple[list[str], list[str]]:
        from webgen.workflows.base import orderable

        choices = base.listed_choices(entity, gene)
        ordered = [name for name in orderable(entity, gene) if not entity.field(name).unique]
        return choices, ordered

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """The list shows what is asked for."""
        choices, ordered = self._parts(flow, entity, gene)
        needed = {"names": choices, "ranking": ordered, "beyond": ordered, "sorted": choices and ordered}
        return bool(needed[flow.how]) and gene.records > MOST_NAMES + 1

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the condition, and what is gone by."""
        choices, ordered = self._parts(flow, entity, gene)
        found: dict[str, Any] = {}
        if flow.how in ("names", "sorted"):
            found["conditions"] = (stream.child("condition").pick(choices),)
        if flow.how != "names":
            found["fields"] = (stream.child("field").pick(ordered),)
        return found

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return the condition, and what it goes by."""
        return {*task.conditions, *task.fields}, set(task.fields)

    def bind(self, desk: Binder) -> Task:
        """Ask; ties are taken apart where the order counts."""
        outcome = Outcome(plan=[PlanStep(do="survey", entity=desk.entity.name)])
        words, rows = getattr(self, f"_{desk.flow.how}")(desk, outcome)
        kind: Any = "list" if desk.flow.how in ("ranking", "sorted") else "set"
        titles = tuple(str(row[desk.entity.title]) for row in rows)
        return outcome.task(desk, words, answer=AnswerPattern(type=kind, value=titles))

    def _matching(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], list[dict[str, Any]]]:
        (name,) = desk.gene.conditions
        value, rows = base.matching(desk, name, (2, MOST_NAMES))
        outcome.references.append(
            Reference(site=desk.site, entity=desk.entity.name, where={name: value}, count=len(rows))
        )
        return {"where": base.state_words(desk, name, value)}, rows

    def _names(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], list[dict[str, Any]]]:
        return self._matching(desk, outcome)

    def _sorted(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], list[dict[str, Any]]]:
        words, rows = self._matching(desk, outcome)
        (by,) = desk.gene.fields
        base.apart(desk, rows, by)
        desk.recompute()
        highest = desk.stream.child("direction").chance(0.5)
        words |= {"field": desk.label(desk.entity.field(by))}
        words["extreme"] = base.superlative(desk.entity.field(by), highest=highest)
        return words, sorted(rows, key=lambda row: row[by], reverse=highest)

    def _ranking(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], list[dict[str, Any]]]:
        (by,) = desk.gene.fields
        highest = desk.stream.child("direction").chance(0.5)
        rows = base.separate(desk, by, 3, highest=highest)
        one = desk.entity.field(by)
        outcome.references.append(
            Reference(
                site=desk.site, entity=desk.entity.name, where={}, extreme="highest" if highest else "lowest", by=by
            )
        )
        return {"field": desk.label(one), "extreme": base.superlative(one, highest=highest)}, rows

    def _beyond(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], list[dict[str, Any]]]:
        (by,) = desk.gene.fields
        one = desk.entity.field(by)
        highest = desk.stream.child("direction").chance(0.5)
        count = desk.stream.child("count").integer(2, MOST_NAMES)
        rows = base.separate(desk, by, count, highest=highest)
        bound = rows[-1][by]
        outcome.references.append(Reference(
            site=desk.site, entity=desk.entity.name, where={}, least={by: bound} if highest else {},
            most={} if highest else {by: bound}, count=count,
        ))  # fmt: skip
        if one.type == "date":
            said = f"{in_goal(plain(one, bound))} or {'later' if highest else 'earlier'}"
        else:
            said = f"{in_goal(plain(one, bound))} or {'more' if highest else 'less'}"
        return {"where": f"{desk.label(one)} is {said}"}, rows
