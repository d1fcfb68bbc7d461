"""Distractors: sentences about other records that ask for nothing, read from ``scenarios/distractors/*.toml``."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pydantic import model_validator

from webgen.registry import lookup
from webgen.spec import Frozen, Record, Task
from webgen.workflows.files import read_all

if TYPE_CHECKING:
    from webgen.bind import Binder

PLACES = frozenset({"noun", "title", "field", "value"})


class Distractor(Frozen):
    """One kind of remark. In ``sentences``, ``{noun}`` and ``{title}`` name a record that the task is not about,
    ``{field}`` and ``{value}`` a fact of it."""

    name: str
    title: str
    sentences: tuple[str, ...]

    @model_validator(mode="after")
    def _sound(self) -> Distractor:
        if len(self.sentences) < 3:
            raise ValueError("sentences needs at least three")
        for sentence in self.sentences:
            used = set(re.findall(r"{(\w*)}", sentence))
            if "title" not in used or used - PLACES:
                raise ValueError(f"{sentence!r} must name a record as {{title}} and use only {sorted(PLACES)}")
        return self

    def say(self, desk: Binder, task: Task) -> str:
        """Return the goal with a remark before or after it; unchanged where every record has to do with the task."""
        place = desk.stream.child("distractor")
        row = _beside(desk, task)
        if row is None:
            return task.goal
        fields = [
            one for one in desk.entity.intent_fields
            if one.type in ("choice", "date", "money", "integer") and row[one.name] not in (None, "")
        ]  # fmt: skip
        fitting = [item for item in self.sentences if fields or "{value}" not in item]
        if not fitting:
            return task.goal
        words = {"noun": desk.noun(desk.entity.labels[0]), "title": f'"{row[desk.entity.title]}"'}
        if fields:
            one = place.child("field").pick(fields, key=lambda item: item.name)
            words |= {"field": desk.label(one), "value": desk.says(one, row[one.name])}
        remark = place.child("sentence").pick(fitting).format(**words)
        remark = remark[:1].upper() + remark[1:]
        return f"{task.goal} {remark}" if place.child("after").chance(0.6) else f"{remark} {task.goal}"


def _beside(desk: Binder, task: Task) -> Record | None:
    """Pick a record of the task's entity that the task neither names nor touches nor asks for."""
    busy = {(step.site, step.entity, step.record) for step in task.plan}
    busy |= {(change.site, change.table, change.record) for change in task.changes}
    answers = task.answer.value if task.answer is not None else ()
    texts = {str(item) for item in (answers if isinstance(answers, tuple) else (answers,))}
    rows = [
        row for row in desk.rows()
        if (desk.site, desk.entity.name, row["id"]) not in busy
        and f'"{row[desk.entity.title]}"' not in task.goal
        and str(row[desk.entity.title]) not in texts
    ]  # fmt: skip
    return desk.stream.child("distractor", "record").pick(rows, key=lambda row: str(row["id"])) if rows else None


@cache
def distractors() -> dict[str, Distractor]:
    """Return every kind of remark by name (the file's stem)."""
    return read_all("distractors", Distractor)


def distractor(name: str) -> Distractor:
    """Return one kind of remark, or raise :class:`webgen.errors.UnknownName`."""
    return lookup("distractor", distractors(), name)
