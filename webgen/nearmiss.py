"""Plans that almost do what the goal asks. The judge must refuse every one.

Kinds: ``wrong_record``, ``one_field_off``, ``incomplete``, ``extra_change``, ``undone``, ``wrong_answer``,
``wrong_ending``, ``wrong_verb``, ``twice``, ``tempted`` (what somebody who misreads the goal would do). Each is played through the engine by the expert, and confirmed in the change log.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from webgen.domains.display import display
from webgen.domains.model import Domain, Entity, Field
from webgen.domains.reader import domain as read_domain
from webgen.domains.records import random_value
from webgen.errands.base import errands
from webgen.errors import SpecError
from webgen.oracle import Ending, ending_of
from webgen.spec import Level, PlanStep, Record, Scalar
from webgen.streams import Stream
from webgen.workflows.base import settable, workflow

CORE = ("create", "edit", "delete", "verb", "setting")


def acts(step: PlanStep) -> bool:
    """Tell whether a step changes something."""
    return step.do in CORE or (step.do in errands() and errands()[step.do].acts)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A plan and an ending that must not be rewarded. ``changes`` says whether the net log must hold a change."""

    kind: str
    plan: tuple[PlanStep, ...]
    ending: Ending
    changes: bool = True


def near_misses(level: Level) -> list[NearMiss]:
    """Return the near misses of a level: at least three, of different kinds where the task allows."""
    return list(_Misses(level).all())


class _Misses:
    """Near misses of a level, seen from one of its sites: where the task begins, unless told otherwise."""

    def __init__(self, level: Level, site: int | None = None) -> None:
        self.level = level
        self.task = level.task
        self.step = level.task.plan[0]
        self.index = self.step.site if site is None else site
        self.site = level.spec.sites[self.index]
        self.domain: Domain = read_domain(self.site.domain, self.site.locale)
        self.stream = Stream(level.content_seed, "near-miss")
        self.ending = ending_of(level)
        steps = [step for step in level.task.plan if step.site == self.index and step.entity]
        name = steps[0].entity if steps else self.domain.entities[0].name
        self.entity: Entity = self.domain.entity(name)
        self.touched = {(step.entity, step.record) for step in level.task.plan if step.site == self.index}
        records = level.sites[self.index].records
        self.records = {entity: [dict(row) for row in rows] for entity, rows in records.items()}

    def at(self, site: int) -> _Misses:
        """Return the same seen from a site."""
        return self if site == self.index else _Misses(self.level, site)

    def all(self) -> Iterator[NearMiss]:
        """Yield them by what the task does."""
        if self.task.variant == "infeasible":
            yield from self._infeasible()
            return
        if workflow(self.task.workflow).scheme:
            yield from self._composed()
            return
        yield from {
            "create": self._create,
            "edit": self._edit,
            "delete": self._delete,
            "verb": self._verb,
            "answer": self._answer,
            "setting": self._setting,
        }[workflow(self.task.workflow).op]()

    # ---- parts

    def _miss(self, kind: str, *steps: PlanStep, ending: Ending | None = None, changes: bool = True) -> NearMiss:
        return NearMiss(kind, steps, ending or self.ending, changes)

    def _value(self, entity: Entity | None, field: Field, record: Record, *, avoid: tuple[Scalar, ...]) -> Scalar:
        place = self.stream.child(field.name, *avoid)
        today = self.level.spec.today
        return random_value(
            self.domain,
            entity,
            field,
            place,
            today,
            self.records,
            avoid=[*avoid, record.get(field.name)],
            record=record,
        )

    def _rows(self) -> list[Record]:
        return [row for row in self.records[self.entity.name] if row["id"] != self.step.record]

    def _row(self) -> Record:
        return next(row for row in self.records[self.entity.name] if row["id"] == self.step.record)

    def _extra(self) -> PlanStep:
        """Return a change nobody asked for: another record of any editable entity, or another setting."""
        for entity in (self.entity, *self.domain.entities):
            names = settable(self.domain, entity, self.site.entity(entity.name)) if entity.editable else []
            rows = [
                row
                for row in self.records[entity.name]
                if (entity.name, row["id"]) not in self.touched
            ]
            if names and rows:
                record = self.stream.child("extra").pick(rows, key=lambda row: str(row["id"]))
                name = self.stream.child("extra", "field").pick(names)
                value = self._value(entity, entity.field(name), record, avoid=())
                key = int(record["id"] or 0)
                return PlanStep(do="edit", site=self.index, entity=entity.name, record=key, values={name: value})
        raise SpecError(f"nothing can be edited on the {self.domain.name} site")

    def _off(self, step: PlanStep, record: Record, fields: dict[str, Field], entity: Entity | None) -> PlanStep:
        """Return the step with one of its values wrong: another value, else left out, else set on another field."""
        names = [name for name in step.values if entity is None or name != entity.title] or list(step.values)
        place = self.stream.child("off")
        rich = [
            name for name in names if len({step.values[name], record.get(name)}) == 1 or fields[name].type != "bool"
        ]
        if rich:
            name = place.pick(rich)
            value = self._value(entity, fields[name], record, avoid=(step.values[name],))
            return step.model_copy(update={"values": {**step.values, name: value}})
        if len(step.values) > 1:
            left_out = place.pick(names)
            return step.model_copy(update={"values": {k: v for k, v in step.values.items() if k != left_out}})
        settable_now = [name for name in self._settable(entity, fields) if name not in step.values]
        name = place.pick(settable_now)
        return step.model_copy(update={"values": {name: self._value(entity, fields[name], record, avoid=())}})

    def _settable(self, entity: Entity | None, fields: dict[str, Field]) -> list[str]:
        if entity is None:
            return list(fields)
        return settable(self.domain, entity, self.site.entity(entity.name))

    def _fields(self) -> dict[str, Field]:
        return {field.name: field for field in self.entity.fields}

    def _same_edit_elsewhere(self, values: dict[str, Scalar]) -> PlanStep | None:
        """Return the same edit on another record that does not have these values yet."""
        rows = [row for row in self._rows() if any(row[name] != value for name, value in values.items())]
        if not rows:
            return None
        record = self.stream.child("other").pick(rows, key=lambda row: str(row["id"]))
        key = int(record["id"] or 0)
        return PlanStep(do="edit", site=self.index, entity=self.entity.name, record=key, values=values)

    # ---- tasks of several steps

    def _composed(self) -> Iterator[NearMiss]:
        plan = self.task.plan
        acting = [at for at, step in enumerate(plan) if acts(step)]
        if self.task.answer is not None:
            yield from self._wrongly_answered()
        elif not acting:
            yield from self._acted_for_nothing()
        for at in acting[::-1][:2]:  # what a later step needs is not left out before it
            rest = tuple(step for number, step in enumerate(plan) if number != at)
            if plan[at].do != "create" or at == acting[-1]:
                yield self._miss("incomplete", *rest, changes=len(acting) > 1)
        for at in acting[:2]:
            yield from self.at(plan[at].site)._astray(plan, at)
        yield from self._tempted(acting[-1] if acting else None)
        if acting:
            yield self._miss("extra_change", *plan, self._extra())
            yield from self._elsewhere()
            yield self._miss("wrong_ending", *plan, ending=Ending(give_up=True))

    def _tempted(self, last: int | None) -> Iterator[NearMiss]:
        """Yield what misreading the goal leads to: a tempting step in place of the last one, or besides all."""
        plan = self.task.plan
        touched = {(step.site, step.entity, step.record) for step in plan if acts(step)}
        for step in self.task.tempting[:3]:
            if last is not None:
                yield self._miss("tempted", *plan[:last], step, *plan[last + 1 :])
            if (step.site, step.entity, step.record) not in touched:
                yield self._miss("tempted", *plan, step)

    def _elsewhere(self) -> Iterator[NearMiss]:
        """Yield the plan with a change on the other site that nobody asked for, where there is another site."""
        if len(self.level.sites) > 1:
            other = self.at(1 - self.index)._extra()
            yield self._miss("extra_change", *self.task.plan, other)

    def _astray(self, plan: tuple[PlanStep, ...], at: int) -> Iterator[NearMiss]:
        """Yield the plan with one step done with another value, or to another record."""
        step = plan[at]
        if step.do in errands():
            for kind, other in errands()[step.do].astray(self.level, step, self.stream.child("errand", at)):
                yield self._miss(kind, *plan[:at], other, *plan[at + 1 :])
            return
        entity = self.domain.entity(step.entity)
        fields = {field.name: field for field in entity.fields}
        rows = [row for row in self.records[step.entity] if (step.entity, row["id"]) not in self.touched]
        wrong: PlanStep | None = None
        if step.do in ("edit", "create"):
            record = next((row for row in self.records[step.entity] if row["id"] == step.record), dict(step.values))
            later = any(item.text and item.text in step.values.values() for item in plan[at + 1 :])
            if not later:
                off = self._off(step, record, fields, entity)
                yield self._miss("one_field_off", *plan[:at], off, *plan[at + 1 :])
            rows = [row for row in rows if any(row[name] != value for name, value in step.values.items())]
            if step.do == "edit" and rows:
                wrong = step.model_copy(update={"record": self._one_of(rows), "refused": {}})
        elif step.do == "verb" and step.record is not None:
            verb = entity.verb(step.verb)
            able = [row for row in rows if row[verb.field] in verb.sources]
            if able:
                wrong = step.model_copy(update={"record": self._one_of(able)})
        elif step.do == "delete":
            used = {row[field.name] for other, field in self.domain.referrers(entity.name) for row in self.records[other.name]}
            free = [row for row in rows if row["id"] not in used]
            if free:
                wrong = step.model_copy(update={"record": self._one_of(free)})
        if wrong is not None:
            yield self._miss("wrong_record", *plan[:at], wrong, *plan[at + 1 :])

    def _one_of(self, rows: list[Record]) -> int:
        return int(self.stream.child("astray").pick(rows, key=lambda row: str(row["id"]))["id"] or 0)

    def _wrongly_answered(self) -> Iterator[NearMiss]:
        """Yield wrong answers: one off, negated, or another record's."""
        pattern, right = self.task.answer, self.ending.answer
        assert pattern is not None
        if isinstance(pattern.value, tuple):
            yield from self._wrong_lists(pattern.type, pattern.value)
            return
        if isinstance(pattern.value, int):
            step = 100 if pattern.type == "money" else 1
            wrong = ending_of(
                self.level.model_copy(
                    update={"task": self.task.model_copy(update={"answer": pattern.model_copy(update={"value": pattern.value + step})})}
                )
            )
        elif str(pattern.value) in ("yes", "no"):
            wrong = Ending("no" if pattern.value == "yes" else "yes")
        else:
            titles = {str(row[entity.title]) for entity in self.domain.entities for row in self.records[entity.name]}
            wrong = Ending(self.stream.child("answer").pick(sorted(titles - {str(pattern.value)})))
        yield self._miss("wrong_answer", *self.task.plan, ending=wrong, changes=False)
        yield self._miss("wrong_answer", *self.task.plan, ending=Ending(f"{right} or {wrong.answer}"), changes=False)
        yield self._miss("extra_change", *self.task.plan, self._extra())
        yield self._miss("wrong_ending", *self.task.plan, ending=Ending(give_up=True), changes=False)

    def _wrong_lists(self, kind: str, right: tuple[str, ...]) -> Iterator[NearMiss]:
        """Yield lists with one missing, one too many, another in place of one, and in another order."""
        titles = {str(row[entity.title]) for entity in self.domain.entities for row in self.records[entity.name]}
        other = self.stream.child("answer").pick(sorted(titles - set(right)))
        wrong = [right[:-1] or (other,), (*right, other), (*right[:-1], other)]
        if kind == "list" and len(right) > 1:
            wrong.append((*right[1:], right[0]))
        for texts in wrong:
            yield self._miss("wrong_answer", *self.task.plan, ending=Ending("; ".join(texts)), changes=False)
        yield self._miss("extra_change", *self.task.plan, self._extra())
        yield self._miss("wrong_ending", *self.task.plan, ending=Ending(give_up=True), changes=False)

    def _acted_for_nothing(self) -> Iterator[NearMiss]:
        """Yield changes where nothing was to be done: to the record in question, and elsewhere."""
        for looked in [step for step in self.task.plan if step.record is not None][-2:]:
            yield from self.at(looked.site)._spoilt(looked)
        yield self._miss("extra_change", *self.task.plan, self._extra())
        yield from self._elsewhere()
        yield self._miss("wrong_ending", *self.task.plan, ending=Ending(give_up=True), changes=False)
        yield self._miss("wrong_answer", *self.task.plan, self._extra(), ending=Ending("done"))

    def _spoilt(self, looked: PlanStep) -> Iterator[NearMiss]:
        """Yield the plan with another value for a record that is as it should be."""
        entity = self.domain.entity(looked.entity)
        record = next(row for row in self.records[entity.name] if row["id"] == looked.record)
        names = settable(self.domain, entity, self.site.entity(entity.name)) if entity.editable else []
        if names:
            name = looked.field if looked.field in names else self.stream.child("spoil").pick(names)
            value = self._value(entity, entity.field(name), record, avoid=())
            spoilt = looked.model_copy(update={"do": "edit", "field": "", "values": {name: value}})
            yield self._miss("one_field_off", *self.task.plan, spoilt)

    # ---- by operation

    def _create(self) -> Iterator[NearMiss]:
        step, title = self.step, str(self.step.values[self.entity.title])
        yield self._miss("one_field_off", self._off(step, dict(step.values), self._fields(), self.entity))
        yield self._miss("extra_change", step, self._extra())
        if self.entity.deletable:
            undo = PlanStep(do="delete", site=self.index, entity=self.entity.name, text=title)
            yield self._miss("undone", step, undo, changes=False)
        yield self._miss("wrong_ending", step, ending=Ending(give_up=True))

    def _edit(self) -> Iterator[NearMiss]:
        if self.task.variant == "satisfied":
            yield from self._satisfied()
            return
        record, step = self._row(), self.step
        other = self._same_edit_elsewhere(step.values)
        if other is not None:
            yield self._miss("wrong_record", other)
        yield self._miss("one_field_off", self._off(step, record, self._fields(), self.entity))
        yield self._miss("extra_change", step, self._extra())
        back = step.model_copy(update={"values": {name: record[name] for name in step.values}})
        if all(record[name] not in (None, "") for name in step.values):  # a chosen option cannot always be un-chosen
            yield self._miss("undone", step, back, changes=False)
        yield self._miss("wrong_ending", step, ending=Ending(give_up=True))

    def _satisfied(self) -> Iterator[NearMiss]:
        record = self._row()
        name = self.stream.child("spoil").pick(settable(self.domain, self.entity, self.site.entity(self.entity.name)))
        value = self._value(self.entity, self.entity.field(name), record, avoid=())
        yield self._miss(
            "one_field_off", self.step.model_copy(update={"do": "edit", "field": "", "values": {name: value}})
        )
        yield self._miss("extra_change", self.step, self._extra())
        yield self._miss("wrong_ending", self.step, ending=Ending(give_up=True), changes=False)

    def _infeasible(self) -> Iterator[NearMiss]:
        yield self._miss("wrong_record", self.step, self._extra(), ending=Ending())
        yield self._miss("extra_change", self.step, self._extra())
        yield self._miss("wrong_ending", self.step, ending=Ending(), changes=False)

    def _delete(self) -> Iterator[NearMiss]:
        used = {
            row[field.name]
            for entity, field in self.domain.referrers(self.entity.name)
            for row in self.records[entity.name]
        }
        free = [row for row in self._rows() if row["id"] not in used]
        if free:
            other = self.stream.child("other").pick(free, key=lambda row: str(row["id"]))
            wrong = self.step.model_copy(update={"record": int(other["id"] or 0)})
            yield self._miss("wrong_record", wrong)
            yield self._miss("extra_change", self.step, wrong)
        yield self._miss("extra_change", self.step, self._extra())
        names = settable(self.domain, self.entity, self.site.entity(self.entity.name))
        if names:
            name = self.stream.child("instead").pick(names)
            value = self._value(self.entity, self.entity.field(name), self._row(), avoid=())
            yield self._miss("one_field_off", self.step.model_copy(update={"do": "edit", "values": {name: value}}))
        yield self._miss("wrong_ending", self.step, ending=Ending(give_up=True))

    def _verb(self) -> Iterator[NearMiss]:
        verb, record = self.entity.verb(self.step.verb), self._row()
        able = [row for row in self._rows() if row[verb.field] in verb.sources]
        if able:
            other = self.stream.child("other").pick(able, key=lambda row: str(row["id"]))
            yield self._miss("wrong_record", self.step.model_copy(update={"record": int(other["id"] or 0)}))
        for wrong in self.entity.verbs:
            if wrong.name != verb.name and record[wrong.field] in wrong.sources and wrong.target != verb.target:
                yield self._miss("wrong_verb", self.step.model_copy(update={"verb": wrong.name}))
                break
        yield self._miss("extra_change", self.step, self._extra())
        back = next(
            (item for item in self.entity.verbs if verb.target in item.sources and item.field == verb.field), None
        )
        if back is not None and back.name != verb.name:
            netted = back.target == record[back.field] and not verb.effect and not back.effect
            undo = self.step.model_copy(update={"verb": back.name})
            yield self._miss("undone", self.step, undo, changes=not netted)
            if verb.effect and back.target in verb.sources:  # the state ends up right, but what went out went out twice
                yield self._miss("twice", self.step, undo, self.step)
        yield self._miss("wrong_ending", self.step, ending=Ending(give_up=True))

    def _answer(self) -> Iterator[NearMiss]:
        assert self.task.answer is not None
        right = self.ending.answer
        pool = [self._row(), *self._rows()]
        if self.task.references[0].extreme:
            others = [str(row[self.entity.title]) for row in self._rows()]
        else:
            field = self.entity.field(self.step.field)
            others = [text for row in pool if (text := self._reads(field, row)) not in (right, "")]
        wrong = self.stream.child("answer").pick(sorted(set(others)) or ["none of them"])
        yield self._miss("wrong_answer", self.step, ending=Ending(wrong), changes=False)
        yield self._miss("wrong_answer", self.step, ending=Ending(f"{right} or {wrong}"), changes=False)
        yield self._miss("extra_change", self.step, self._extra())
        yield self._miss("wrong_ending", self.step, ending=Ending(give_up=True), changes=False)

    def _reads(self, field: Field, row: Record) -> str:
        value = row[field.name]
        return "" if value in (None, "") else display(self.domain, field, value, self.records)

    def _setting(self) -> Iterator[NearMiss]:
        current = dict(self.level.sites[self.index].settings)
        fields = {field.name: field for field in self.domain.all_settings}
        if self.task.variant == "satisfied":
            name = self.stream.child("spoil").pick(sorted(fields))
            spoilt = self.step.model_copy(update={"values": {name: self._value(None, fields[name], current, avoid=())}})
            yield self._miss("one_field_off", spoilt)
            yield self._miss("extra_change", self._extra())
            yield self._miss("wrong_ending", self.step, ending=Ending(give_up=True), changes=False)
            return
        yield self._miss("one_field_off", self._off(self.step, current, fields, None))
        yield self._miss("extra_change", self.step, self._extra())
        back = self.step.model_copy(update={"values": {name: current[name] for name in self.step.values}})
        yield self._miss("undone", self.step, back, changes=False)
        yield self._miss("wrong_ending", self.step, ending=Ending(give_up=True))
