"""Something done on one site that hangs on, or goes with, a record of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.spec import PartGene, Reference, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes._pair import (
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

IDLE = 0.25  # share of levels in which the guard says that nothing is to be done
KEYS = ("date", "money", "integer")


class Across(Pair):
    """``both``: one act on each side; ``if`` and ``else``: what is done there hangs on a state here; ``by``: the record
    there is the one with the same value as a record here."""

    how = ("both", "if", "else", "by")

    def _guards(self, first: Side) -> list[str]:
        return readable(first.entity, "choice", "bool")

    def _keys(self, first: Side, second: Side, op: str) -> list[tuple[str, str]]:
        """Return the pairs of a fact here and the field there that it identifies a record by."""
        return [
            (name, key)
            for name in readable(first.entity, *KEYS)
            for key in base.listed(second.entity, second.gene, *KEYS)
            if compatible(first.entity.field(name), second.entity.field(key))
            and base.can(op, second.domain, second.entity, second.gene, without=[key])
        ]

    def suits(self, flow: Workflow, first: Side, second: Side) -> bool:
        """Every act must be possible on its side."""
        if flow.how == "both":
            here, there = flow.acts
            return base.can(here, first.domain, first.entity, first.gene) and base.can(
                there, second.domain, second.entity, second.gene
            )
        if flow.how == "by":
            return bool(self._keys(first, second, flow.acts[0]))
        without = base.states(second.entity) if "verb" in flow.acts and len(flow.acts) > 1 else set()
        return bool(self._guards(first)) and all(
            base.can(op, second.domain, second.entity, second.gene, without=() if op == "verb" else without)
            for op in flow.acts
        )

    def draw_both(self, flow: Workflow, first: Side, second: Side, stream: Stream, most: int) -> Parts:
        """Draw what is looked at, and what is done on each side."""
        there, place = (second.domain, second.entity, second.gene), stream.child("there")
        if flow.how == "both":
            here = (first.domain, first.entity, first.gene)
            return (
                base.drawn_deed(flow.acts[:1], *here, stream.child("here"), most),
                base.drawn_deed(flow.acts[1:], *there, place, most),
            )
        if flow.how == "by":
            name, key = stream.child("key").pick(self._keys(first, second, flow.acts[0]), key="/".join)
            drawn = base.drawn_deed(flow.acts, *there, place, 1, without=[key])
            return {"fields": (name,)}, {**drawn, "conditions": (key,)}
        guard = stream.child("guard").pick(self._guards(first))
        return {"conditions": (guard,)}, base.drawn_deed(flow.acts, *there, place, 1)

    def reads_there(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return what identifies the record."""
        return set(task.conditions if flow.how == "by" else ()), set()

    def bind(self, desk: Binder) -> Task:
        """Let the two sides have to do with each other."""
        there, outcome = desk.beyond(), Outcome()
        words = words_of(desk, there)
        bound = {"both": self._both, "if": self._if, "else": self._if, "by": self._by}[desk.flow.how]
        return bound(desk, there, outcome, words)

    def _both(self, desk: Binder, there: Binder, outcome: Outcome, words: dict[str, str]) -> Task:
        (row,), (other,) = base.some(desk, desk.rows(), 1), base.some(there, there.rows(), 1)
        first, second = base.deed(desk, desk.flow.acts[0], [row]), base.deed(there, desk.flow.acts[1], [other])
        first.on(row, outcome)
        second.on(other, outcome)
        outcome.references = [base.by_title(desk, row), base.by_title(there, other)]
        words |= {"first": first.clause(base.named(desk, row)), "second": second.clause(base.named(there, other))}
        return outcome.task(desk, words)

    def _if(self, desk: Binder, there: Binder, outcome: Outcome, words: dict[str, str]) -> Task:
        (name,) = desk.gene.conditions
        one = desk.entity.field(name)
        (row,), (other,) = base.some(desk, desk.rows(), 1), base.some(there, there.rows(), 1)
        if row[name] in (None, ""):
            row[name] = desk.draw(one, desk.stream.child("fill"), avoid=[], record=row)
        outcome.references = [base.by_title(desk, row), base.by_title(there, other)]
        deeds = [base.deed(there, op, [other], tag) for op, tag in zip(desk.flow.acts, "ab", strict=False)]
        holds = desk.stream.child("holds").chance(0.5 if len(deeds) == 2 else 1 - IDLE)
        value: Any = row[name]
        if not holds:
            value = desk.draw(one, desk.stream.child("stated"), avoid=[value], record=row)
        obj = base.named(there, other)
        words |= {"guard": base.state_words(desk, name, value), "title": f'"{row[desk.entity.title]}"'}
        words |= {"act": deeds[0].clause(obj), "first": deeds[0].clause(obj), "second": deeds[-1].clause(obj)}
        outcome.plan.append(look(desk, row, name))
        if holds or len(deeds) == 2:
            deeds[0 if holds else 1].on(other, outcome)
        for wrong in deeds[1:] if holds else deeds[:1]:
            wrong.tempt(other, outcome)
        return outcome.task(desk, words, variant="normal" if outcome.changes else "satisfied")

    def _by(self, desk: Binder, there: Binder, outcome: Outcome, words: dict[str, str]) -> Task:
        (name,), (key,) = desk.gene.fields, there.gene.conditions
        one, goal = desk.entity.field(name), there.entity.field(key)
        (row,), (other,) = base.some(desk, desk.rows(), 1), base.some(there, there.rows(), 1)
        value = shared_value(desk, one, goal, row, desk.stream.child("value"), {})
        row[name] = other[key] = value
        for item in there.rows():  # nobody else may have it
            if item is not other and item[key] == value:
                item[key] = there.draw(goal, there.stream.child("off", item["id"]), avoid=[value], record=item)
        desk.recompute()
        there.recompute()
        deed = base.deed(there, desk.flow.acts[0], [other])
        outcome.plan = [look(desk, row, name), survey(there)]
        deed.on(other, outcome)
        outcome.references = [
            base.by_title(desk, row),
            Reference(site=there.site, entity=there.entity.name, where={key: value}),
        ]
        words |= {"title": f'"{row[desk.entity.title]}"', "field": desk.label(one), "goal": there.label(goal)}
        words["act"] = deed.clause(f"that {words['target']}")
        return outcome.task(desk, words)
