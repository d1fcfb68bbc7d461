"""What a form refuses because it is taken already, and what the goal says to use then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity, Field
from webgen.spec import Change, EntityGene, PlanStep, Scalar, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

FREE = 0.3  # share of levels in which the first choice is not taken


class Taken(Scheme):
    """``create``: a record whose unique field may be taken; ``edit``: another value for such a field of a record."""

    how = ("create", "edit")

    def _fields(self, flow: Workflow, entity: Entity, gene: EntityGene) -> list[str]:
        """Return the unique texts that the form asks for."""
        return [
            one.name for one in entity.intent_fields
            if one.unique and one.type == "text" and one.editable and one.required and gene.form.gene(one.name)
        ]  # fmt: skip

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """A unique text in the form."""
        able = entity.creatable if flow.how == "create" else entity.editable
        return able and bool(self._fields(flow, entity, gene))

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the field."""
        return {"fields": (stream.child("field").pick(self._fields(flow, entity, gene)),)}

    def bind(self, desk: Binder) -> Task:
        """Let the first choice be taken, mostly."""
        (name,) = desk.gene.fields
        one = desk.entity.field(name)
        row, holder = base.some(desk, desk.rows(), 2)
        taken = not desk.stream.child("free").chance(FREE)
        outcome = Outcome()
        words = {"field": desk.label(one)}
        first: Scalar = holder[name] if taken else self._fresh(desk, one, "first", [])
        if desk.flow.how == "create":
            values, expected = desk.new_values("new")
            second = self._fresh(desk, one, "second", [first, values[name]])
            chosen = second if taken else first
            words |= desk.values_in_words(desk.fields(), values | {name: first})
            values, expected = values | {name: chosen}, expected | {name: chosen}
            step = PlanStep(do="create", entity=desk.entity.name, values=values)
            outcome.changes = [Change(site=desk.site, table=desk.entity.name, op="insert", values=expected)]
        else:
            second = self._fresh(desk, one, "second", [first])
            chosen = second if taken else first
            key = int(row["id"] or 0)
            step = PlanStep(do="edit", entity=desk.entity.name, record=key, values={name: chosen})
            outcome.changes = [
                Change(site=desk.site, table=desk.entity.name, op="update", record=key, values={name: chosen})
            ]
            outcome.references = [base.by_title(desk, row)]
            words["title"] = f'"{row[desk.entity.title]}"'
        outcome.plan = [step.model_copy(update={"refused": {name: first}}) if taken else step]
        if not taken:
            outcome.tempting = [step.model_copy(update={"values": step.values | {name: second}})]
        words |= {"first": f'"{first}"', "second": f'"{second}"'}
        return outcome.task(desk, words)

    def _fresh(self, desk: Binder, one: Field, tag: str, avoid: list[Scalar]) -> Scalar:
        return desk.draw(one, desk.stream.child(tag), avoid=avoid, record={})
