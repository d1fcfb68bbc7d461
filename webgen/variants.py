"""Tasks that are done already, and tasks that cannot be done: made from a bound task by changing the world around it.

Done already: what the task would change is so before it begins; the agent is to look and end with ``done``. Cannot be
done: the goal names a record that is not there; the agent is to search and give up. Workflows say in ``variants`` which
of the two makes sense for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.domains.records import new_record
from webgen.errors import SpecError
from webgen.spec import PlanStep, Reference, Task

if TYPE_CHECKING:
    from webgen.bind import Binder


def turned(desk: Binder, task: Task) -> Task:
    """Return the task as the variant that its gene asks for."""
    if desk.gene.variant == "satisfied":
        return _done_already(desk, task)
    if desk.gene.variant == "infeasible":
        return _missing(desk, task)
    return task


def _done_already(desk: Binder, task: Task) -> Task:
    """Make every change of the task before it begins, and let the expert look instead."""
    if task.effects or any(change.op != "update" or change.record is None for change in task.changes):
        raise SpecError(f"the workflow {desk.flow.name} does more than set values; it cannot be done already")
    plan: list[PlanStep] = []
    for change in task.changes:
        records = desk.world(change.site)
        if change.table in records:
            row = next(row for row in records[change.table] if row["id"] == change.record)
            row.update(change.values)
        else:
            desk.options(change.site).update(change.values)
    desk.recompute_all()
    for step in task.plan:
        if step.do == "edit":
            look = {"do": "look", "field": next(iter(step.values), ""), "values": {}, "refused": {}}
            plan.append(step.model_copy(update=look))
        else:
            plan.append(step.model_copy(update={"values": {}}))
    return task.model_copy(update={"plan": tuple(plan), "changes": (), "variant": "satisfied"})


def named_references(desk: Binder, task: Task) -> list[Reference]:
    """Return the references that a title makes, in the order the goal has them."""
    found = []
    for one in task.references:
        title = desk.domains[one.site].entity(one.entity).title
        if list(one.where) == [title] and one.count == 1 and f'"{one.where[title]}"' in task.goal:
            found.append(one)
    return sorted(found, key=lambda one: task.goal.index(f'"{next(iter(one.where.values()))}"'))


def _missing(desk: Binder, task: Task) -> Task:
    """Let the goal name a record that does not exist in place of one of those it names."""
    named = named_references(desk, task)
    if not named:
        raise SpecError(f"the workflow {desk.flow.name} names no record; it cannot be made infeasible")
    gone = desk.stream.child("gone").pick(named, key=lambda one: f"{one.site}/{one.entity}/{one.where}")
    domain = desk.domains[gone.site]
    entity = domain.entity(gone.entity)
    ghost = new_record(domain, entity, desk.stream.child("ghost"), desk.spec.today, desk.world(gone.site))
    title = str(ghost[entity.title])
    step = PlanStep(do="search_missing", site=gone.site, entity=entity.name, text=title)
    absent = gone.model_copy(update={"where": {entity.title: title}, "count": 0})
    return task.model_copy(
        update={
            "goal": task.goal.replace(f'"{gone.where[entity.title]}"', f'"{title}"'),
            "plan": (step,),
            "changes": (),
            "effects": (),
            "answer": None,
            "ending": "give_up",
            "variant": "infeasible",
            "tempting": (),
            "references": tuple(absent if one == gone else one for one in task.references),
        }
    )
