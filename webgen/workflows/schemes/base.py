"""The contract of a scheme, and what schemes share: things done to records, and repairs that make a goal fit once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from webgen.domains.model import Domain, Entity, Field
from webgen.errors import SpecError
from webgen.layouts.base import layout_of
from webgen.spec import Change, Effect, EntityGene, PartGene, PlanStep, Record, Reference, Scalar, Task
from webgen.streams import Stream

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

MOST_MATCHES = 4  # records that one condition fits, where something is done to each


class Scheme(ABC):
    """How one family of workflows is drawn and bound. Module name = id; ``how`` lists what a workflow may ask of it."""

    how: ClassVar[tuple[str, ...]] = ("",)

    @abstractmethod
    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """Tell whether a workflow of this scheme can be about an entity of a site."""

    @abstractmethod
    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Return the parts of the task gene that are drawn: ``fields`` (at most ``most``), ``conditions``, ``verb``."""

    @abstractmethod
    def bind(self, desk: Binder) -> Task:
        """Bind the task; records may be repaired so that the goal fits exactly one outcome."""

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return the fields that the list of the task's entity must show, and those it must be sorted by."""
        return set(), set()

    def check(self, task: PartGene, entity: Entity) -> None:
        """Look up every name that a task gene uses; an unknown one raises."""
        for name in (*task.fields, *task.conditions):
            entity.field(name)
        if task.verb:
            entity.verb(task.verb)


# ---- what can be used ------------------------------------------------------------------------------------------------


def changeable(domain: Domain, entity: Entity, gene: EntityGene, *, without: Iterable[str] = ()) -> list[str]:
    """Return the fields that may be set on several records: on the form, meant by people, not unique."""
    from webgen.workflows.base import settable

    left_out = set(without)
    names = settable(domain, entity, gene) if entity.editable else []
    return [name for name in names if name not in left_out and not entity.field(name).unique]


def states(entity: Entity) -> set[str]:
    """Return the fields that verbs move."""
    return {verb.field for verb in entity.verbs}


def listed_choices(entity: Entity, gene: EntityGene) -> list[str]:
    """Return the choices that the list shows, so that a condition on them can be read there."""
    layout, listing = layout_of(gene.listing), gene.listing
    shown = {*layout.shows(entity, listing), *(item.name for item in listing.filters), *layout.filters(entity, listing)}
    return [one.name for one in entity.fields if one.type == "choice" and one.kind == "intent" and one.name in shown]


def listed(entity: Entity, gene: EntityGene, *types: str) -> list[str]:
    """Return the fields of some types that the list shows and that hold a person's intent."""
    return [
        name
        for name in layout_of(gene.listing).shows(entity, gene.listing)
        if entity.field(name).type in types and entity.field(name).kind == "intent" and not entity.field(name).unique
    ]


def can(op: str, domain: Domain, entity: Entity, gene: EntityGene, *, without: Iterable[str] = ()) -> bool:
    """Tell whether something of a kind can be done to a record of an entity."""
    if op == "edit":
        return bool(changeable(domain, entity, gene, without=without))
    if op == "verb":
        return any(verb.field not in set(without) for verb in entity.verbs)
    return op == "delete" and entity.deletable


def drawn_fields(entity: Entity, names: Sequence[str], stream: Stream, most: int) -> tuple[str, ...]:
    """Draw one to ``most`` of some fields of an entity."""
    from webgen.rarity import sample

    count = stream.child("count").integer(1, max(1, min(most, len(names))))
    return sample([entity.field(name) for name in names], count, stream.child("fields"))


def drawn_deed(
    ops: Sequence[str], domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int, *,
    without: Iterable[str] = (), silent: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Draw the fields to set and the verb to use, as far as ``ops`` need them; ``silent``: no verb with an effect."""
    left_out = set(without) | (states(entity) if "verb" in ops else set())
    found: dict[str, Any] = {}
    if "edit" in ops:
        found["fields"] = drawn_fields(entity, changeable(domain, entity, gene, without=left_out), stream, min(most, 3))
    if "verb" in ops:
        verbs = [verb.name for verb in entity.verbs if verb.field not in set(without) and not (silent and verb.effect)]
        found["verb"] = stream.child("verb").pick(verbs)
    return found


# ---- what is done to records -----------------------------------------------------------------------------------------


@dataclass
class Outcome:
    """What a task asks for, put together deed by deed."""

    plan: list[PlanStep] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    tempting: list[PlanStep] = field(default_factory=list)

    def want(self, change: Change) -> None:
        """Ask for a change; two updates of one record are one in the net log."""
        for at, known in enumerate(self.changes):
            if change.op == known.op == "update" and (known.site, known.table, known.record) == (
                change.site, change.table, change.record
            ):
                values = {**known.values, **change.values}
                self.changes[at] = known.model_copy(update={"values": values})
                return
        self.changes.append(change)

    def task(self, desk: Binder, words: dict[str, str], **more: Any) -> Task:
        """Return the task with these steps."""
        return desk.make(
            words, tuple(self.plan), changes=tuple(self.changes), effects=tuple(self.effects),
            references=tuple(self.references), tempting=tuple(self.tempting), **more,
        )  # fmt: skip


@dataclass(frozen=True)
class Deed:
    """Something that can be done to any record of an entity."""

    desk: Binder
    op: str
    values: dict[str, Scalar]
    verb: str = ""

    def clause(self, obj: str) -> str:
        """Say it as a command about an object."""
        if self.op == "edit":
            words = self.desk.values_in_words(self.desk.fields(), self.values)
            return f"{words['changes']} for {obj}"
        if self.op == "verb":
            return f'use "{self.desk.entity.verb(self.verb).labels[0]}" on {obj}'
        return f"delete {obj}"

    def step(self, row: Record) -> PlanStep | None:
        """Return the step that does it to one record; None where the record is so already."""
        desk = self.desk
        step = PlanStep(do="delete", site=desk.site, entity=desk.entity.name, record=int(row["id"] or 0))
        if self.op == "edit":
            values = {name: value for name, value in self.values.items() if row[name] != value}
            return step.model_copy(update={"do": "edit", "values": values}) if values else None
        return step.model_copy(update={"do": "verb", "verb": self.verb}) if self.op == "verb" else step

    def on(self, row: Record, outcome: Outcome) -> None:
        """Ask for it on one record; where the record is so already, nothing is asked for."""
        desk, step = self.desk, self.step(row)
        if step is None:
            return
        outcome.plan.append(step)
        change = Change(site=desk.site, table=step.entity, op="update", record=step.record, values=step.values)
        if self.op == "verb":
            verb = desk.entity.verb(self.verb)
            outcome.want(change.model_copy(update={"values": {verb.field: verb.target}}))
            if verb.effect:
                key = int(step.record or 0)
                outcome.effects.append(Effect(site=desk.site, name=verb.effect, table=step.entity, record=key))
        elif self.op == "edit":
            outcome.want(change)
        else:
            outcome.changes.append(change.model_copy(update={"op": "delete"}))

    def tempt(self, row: Record, outcome: Outcome) -> None:
        """Note that somebody who misreads the goal would do it to this record, where that is possible at all."""
        desk = self.desk
        if self.op == "verb" and row[desk.entity.verb(self.verb).field] not in desk.entity.verb(self.verb).sources:
            return
        if self.op == "delete" and any(
            item[one.name] == row["id"]
            for entity, one in desk.domain.referrers(desk.entity.name) for item in desk.records[entity.name]
        ):  # fmt: skip
            return
        step = self.step(row)
        if step is not None:
            outcome.tempting.append(step)


def deed(desk: Binder, op: str, rows: Sequence[Record], tag: str = "deed") -> Deed:
    """Return what the task gene says is done, fit for some records: they are brought into a state that allows it."""
    if op == "edit":
        return Deed(desk, op, {name: value_for(desk, name, rows, tag) for name in desk.gene.fields})
    if op == "verb":
        verb = desk.entity.verb(desk.gene.verb)
        for row in rows:
            if row[verb.field] not in verb.sources:
                row[verb.field] = desk.stream.child(tag, "state", row["id"]).pick(verb.sources)
        desk.recompute()
        return Deed(desk, op, {}, verb.name)
    desk.detach(rows)
    return Deed(desk, op, {})


def value_for(desk: Binder, name: str, rows: Sequence[Record], tag: str) -> Scalar:
    """Draw a value that none of the records has yet, or at least not the first."""
    one, place = desk.entity.field(name), desk.stream.child(tag, "value", name)
    try:
        return desk.draw(one, place, avoid=[row[name] for row in rows], record=rows[0])
    except SpecError:
        return desk.draw(one, place, avoid=[rows[0][name]], record=rows[0])


# ---- records ---------------------------------------------------------------------------------------------------------


def named(desk: Binder, row: Record) -> str:
    """Say which record is meant, by its title."""
    return f'the {desk.noun(desk.entity.labels[0])} "{row[desk.entity.title]}"'


def fill(desk: Binder, rows: Iterable[Record], *names: str) -> None:
    """Give records a value where they have none."""
    for name in names:
        for row in rows:
            if row[name] in (None, ""):
                row[name] = desk.draw(
                    desk.entity.field(name), desk.stream.child("fill", name, row["id"]), avoid=[], record=row
                )


def apart(desk: Binder, rows: Iterable[Record], name: str) -> None:
    """Give records values of a field that differ from one another."""
    one, seen = desk.entity.field(name), set[Scalar]()
    for row in rows:
        if row[name] in (None, "") or row[name] in seen:
            avoid = sorted(seen, key=str)
            row[name] = desk.draw(one, desk.stream.child("apart", name, row["id"]), avoid=avoid, record=row)
        seen.add(row[name])


def superlative(one: Field, *, highest: bool) -> str:
    """Return what the end of an order is called: ``highest``, ``lowest``, ``latest`` or ``earliest``."""
    if one.type == "date":
        return "latest" if highest else "earliest"
    return "highest" if highest else "lowest"


def by_title(desk: Binder, row: Record) -> Reference:
    """Return the reference that a title makes."""
    title = str(row[desk.entity.title])
    return Reference(site=desk.site, entity=desk.entity.name, where={desk.entity.title: title})


def some(desk: Binder, rows: Sequence[Record], count: int, tag: str = "some") -> list[Record]:
    """Pick several records."""
    return desk.stream.child(tag).sample(list(rows), min(count, len(rows)), key=lambda row: str(row[desk.entity.title]))


def matching(desk: Binder, name: str, count: tuple[int, int], tag: str = "match") -> tuple[Scalar, list[Record]]:
    """Pick a value of a choice so that a number of records in a range have it; others are repaired."""
    one, rows = desk.entity.field(name), desk.rows()
    place = desk.stream.child(tag, name)
    row = place.child("row").pick(rows, key=lambda item: str(item[desk.entity.title]))
    if row[name] in (None, ""):
        row[name] = desk.draw(one, place.child("first"), avoid=[], record=row)
    value = row[name]
    wanted = place.child("count").integer(count[0], min(count[1], len(rows) - 1))
    have = [item for item in rows if item[name] == value]
    for item in place.child("less").shuffled([item for item in have if item is not row], key=_key)[: max(0, len(have) - wanted)]:
        item[name] = desk.draw(one, place.child("off", item["id"]), avoid=[value], record=item)
    for item in place.child("more").shuffled([item for item in rows if item[name] != value], key=_key)[: max(0, wanted - len(have))]:
        item[name] = value
    desk.recompute()
    return value, [item for item in rows if item[name] == value]


def _key(row: Record) -> str:
    return str(row["id"]).zfill(6)


def state_words(desk: Binder, name: str, value: Scalar) -> str:
    """Say that a field has a value."""
    one = desk.entity.field(name)
    return f"{desk.label(one)} is {desk.says(one, value)}"


def separate(desk: Binder, name: str, count: int, *, highest: bool) -> list[Record]:
    """Return the ``count`` records with the highest (lowest) values of a field, each alone with its value.

    Ties down to the next one are taken apart by small steps.
    """
    one, rows = desk.entity.field(name), desk.rows()
    for row in rows:
        if row[name] is None:
            row[name] = desk.draw(one, desk.stream.child("fill", name, row["id"]), avoid=[], record=row)
    for _ in range(20 * len(rows)):
        order = sorted(rows, key=lambda row: (row[name], _key(row)), reverse=highest)
        tie = next((at for at in range(min(count, len(order) - 1)) if order[at][name] == order[at + 1][name]), None)
        if tie is None:
            desk.recompute()
            return order[:count]
        # away from the end where there is room, else everything above one step towards it
        lower = order[tie + 1]
        moved = desk.nudged(one, lower[name], down=highest)
        if moved != lower[name]:
            lower[name] = moved
        else:
            for row in order[: tie + 1]:
                row[name] = desk.nudged(one, row[name], down=not highest)
    raise SpecError(f"{desk.entity.name}.{name} leaves no room for {count} in a row")
