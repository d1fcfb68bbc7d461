"""What schemes of two sites share: the two sides, and which values can go from one to the other."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity, Field
from webgen.errors import SpecError
from webgen.spec import EntityGene, PartGene, PlanStep, Record, Scalar
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

Parts = tuple[dict[str, Any], dict[str, Any]]
COPIED = ("date", "money", "integer", "longtext")  # what can be entered on the other side as it is
ROOM = 40  # a range that two fields share holds at least so many values


@dataclass(frozen=True)
class Side:
    """One entity of one site, as schemes of two sites look at it."""

    domain: Domain
    entity: Entity
    gene: EntityGene


class Pair(Scheme):
    """A scheme whose workflows begin on one site and go on at the other."""

    @abstractmethod
    def suits(self, flow: Workflow, first: Side, second: Side) -> bool:
        """Tell whether a workflow can go from an entity of one site to one of the other."""

    @abstractmethod
    def draw_both(self, flow: Workflow, first: Side, second: Side, stream: Stream, most: int) -> Parts:
        """Return the parts of the task gene that are drawn, for both sides."""

    def reads_there(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return the fields that the list of the second part must show, and those it must be sorted by."""
        return set(), set()

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """Never on one site alone."""
        return False

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Refuse: there are two sides to draw for."""
        raise SpecError(f"the workflow {flow.name} needs two sites")


# ---- values that go from one side to the other -----------------------------------------------------------------------


def shared_range(one: Field, other: Field) -> tuple[int, int] | None:
    """Return the range that two numbers, amounts or dates (in days from today) share; None where it holds too few values."""
    unit = 100 if one.type == "money" else 1
    spans = [item.bounds() for item in (one, other)]
    low, high = max(span[0] for span in spans), min(span[1] for span in spans)
    low += -low % unit
    return (low, high) if high - low >= ROOM * unit else None


def compatible(one: Field, other: Field) -> bool:
    """Tell whether a value of one field can be entered in the other."""
    if one.type in ("integer", "money", "date"):
        return one.type == other.type and shared_range(one, other) is not None
    return one.type in ("text", "longtext") and other.type == "longtext"


def shared_value(desk: Binder, one: Field, other: Field, row: Record, place: Stream, avoid: Record) -> Scalar:
    """Return the record's own value where the other field can hold it and the other record does not, else a new one."""
    taken = avoid.get(other.name)
    value = row[one.name]
    if one.type in ("integer", "money", "date"):
        low, high = shared_range(one, other) or (0, 0)
        unit = 100 if one.type == "money" else 1
        options: list[Scalar] = list(range(low, high + 1, unit))
        if one.type == "date":
            options = [(desk.spec.today + timedelta(days=day)).isoformat() for day in range(low, high + 1)]
        held = low <= value <= high if isinstance(value, int) else value in options
        if held and value != taken:
            return value
        return place.pick([item for item in options[:: max(1, len(options) // 400)] if item != taken], key=str)
    if value not in (None, "") and value != taken:
        return value
    return desk.draw(one, place, avoid=[taken], record=row)


def readable(entity: Entity, *types: str) -> list[str]:
    """Return the fields of some types that a record's page shows and that hold a person's intent."""
    return [
        one.name for one in entity.intent_fields
        if one.type in types and not one.unique and one.name != entity.title
    ]  # fmt: skip


def routes(first: Entity, side: Side, *types: str) -> list[tuple[str, str]]:
    """Return the pairs of a field to read on the first side and one to set on the other."""
    goals = base.changeable(side.domain, side.entity, side.gene)
    return [
        (name, goal)
        for name in readable(first, *types)
        for goal in goals
        if compatible(first.field(name), side.entity.field(goal))
    ]


# ---- steps and words -------------------------------------------------------------------------------------------------


def look(desk: Binder, row: Record, name: str) -> PlanStep:
    """Return the step that reads a fact of a record."""
    return PlanStep(do="look", site=desk.site, entity=desk.entity.name, record=int(row["id"] or 0), field=name)


def survey(desk: Binder) -> PlanStep:
    """Return the step that reads a whole list."""
    return PlanStep(do="survey", site=desk.site, entity=desk.entity.name)


def words_of(desk: Binder, there: Binder) -> dict[str, str]:
    """Return the words for what both sides are about."""
    return {
        "noun": desk.noun(desk.entity.labels[0]),
        "nouns": desk.noun(desk.entity.plural[0]),
        "target": there.noun(there.entity.labels[0]),
        "targets": there.noun(there.entity.plural[0]),
    }
