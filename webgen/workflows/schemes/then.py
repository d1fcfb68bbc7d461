"""Two things after another: on one record, on two, or on one that the first makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity
from webgen.spec import Change, EntityGene, PlanStep, Record, Scalar, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow


class Then(Scheme):
    """``acts`` has two entries. Both are done to the ``same`` record, each to its ``own``, or the second to a ``new`` one.

    With ``new`` there is one act, done to a record that has been created first; with ``instead`` a record is deleted and
    another created in its place.
    """

    how = ("same", "own", "new", "instead")

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """Every act must be possible; a new record needs a form."""
        if flow.how == "instead":
            return entity.creatable and entity.deletable and bool(gene.form.fields)
        if flow.how == "new":
            return entity.creatable and bool(_fresh_verbs(entity))
        without = base.states(entity) if "verb" in flow.acts else set()
        return all(base.can(op, domain, entity, gene, without=() if op == "verb" else without) for op in flow.acts)

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the fields of the edit and the verb."""
        if flow.how == "instead":
            return {}
        if flow.how == "new":
            return {"verb": stream.child("verb").pick(_fresh_verbs(entity))}
        found = base.drawn_deed(flow.acts, domain, entity, gene, stream, 1 if flow.how == "own" else most)
        return found

    def bind(self, desk: Binder) -> Task:
        """Pick the records and put the two together."""
        outcome = Outcome()
        if desk.flow.how == "new":
            return self._new(desk, outcome)
        if desk.flow.how == "instead":
            return self._instead(desk, outcome)
        rows = base.some(desk, desk.rows(), 1 if desk.flow.how == "same" else 2)
        targets = [rows[0], rows[-1]]
        outcome.references = [base.by_title(desk, row) for row in rows]
        words: dict[str, str] = {"title": f'"{rows[0][desk.entity.title]}"', "other": f'"{rows[-1][desk.entity.title]}"'}
        deeds = [base.deed(desk, op, [row], tag) for op, row, tag in zip(desk.flow.acts, targets, ("a", "b"), strict=True)]
        for one, row, slot in zip(deeds, targets, ("first", "second"), strict=True):
            one.on(row, outcome)
            same = desk.flow.how == "same" and slot == "second"
            words[slot] = one.clause("it" if same else base.named(desk, row))
        return outcome.task(desk, words)

    def _created(self, desk: Binder, outcome: Outcome, tag: str) -> dict[str, Scalar]:
        """Ask for a new record; return what is to be entered."""
        values, expected = desk.new_values(tag)
        outcome.plan.append(PlanStep(do="create", entity=desk.entity.name, values=values))
        outcome.changes.append(Change(site=desk.site, table=desk.entity.name, op="insert", values=expected))
        return values

    def _new(self, desk: Binder, outcome: Outcome) -> Task:
        values = self._created(desk, outcome, "new")
        verb = desk.entity.verb(desk.gene.verb)
        if verb.field in values:  # the state it is created in must allow the verb
            state = desk.stream.child("state").pick(verb.sources)
            values = {**values, verb.field: state}
            outcome.plan[0] = outcome.plan[0].model_copy(update={"values": values})
        title = str(values[desk.entity.title])
        outcome.plan.append(PlanStep(do="verb", entity=desk.entity.name, text=title, verb=verb.name))
        expected = {**outcome.changes[0].values, verb.field: verb.target}
        outcome.changes[0] = outcome.changes[0].model_copy(update={"values": expected})
        words = {"title": f'"{title}"', "verb": verb.labels[0]} | desk.values_in_words(desk.fields(), values)
        return outcome.task(desk, words)

    def _instead(self, desk: Binder, outcome: Outcome) -> Task:
        (row,) = base.some(desk, desk.rows(), 1)
        desk.detach([row])
        doomed: Record = row
        key, table = int(doomed["id"] or 0), desk.entity.name
        outcome.references = [base.by_title(desk, doomed)]
        outcome.plan.append(PlanStep(do="delete", entity=table, record=key))
        outcome.changes.append(Change(site=desk.site, table=table, op="delete", record=key))
        values = self._created(desk, outcome, "new")
        words = {"other": f'"{doomed[desk.entity.title]}"', "title": f'"{values[desk.entity.title]}"'}
        return outcome.task(desk, words | desk.values_in_words(desk.fields(), values))


def _fresh_verbs(entity: Entity) -> list[str]:
    """Return the verbs without effect that a record just created allows: its initial state, or one the form can set."""
    found = []
    for verb in entity.verbs:
        state = entity.field(verb.field)
        settable = state.editable and state.required and state.initial() is None
        if not verb.effect and (settable or state.initial() in verb.sources):
            found.append(verb.name)
    return found
