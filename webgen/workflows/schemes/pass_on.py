"""What one site says, made into a record or a note of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.spec import Change, PartGene, PlanStep, Reference, Scalar, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes._pair import (
    COPIED,
    Pair,
    Parts,
    Side,
    compatible,
    look,
    readable,
    shared_value,
    survey,
    words_of,
)
from webgen.workflows.schemes.base import Outcome

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

MOST_NAMES = 4


class PassOn(Pair):
    """``create``: a new record with a fact of a record here; ``names``: the names of those that fit, as a note there."""

    how = ("create", "names")

    def _routes(self, first: Side, second: Side) -> list[tuple[str, str]]:
        """Return the pairs of a fact here and a field that the form for new records there has."""
        goals = [
            one.name for one in second.entity.intent_fields
            if one.editable and not one.unique and one.name != second.entity.title and second.gene.form.gene(one.name)
        ]  # fmt: skip
        return [
            (name, goal) for name in readable(first.entity, *COPIED) for goal in goals
            if compatible(first.entity.field(name), second.entity.field(goal))
        ]  # fmt: skip

    def _notes(self, second: Side) -> list[str]:
        names = base.changeable(second.domain, second.entity, second.gene)
        return [name for name in names if second.entity.field(name).type == "longtext"]

    def suits(self, flow: Workflow, first: Side, second: Side) -> bool:
        """Something to read here and a form or a note that takes it there."""
        if flow.how == "create":
            return second.entity.creatable and bool(self._routes(first, second))
        return bool(base.listed_choices(first.entity, first.gene) and self._notes(second))

    def draw_both(self, flow: Workflow, first: Side, second: Side, stream: Stream, most: int) -> Parts:
        """Draw the fact and the field, or the condition and the note."""
        if flow.how == "create":
            name, goal = stream.child("route").pick(self._routes(first, second), key="/".join)
            return {"fields": (name,)}, {"fields": (goal,)}
        choice = stream.child("condition").pick(base.listed_choices(first.entity, first.gene))
        return {"conditions": (choice,)}, {"fields": (stream.child("note").pick(self._notes(second)),)}

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return the condition."""
        return set(task.conditions), set()

    def bind(self, desk: Binder) -> Task:
        """Read here, write there."""
        there, outcome = desk.beyond(), Outcome()
        return (self._create if desk.flow.how == "create" else self._names)(desk, there, outcome)

    def _create(self, desk: Binder, there: Binder, outcome: Outcome) -> Task:
        (name,), (goal,) = desk.gene.fields, there.gene.fields
        (row,) = base.some(desk, desk.rows(), 1)
        values, expected = there.new_values("new")
        one, field = desk.entity.field(name), there.entity.field(goal)
        avoid = {goal: field.initial()}
        value = shared_value(desk, one, field, row, desk.stream.child("value"), avoid)
        row[name] = value
        desk.recompute()
        values[goal] = expected[goal] = value
        entity = there.entity.name
        outcome.references.append(base.by_title(desk, row))
        outcome.plan = [look(desk, row, name), PlanStep(do="create", site=there.site, entity=entity, values=values)]
        outcome.changes.append(Change(site=there.site, table=entity, op="insert", values=expected))
        told = {key: item for key, item in values.items() if key != goal}
        words = words_of(desk, there) | there.values_in_words(there.fields(), told)
        words |= {"title": f'"{row[desk.entity.title]}"', "field": desk.label(one), "goal": there.label(field)}
        return outcome.task(desk, words)

    def _names(self, desk: Binder, there: Binder, outcome: Outcome) -> Task:
        (choice,), (note,) = desk.gene.conditions, there.gene.fields
        value, rows = base.matching(desk, choice, (2, MOST_NAMES))
        (row,) = base.some(there, there.rows(), 1)
        titles = sorted((str(item[desk.entity.title]) for item in rows), key=str.casefold)
        text: Scalar = "; ".join(titles)
        key, entity = int(row["id"] or 0), there.entity.name
        outcome.references = [
            Reference(site=desk.site, entity=desk.entity.name, where={choice: value}, count=len(rows)),
            base.by_title(there, row),
        ]
        values: dict[str, Any] = {note: text}
        outcome.plan = [survey(desk), PlanStep(do="edit", site=there.site, entity=entity, record=key, values=values)]
        outcome.changes.append(Change(site=there.site, table=entity, op="update", record=key, values=values))
        for wrong in ("; ".join(reversed(titles)), "; ".join(titles[:-1])):
            step = PlanStep(do="edit", site=there.site, entity=entity, record=key, values={note: wrong})
            outcome.tempting.append(step)
        words = words_of(desk, there) | {"where": base.state_words(desk, choice, value)}
        words |= {"other": f'"{row[there.entity.title]}"', "goal": there.label(there.entity.field(note))}
        return outcome.task(desk, words)
