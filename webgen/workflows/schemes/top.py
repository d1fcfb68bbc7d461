"""Something done to the records with the highest or lowest values of a field."""

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

_WORDS = {1: "", 2: "two ", 3: "three "}


class Top(Scheme):
    """``acts`` has one entry, done to the ``one`` at the end, to ``several``, or to the greater of a named ``pair``."""

    how = ("one", "several", "pair")

    def _orders(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> list[str]:
        from webgen.workflows.base import orderable

        (op,) = flow.acts
        return [name for name in orderable(entity, gene) if base.can(op, domain, entity, gene, without=[name])]

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """A number, amount or date to sort by, and something to do."""
        return bool(self._orders(flow, domain, entity, gene))

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw what to sort by first, then what is done."""
        by = stream.child("by").pick(self._orders(flow, domain, entity, gene))
        drawn = base.drawn_deed(flow.acts, domain, entity, gene, stream, 1, without=[by])
        return {**drawn, "conditions": (by,)}

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return what it goes by."""
        return set(task.conditions), set(task.conditions)

    def bind(self, desk: Binder) -> Task:
        """Let those at the end stand apart."""
        (by,) = desk.gene.conditions
        one = desk.entity.field(by)
        highest = desk.stream.child("direction").chance(0.5)
        dates = one.type == "date"
        extreme = ("latest" if highest else "earliest") if dates else "highest" if highest else "lowest"
        words = {"extreme": extreme, "field": desk.label(one)}
        noun, outcome = desk.noun(desk.entity.labels[0]), Outcome()
        if desk.flow.how == "pair":
            rows = base.some(desk, desk.rows(), 2)
            for row in rows:
                if row[by] is None:
                    row[by] = desk.draw(one, desk.stream.child("fill", row["id"]), avoid=[], record=row)
            if rows[0][by] == rows[1][by]:
                rows[0][by] = desk.draw(one, desk.stream.child("apart"), avoid=[rows[1][by]], record=rows[0])
            desk.recompute()
            outcome.references = [base.by_title(desk, row) for row in rows]
            outcome.plan = [
                PlanStep(do="look", entity=desk.entity.name, record=int(row["id"] or 0), field=by) for row in rows
            ]
            words |= {"title": f'"{rows[0][desk.entity.title]}"', "other": f'"{rows[1][desk.entity.title]}"'}
            chosen = [sorted(rows, key=lambda row: row[by], reverse=highest)[0]]  # type: ignore[arg-type, return-value]
            compared = ("later" if highest else "earlier") if dates else "higher" if highest else "lower"
            words["extreme"] = compared
            obj = f"the one of the two with the {compared} {words['field']}"
        else:
            count = 1 if desk.flow.how == "one" else desk.stream.child("several").integer(2, 3)
            chosen = base.separate(desk, by, count, highest=highest)
            nouns = noun if count == 1 else desk.noun(desk.entity.plural[0])
            obj = f"the {_WORDS[count]}{nouns} with the {extreme} {words['field']}"
            outcome.plan = [PlanStep(do="survey", entity=desk.entity.name)]
            outcome.references = [
                Reference(
                    site=desk.site, entity=desk.entity.name, where={}, extreme="highest" if highest else "lowest", by=by
                )
            ]
        deed = base.deed(desk, desk.flow.acts[0], chosen)
        for row in chosen:
            deed.on(row, outcome)
        words["act"] = deed.clause(obj)
        return outcome.task(desk, words)
