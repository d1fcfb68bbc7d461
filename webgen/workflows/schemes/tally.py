"""Questions whose answer stands on no single page: counts, sums, comparisons, and what is most common."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity
from webgen.spec import AnswerPattern, EntityGene, PartGene, PlanStep, Reference, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

_NUMBERS = ("integer", "money")


class Tally(Scheme):
    """``how`` says what is asked: each takes its conditions from what the list shows."""

    how = ("count", "total", "only", "all", "most", "compare", "difference", "gap", "second", "extreme", "among")

    def _parts(self, flow: Workflow, entity: Entity, gene: EntityGene) -> tuple[list[str], list[str]]:
        """Return the choices and the ordered fields there are to ask about."""
        from webgen.workflows.base import orderable

        choices = base.listed_choices(entity, gene)
        if flow.how in ("second", "extreme"):
            return choices, orderable(entity, gene)
        types = {"total": _NUMBERS, "difference": _NUMBERS, "gap": ("date",)}.get(flow.how, (*_NUMBERS, "date"))
        return choices, base.listed(entity, gene, *types)

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """Tell whether the list shows what is asked for."""
        choices, ordered = self._parts(flow, entity, gene)
        if flow.how == "all":
            return True
        if flow.how in ("count", "most"):
            return bool(choices)
        if flow.how == "only":
            return len(choices) > 1
        if flow.how in ("total", "among"):
            return bool(choices and ordered)
        return bool(ordered)

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the condition and the field."""
        choices, ordered = self._parts(flow, entity, gene)
        found: dict[str, Any] = {}
        if flow.how == "only":
            found["conditions"] = tuple(sorted(stream.child("two").sample(choices, 2)))
        elif flow.how in ("count", "total", "among", "most"):
            found["conditions"] = (stream.child("condition").pick(choices),)
        if flow.how in ("total", "among", "compare", "difference", "gap", "second", "extreme"):
            found["fields"] = (stream.child("field").pick(ordered),)
        return found

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return what is asked about."""
        return {*task.conditions, *task.fields}, set(task.fields) if flow.how in ("second", "extreme") else set()

    def bind(self, desk: Binder) -> Task:
        """Ask; records are repaired so that there is one answer."""
        outcome = Outcome(plan=[PlanStep(do="survey", entity=desk.entity.name)])
        words, answer = getattr(self, f"_{desk.flow.how}")(desk, outcome)
        return outcome.task(desk, words, answer=answer)

    # ---- by what is asked

    def _all(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], AnswerPattern]:
        return {}, AnswerPattern(type="integer", value=len(desk.rows()))

    def _matching(self, desk: Binder, outcome: Outcome, most: int) -> tuple[dict[str, str], list[dict[str, Any]]]:
        (name,) = desk.gene.conditions
        value, rows = base.matching(desk, name, (2, most))
        reference = Reference(site=desk.site, entity=desk.entity.name, where={name: value}, count=len(rows))
        outcome.references.append(reference)
        return {"where": base.state_words(desk, name, value)}, rows

    def _count(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], AnswerPattern]:
        words, rows = self._matching(desk, outcome, 9)
        return words, AnswerPattern(type="integer", value=len(rows))

    def _total(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], AnswerPattern]:
        words, rows = self._matching(desk, outcome, 4)
        one = desk.entity.field(desk.gene.fields[0])
        for row in rows:
            if row[one.name] is None:
                row[one.name] = desk.draw(one, desk.stream.child("fill", row["id"]), avoid=[], record=row)
        desk.recompute()
        answer = desk.answer_pattern(one, sum(int(row[one.name] or 0) for row in rows))
        return words | {"field": desk.label(one)}, answer

    def _only(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], AnswerPattern]:
        first, second = (desk.entity.field(name) for name in desk.gene.conditions)
        value, rows = base.matching(desk, first.name, (2, 4))
        for row in rows:
            if row[second.name] in (None, ""):
                row[second.name] = desk.draw(second, desk.stream.child("fill", row["id"]), avoid=[], record=row)
        (chosen,) = base.some(desk, rows, 1, "chosen")
        for row in rows:
            if row is not chosen and row[second.name] == chosen[second.name]:
                place = desk.stream.child("off", row["id"])
                row[second.name] = desk.draw(second, place, avoid=[chosen[second.name]], record=row)
        desk.recompute()
        where = {first.name: value, second.name: chosen[second.name]}
        outcome.references.append(Reference(site=desk.site, entity=desk.entity.name, where=where))
        words = {"where": " and ".join(base.state_words(desk, name, wanted) for name, wanted in where.items())}
        return words, AnswerPattern(type="text", value=chosen[desk.entity.title])

    def _most(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], AnswerPattern]:
        (name,) = desk.gene.conditions
        one, rows = desk.entity.field(name), desk.rows()
        for row in rows:
            if row[name] in (None, ""):
                row[name] = desk.draw(one, desk.stream.child("fill", row["id"]), avoid=[], record=row)
        for _ in range(len(rows)):
            (best, most), *rest = Counter(sorted(str(row[name]) for row in rows)).most_common()
            if not rest or rest[0][1] < most:
                break
            next(row for row in rows if row[name] == rest[0][0])[name] = best
        desk.recompute()
        outcome.references.append(Reference(site=desk.site, entity=desk.entity.name, where={name: best}, count=most))
        return {"field": desk.label(one)}, AnswerPattern(type="integer", value=most)

    def _pair(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], list[dict[str, Any]]]:
        one = desk.entity.field(desk.gene.fields[0])
        rows = base.some(desk, desk.rows(), 2)
        for row in rows:
            if row[one.name] is None:
                row[one.name] = desk.draw(one, desk.stream.child("fill", row["id"]), avoid=[], record=row)
        if rows[0][one.name] == rows[1][one.name]:
            rows[0][one.name] = desk.draw(one, desk.stream.child("apart"), avoid=[rows[1][one.name]], record=rows[0])
        desk.recompute()
        outcome.plan = [
            PlanStep(do="look", entity=desk.entity.name, record=int(row["id"] or 0), field=one.name) for row in rows
        ]
        outcome.references = [base.by_title(desk, row) for row in rows]
        titles = [f'"{row[desk.entity.title]}"' for row in rows]
        return {"title": titles[0], "other": titles[1], "field": desk.label(one)}, rows

    def _compare(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], AnswerPattern]:
        words, rows = self._pair(desk, outcome)
        one = desk.entity.field(desk.gene.fields[0])
        highest = desk.stream.child("direction").chance(0.5)
        best = (max if highest else min)(rows, key=lambda row: row[one.name])
        words["extreme"] = ("later" if highest else "earlier") if one.type == "date" else "higher" if highest else "lower"
        return words, desk.answer_pattern(one, best[one.name])

    def _difference(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], AnswerPattern]:
        words, rows = self._pair(desk, outcome)
        one = desk.entity.field(desk.gene.fields[0])
        return words, desk.answer_pattern(one, abs(int(rows[0][one.name]) - int(rows[1][one.name])))

    def _gap(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], AnswerPattern]:
        words, rows = self._pair(desk, outcome)
        first, second = (date.fromisoformat(str(row[desk.gene.fields[0]])) for row in rows)
        return words, AnswerPattern(type="integer", value=abs((first - second).days))

    def _second(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], AnswerPattern]:
        one = desk.entity.field(desk.gene.fields[0])
        highest = desk.stream.child("direction").chance(0.5)
        rows = base.separate(desk, one.name, 2, highest=highest)
        words = {"extreme": _extreme(one.type, highest=highest), "field": desk.label(one)}
        return words, AnswerPattern(type="text", value=rows[1][desk.entity.title])

    def _extreme(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], AnswerPattern]:
        one = desk.entity.field(desk.gene.fields[0])
        highest = desk.stream.child("direction").chance(0.5)
        (row,) = base.separate(desk, one.name, 1, highest=highest)
        words = {"extreme": _extreme(one.type, highest=highest), "field": desk.label(one)}
        return words, desk.answer_pattern(one, row[one.name])

    def _among(self, desk: Binder, outcome: Outcome) -> tuple[dict[str, str], AnswerPattern]:
        words, rows = self._matching(desk, outcome, 6)
        one = desk.entity.field(desk.gene.fields[0])
        highest = desk.stream.child("direction").chance(0.5)
        seen: set[Any] = set()
        for row in rows:
            if row[one.name] is None or row[one.name] in seen:
                row[one.name] = desk.draw(one, desk.stream.child("apart", row["id"]), avoid=sorted(seen), record=row)
            seen.add(row[one.name])
        desk.recompute()
        best = (max if highest else min)(rows, key=lambda row: row[one.name])
        words |= {"extreme": _extreme(one.type, highest=highest), "field": desk.label(one)}
        return words, AnswerPattern(type="text", value=best[desk.entity.title])


def _extreme(kind: str, *, highest: bool) -> str:
    if kind == "date":
        return "latest" if highest else "earliest"
    return "highest" if highest else "lowest"
