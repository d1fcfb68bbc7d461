"""The contract of a teacher: it picks levels, hears what came of them, and keeps its state in one SQLite file.

A teacher knows no agent. It asks for nothing but outcomes: how often a level's spec was tried, how often it was
solved, and how many steps that took. Content seeds are redrawn for every episode, so nothing can be learnt by heart.
"""

from __future__ import annotations

import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from webgen.bind import bind
from webgen.errors import InputError
from webgen.generate import Knobs, generate
from webgen.registry import discover, lookup
from webgen.spec import Level, Spec
from webgen.streams import Stream, seed_of

FIRST_SEED = 1_000_000  # levels below it are for validation and evaluation, and are never trained on
_SCHEMA = "CREATE TABLE IF NOT EXISTS teacher (name TEXT PRIMARY KEY, state TEXT NOT NULL)"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a teacher picked: a spec, the content seed of this episode, and the cell it was picked for."""

    spec: Spec
    content_seed: int
    cell: str = ""

    def level(self) -> Level:
        """Bind the spec to the content of this episode."""
        return bind(self.spec, self.content_seed)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a lesson.

    ``successes`` of ``trials`` episodes solved; ``steps`` over all trials; ``scores`` holds what else the learner
    has (value loss, entropy…). Episodes that ended in a fault of ours are not outcomes and must not be told.
    """

    spec_id: str
    level_id: str
    successes: int
    trials: int
    steps: int
    cell: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.successes <= self.trials or self.trials < 1 or self.steps < 0:
            raise InputError(
                f"an outcome has 0 ≤ successes ≤ trials, at least one trial and steps ≥ 0; "
                f"got {self.successes} of {self.trials} in {self.steps} steps"
            )


class Teacher(ABC):
    """Picks specs by ``ask`` and learns from ``tell``. Module name = id; exactly one subclass per module."""

    name: ClassVar[str]

    def __init__(self, knobs: Knobs | None = None, *, seed: int = 0, first_seed: int = FIRST_SEED) -> None:
        self.knobs = knobs or Knobs(split="train")
        self.stream = Stream(seed_of(seed), "teacher", self.name)
        self.first_seed = seed_of(first_seed)
        self.asked = 0  # lessons given so far: the place of the next draw, and the next fresh seed

    @abstractmethod
    def ask(self, count: int) -> list[Lesson]:
        """Return ``count`` lessons."""

    @abstractmethod
    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Take in what came of lessons."""

    @abstractmethod
    def explain(self) -> dict[str, Any]:
        """Return, JSON-able, what the teacher believes and would pick now."""

    def state(self) -> dict[str, Any]:
        """Return what :meth:`resume` needs, JSON-able."""
        return {"asked": self.asked}

    def resume(self, state: Mapping[str, Any]) -> None:
        """Go back to a state from :meth:`state`."""
        self.asked = int(state["asked"])

    def save(self, path: Path | str) -> None:
        """Write the state into a SQLite file, whole or not at all."""
        with _connect(path) as base:
            base.execute(_SCHEMA)
            base.execute("REPLACE INTO teacher VALUES (?, ?)", (self.name, json.dumps(self.state(), sort_keys=True)))

    def load(self, path: Path | str) -> bool:
        """Read the state back; False when the file holds none of this teacher.

        Raises:
            InputError: the file is not one that :meth:`save` wrote.
        """
        if not Path(path).exists():
            return False
        try:
            with _connect(path) as base:
                base.execute(_SCHEMA)
                row = base.execute("SELECT state FROM teacher WHERE name = ?", (self.name,)).fetchone()
        except sqlite3.DatabaseError as error:
            raise InputError(f"{path} is not a teacher's file: {error}") from None
        if row is None:
            return False
        self.resume(json.loads(row[0]))
        return True

    def fresh(self, cell: str = "", knobs: Knobs | None = None) -> Lesson:
        """Return a lesson with a spec never given before, drawn by the generator."""
        seed = self.first_seed + self.asked
        self.asked += 1
        return Lesson(generate(seed, knobs or self.knobs), self.content_seed(seed), cell)

    def content_seed(self, place: int) -> int:
        """Return the content seed of one episode: named by its place, so that no two episodes share it."""
        return self.first_seed + self.stream.child("content", place).integer(0, 2**40)


class _Connection:
    """A SQLite connection that commits and closes as a context."""

    def __init__(self, path: Path | str) -> None:
        self.base = sqlite3.connect(path)

    def __enter__(self) -> sqlite3.Connection:
        return self.base

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is None:
            self.base.commit()
        self.base.close()


def _connect(path: Path | str) -> _Connection:
    return _Connection(path)


@cache
def teachers() -> dict[str, type[Teacher]]:
    """Return every teacher by id."""
    return discover("webgen.curriculum", Teacher)


def teacher(name: str, knobs: Knobs | None = None, *, seed: int = 0) -> Teacher:
    """Return a new teacher by id.

    Raises:
        UnknownName: there is none; says the nearest.
    """
    return lookup("teacher", teachers(), name)(knobs, seed=seed)
