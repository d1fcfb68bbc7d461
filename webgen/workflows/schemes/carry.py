"""A value from one site, entered in a record of the other: read, counted, added up or the greatest there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.domains.model import Field
from webgen.spec import Change, PartGene, PlanStep, Record, Reference, Scalar, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes._pair import (
    COPIED,
    Pair,
    Parts,
    Side,
    compatible,
    look,
    routes,
    shared_range,
    shared_value,
    survey,
    words_of,
)
from webgen.workflows.schemes.base import Outcome

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

FEW = 6  # records that are counted or added up


class Carry(Pair):
    """``copy`` a fact; ``count`` or ``total`` what fits a condition; the ``extreme`` of a number or date."""

    how = ("copy", "count", "total", "extreme")

    def _routes(self, flow: Workflow, first: Side, second: Side) -> list[tuple[str, str]]:
        """Return the pairs of what is read and what is set."""
        goals = base.changeable(second.domain, second.entity, second.gene)
        if flow.how == "copy":
            return routes(first.entity, second, *COPIED)
        if flow.how == "extreme":
            from webgen.workflows.base import orderable

            names = orderable(first.entity, first.gene)
            return [
                (name, goal) for name in names for goal in goals
                if first.entity.field(name).type == second.entity.field(goal).type
                and compatible(first.entity.field(name), second.entity.field(goal))
                and _within_days(first.entity.field(name), second.entity.field(goal))
            ]  # fmt: skip
        if not base.listed_choices(first.entity, first.gene):
            return []
        if flow.how == "count":
            return [("", goal) for goal in goals if _counts(second.entity.field(goal))]
        names = base.listed(first.entity, first.gene, "money", "integer")
        return [
            (name, goal) for name in names for goal in goals
            if first.entity.field(name).type == second.entity.field(goal).type
            and _holds_sum(first.entity.field(name), second.entity.field(goal))
        ]  # fmt: skip

    def suits(self, flow: Workflow, first: Side, second: Side) -> bool:
        """Something to read on one side that a field of the other can hold."""
        return bool(self._routes(flow, first, second))

    def draw_both(self, flow: Workflow, first: Side, second: Side, stream: Stream, most: int) -> Parts:
        """Draw what is read and what is set, and the condition where some are counted."""
        name, goal = stream.child("route").pick(self._routes(flow, first, second), key="/".join)
        here = {"fields": (name,)} if name else {}
        if flow.how in ("count", "total"):
            choices = base.listed_choices(first.entity, first.gene)
            here["conditions"] = (stream.child("condition").pick(choices),)
        return here, {"fields": (goal,)}

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return what is counted or added up, or sorted by."""
        return {*task.conditions, *(task.fields if flow.how != "copy" else ())}, set(task.fields if flow.how == "extreme" else ())

    def bind(self, desk: Binder) -> Task:
        """Find the value on this side, ask for it on the other."""
        there = desk.beyond()
        (name,) = there.gene.fields
        goal = there.entity.field(name)
        (row,) = base.some(there, there.rows(), 1)
        outcome = Outcome()
        words, value = getattr(self, f"_{desk.flow.how}")(desk, outcome, goal, row)
        if row[name] == value:  # it must not be so already
            row[name] = there.draw(goal, there.stream.child("apart"), avoid=[value], record=row)
            there.recompute()
        desk.recompute()
        outcome.references.append(base.by_title(there, row))
        key, table = int(row["id"] or 0), there.entity.name
        outcome.plan.append(PlanStep(do="edit", site=there.site, entity=table, record=key, values={name: value}))
        outcome.changes.append(Change(site=there.site, table=table, op="update", record=key, values={name: value}))
        title = f'"{row[there.entity.title]}"'
        return outcome.task(desk, words_of(desk, there) | words | {"other": title, "goal": there.label(goal)})

    # ---- where the value comes from

    def _copy(self, desk: Binder, outcome: Outcome, goal: Field, row: Record) -> tuple[dict[str, str], Scalar]:
        one = desk.entity.field(desk.gene.fields[0])
        (source,) = base.some(desk, desk.rows(), 1)
        value = shared_value(desk, one, goal, source, desk.stream.child("value"), row)
        source[one.name] = value
        outcome.plan.append(look(desk, source, one.name))
        outcome.references.append(base.by_title(desk, source))
        return {"title": f'"{source[desk.entity.title]}"', "field": desk.label(one)}, value

    def _matching(self, desk: Binder, outcome: Outcome, most: int) -> tuple[dict[str, str], list[Record]]:
        (name,) = desk.gene.conditions
        value, rows = base.matching(desk, name, (2, most))
        outcome.plan.append(survey(desk))
        outcome.references.append(
            Reference(site=desk.site, entity=desk.entity.name, where={name: value}, count=len(rows))
        )
        return {"where": base.state_words(desk, name, value)}, rows

    def _count(self, desk: Binder, outcome: Outcome, goal: Field, row: Record) -> tuple[dict[str, str], Scalar]:
        low, high = goal.bounds()
        most = min(FEW, high)
        (name,) = desk.gene.conditions
        value, rows = base.matching(desk, name, (max(2, low), max(2, low, most)))
        outcome.plan.append(survey(desk))
        outcome.references.append(
            Reference(site=desk.site, entity=desk.entity.name, where={name: value}, count=len(rows))
        )
        return {"where": base.state_words(desk, name, value)}, len(rows)

    def _total(self, desk: Binder, outcome: Outcome, goal: Field, row: Record) -> tuple[dict[str, str], Scalar]:
        one = desk.entity.field(desk.gene.fields[0])
        words, rows = self._matching(desk, outcome, 3)
        low, high = goal.bounds()
        least, unit = one.bounds()[0], 100 if one.type == "money" else 1
        for item in rows:
            if item[one.name] is None:
                item[one.name] = least
        total = sum(int(item[one.name] or 0) for item in rows)
        share = -(-max(low, least * len(rows), unit) // len(rows) // unit) * unit + unit
        if not low <= total <= high:  # a few small values, all different
            for at, item in enumerate(rows):
                item[one.name] = min(share + at * unit, one.bounds()[1])
            total = sum(int(item[one.name] or 0) for item in rows)
        return words | {"field": desk.label(one)}, total

    def _extreme(self, desk: Binder, outcome: Outcome, goal: Field, row: Record) -> tuple[dict[str, str], Scalar]:
        one = desk.entity.field(desk.gene.fields[0])
        highest = desk.stream.child("direction").chance(0.5)
        (best,) = base.separate(desk, one.name, 1, highest=highest)
        if one.type != "date":
            low, high = shared_range(one, goal) or one.bounds()
            if not low <= int(best[one.name] or 0) <= high:  # bring all into the range both can hold
                for item in desk.rows():
                    item[one.name] = min(max(int(item[one.name] or 0), low), high)
                (best,) = base.separate(desk, one.name, 1, highest=highest)
        outcome.plan.append(survey(desk))
        outcome.references.append(
            Reference(
                site=desk.site, entity=desk.entity.name, where={}, extreme="highest" if highest else "lowest", by=one.name
            )
        )
        words = ("latest", "earliest") if one.type == "date" else ("highest", "lowest")
        return {"extreme": words[0 if highest else 1], "field": desk.label(one)}, best[one.name]


def _within_days(one: Field, goal: Field) -> bool:
    """Tell whether the greatest and least date of one field are such as the other one has."""
    if one.type != "date":
        return True
    low, high = goal.bounds()
    return low <= one.bounds()[0] and one.bounds()[1] <= high


def _counts(goal: Field) -> bool:
    """Whether a field can hold how many of some records there are."""
    return goal.type == "integer" and goal.bounds()[0] <= 3 and goal.bounds()[1] >= FEW


def _holds_sum(one: Field, goal: Field) -> bool:
    """Whether a field can hold the sum of three values of another."""
    unit = 100 if one.type == "money" else 1
    low, high = one.bounds()
    return 3 * max(low, unit) + 6 * unit <= goal.bounds()[1] and goal.bounds()[0] <= 3 * high
