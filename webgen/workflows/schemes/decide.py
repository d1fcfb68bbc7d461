"""A decision by a rule: a number says which of two verbs it is, and a reason is noted with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.display import in_goal, plain
from webgen.domains.model import Domain, Entity, Verb
from webgen.spec import EntityGene, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes._pair import look, readable
from webgen.workflows.schemes.base import Deed, Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

_TYPES = ("longtext", "text", "choice")


class Decide(Scheme):
    """``reason``: each outcome with its own note; ``verb``: the decision alone."""

    how = ("reason", "verb")

    def _rules(self, entity: Entity) -> list[str]:
        return [name for name in readable(entity, "integer", "money") if _room(entity, name)]

    def _notes(self, domain: Domain, entity: Entity, gene: EntityGene) -> list[str]:
        names = base.changeable(domain, entity, gene, without=base.states(entity))
        return [
            name for name in names
            if entity.field(name).type in _TYPES
            and (entity.field(name).type != "choice" or len(entity.field(name).choices) > 2)
        ]  # fmt: skip

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """A number to go by, two verbs from one state, and somewhere to note a reason."""
        notes = flow.how == "verb" or self._notes(domain, entity, gene)
        return bool(self._rules(entity) and _choices(entity) and notes)

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the number, the verb for enough of it and the note."""
        found: dict[str, Any] = {"conditions": (stream.child("rule").pick(self._rules(entity)),)}
        found["verb"] = stream.child("verb").pick(sorted({one.name for one, _ in _choices(entity)}))
        if flow.how == "reason":
            found["fields"] = (stream.child("note").pick(self._notes(domain, entity, gene)),)
        return found

    def bind(self, desk: Binder) -> Task:
        """Put the record on one side of the limit."""
        (rule,) = desk.gene.conditions
        one = desk.entity.field(rule)
        first = desk.entity.verb(desk.gene.verb)
        others = [other for verb, other in _choices(desk.entity) if verb.name == first.name]
        second = desk.stream.child("second").pick(others, key=lambda verb: verb.name)
        (row,) = base.some(desk, desk.rows(), 1)
        base.fill(desk, [row], rule)
        shared = [state for state in first.sources if state in second.sources]
        if row[first.field] not in shared:
            row[first.field] = desk.stream.child("state").pick(shared)
        desk.recompute()
        enough = desk.stream.child("enough").chance(0.5)
        low, high = one.bounds()
        unit = 100 if one.type == "money" else 1
        value, step = int(row[rule] or 0), unit * desk.stream.child("away").integer(0 if enough else 1, 9)
        limit = max(low, value - step) if enough else value + max(step, unit)
        if limit > high:  # no room above: the value moves instead
            row[rule] = value = high - 10 * unit
            limit = value + max(step, unit)
            desk.recompute()
        outcome = Outcome(references=[base.by_title(desk, row)])
        right, wrong = (first, second) if enough else (second, first)
        words = {
            "title": f'"{row[desk.entity.title]}"', "field": desk.label(one), "amount": in_goal(plain(one, limit)),
            "first": f'use "{first.labels[0]}" on it', "second": f'use "{second.labels[0]}" on it',
        }  # fmt: skip
        outcome.plan.append(look(desk, row, rule))
        notes = self._reasons(desk, row, words) if desk.flow.how == "reason" else None
        if notes is not None:
            Deed(desk, "edit", notes[0 if enough else 1]).on(row, outcome)
        Deed(desk, "verb", {}, right.name).on(row, outcome)
        Deed(desk, "verb", {}, wrong.name).tempt(row, outcome)
        return outcome.task(desk, words)

    def _reasons(self, desk: Binder, row: Any, words: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Draw a reason for each outcome, and put them into the words."""
        (note,) = desk.gene.fields
        field = desk.entity.field(note)
        yes = desk.draw(field, desk.stream.child("yes"), avoid=[row[note]], record=row)
        no = desk.draw(field, desk.stream.child("no"), avoid=[row[note], yes], record=row)
        words["goal"] = desk.label(field)
        words["before"], words["after"] = desk.says(field, yes), desk.says(field, no)
        return {note: yes}, {note: no}


def _room(entity: Entity, name: str) -> bool:
    low, high = entity.field(name).bounds()
    return high - low > 30 * (100 if entity.field(name).type == "money" else 1)


def _choices(entity: Entity) -> list[tuple[Verb, Verb]]:
    """Return the pairs of verbs that start from one state and end in different ones."""
    return [
        (one, other) for one in entity.verbs for other in entity.verbs
        if one.field == other.field and one.target != other.target and set(one.sources) & set(other.sources)
    ]  # fmt: skip
