"""The profile of the account: fields to be set there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.display import plain
from webgen.domains.model import Domain, Entity, Field
from webgen.errors import UnknownName
from webgen.extras.profile import NAMES, PROFILE, fields, form, value
from webgen.spec import Change, EntityGene, PartGene, PlanStep, Scalar, Task
from webgen.streams import Stream
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow


class Own(Scheme):
    """One to three fields of the profile are set."""

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """A profile is about no record; the first entity stands in."""
        return entity is domain.entities[0]

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the fields."""
        count = stream.child("count").integer(1, max(1, min(most, 3)))
        return {"fields": tuple(sorted(stream.child("fields").sample(NAMES, count)))}

    def check(self, task: PartGene, entity: Entity) -> None:
        """Know every field."""
        for name in task.fields:
            if name not in NAMES:
                raise UnknownName("field", name, NAMES)

    def bind(self, desk: Binder) -> Task:
        """Draw other values than the profile has."""
        site = desk.spec.sites[desk.site]
        row, genes, known = desk.extras[PROFILE][0], form(site), fields(site.locale)
        values: dict[str, Scalar] = {
            name: value(name, desk.stream.child("value", name), [row[name]], site.locale) for name in desk.gene.fields
        }
        pairs = []
        for name, wanted in values.items():
            gene = genes.gene(name)
            shift = (gene.label if gene else 0) + (1 if desk.gene.paraphrase else 0)
            pairs.append((known[name].labels[shift % len(known[name].labels)], _says(known[name], wanted)))
        words = {
            "changes": "set " + desk.joined([f"{label} to {text}" for label, text in pairs]),
            "state": desk.joined([f"{label} is {text}" for label, text in pairs]),
        }
        outcome = Outcome(plan=[PlanStep(do="profile", site=desk.site, values=values)])
        outcome.changes.append(Change(site=desk.site, table=PROFILE, op="update", record=1, values=values))
        return outcome.task(desk, words)


def _says(field: Field, value: Scalar) -> str:
    text = plain(field, bool(value) if field.type == "bool" else value)
    return f'"{text}"' if field.type == "text" else text
