"""Recipes: which levels a suite is drawn from. ``scenarios/suites/NAME.toml`` holds one."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field as Bounded
from pydantic import ValidationError, model_validator

from webgen.domains.reader import domains
from webgen.engines import kept
from webgen.episode import play
from webgen.errors import InputError, SpecError
from webgen.features import difficulty, features
from webgen.generate import Knobs, family_of, frictions, level_of
from webgen.oracle import Oracle
from webgen.spec import Frozen, Level
from webgen.streams import Stream
from webgen.validity import named
from webgen.workflows.base import workflows

TRIES = 400  # seeds that each place of a part may use
PATIENCE = 25  # of them, until the next workflow or family takes the turn
NEAR = 0.6  # of the wanted acts: a level whose estimate is below that is not played at all
Drawn = tuple["Part", int, Level]


class Part(Frozen):
    """Some levels of a suite, drawn from the seeds from ``first`` on.

    Attributes:
        name: what results are told by.
        count: how many levels.
        first: the first seed; each place has 400 to draw from.
        knobs: what is generated.
        spread: give each workflow, or each family of them, its turn.
        domains: give each domain its turn as well, where the workflow fits it.
        difficulty: least and most, as ``webgen show`` tells it.
        steps: least and most acts of the expert, which plays each candidate in the twin.
        frictions: each level has one of these at least; default: it may have any, or none.
    """

    name: str = Bounded(default="all", pattern=r"^[a-z0-9][a-z0-9_-]*$")
    count: int = Bounded(ge=1, le=100_000)
    first: int = Bounded(ge=0)
    knobs: Knobs = Knobs()
    spread: Literal["", "workflows", "families"] = ""
    domains: bool = True
    difficulty: tuple[float, float] = (0.0, 1.0)
    steps: tuple[int, int] = (1, 10_000)
    frictions: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _possible(self) -> Part:
        for what, (least, most) in (("difficulty", self.difficulty), ("steps", self.steps)):
            if least > most:
                raise ValueError(f"part {self.name}: {what} is least and most, not {least:g} and {most:g}")
        for name in self.frictions:
            named("friction", name, frictions(), f"part {self.name}")
        return self


class Recipe(Frozen):
    """What a suite is made of: a name, a title, a sentence on what it is for, and its parts."""

    name: str
    title: str
    about: str = ""
    parts: tuple[Part, ...] = Bounded(min_length=1)

    @model_validator(mode="after")
    def _apart(self) -> Recipe:
        names = [part.name for part in self.parts]
        if len(set(names)) != len(names):
            raise ValueError("two parts have one name")
        ranges = sorted((part.first, part.first + part.count * TRIES) for part in self.parts)
        if any(end > start for (_, end), (start, _) in zip(ranges, ranges[1:], strict=False)):
            raise ValueError(f"two parts share seeds; each takes {TRIES} for a level")
        return self

    @property
    def count(self) -> int:
        """How many levels there are in all."""
        return sum(part.count for part in self.parts)

    def moved(self, secret: str) -> Recipe:
        """Return the recipe with all seeds moved to where a secret says."""
        base = Stream(0, "private suite", secret).seed() % 2**52
        return self.model_copy(
            update={"parts": tuple(part.model_copy(update={"first": base + part.first}) for part in self.parts)}
        )


def read_recipe(path: Path | str) -> Recipe:
    """Read the TOML file of a suite.

    Raises:
        SpecError: it is not TOML, or not a recipe; InputError: it cannot be read.
    """
    where = Path(path)
    try:
        data = tomllib.loads(where.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {where}: {(error.strerror or str(error)).lower()}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SpecError(f"{where}: this is not TOML: {error}") from None
    try:
        return Recipe.model_validate({"name": where.stem, **data})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "top level"
        raise SpecError(f"{where}: {place}: {first['msg']}") from None


# ---- drawing


def draw(recipe: Recipe, progress: Callable[[int], None] | None = None) -> Iterator[Drawn]:
    """Yield each level of a recipe with its part and seed: the same in any process.

    Raises:
        SpecError: a place of a part stays empty, whatever of its seeds is tried.
    """
    known: set[str] = set()
    for part in recipe.parts:
        turns = _Turns(part)
        for place in range(part.count):
            seed, level = _fill(part, place, turns, known)
            known.add(level.id)
            yield part, seed, level
            if progress is not None:
                progress(len(known))


class _Turns:
    """Whose turn it is: workflows (or families) go round; of the domains, those come first that came least."""

    def __init__(self, part: Part) -> None:
        self.stream = Stream(part.first, "suite")
        self.groups = self._groups(part)
        self.met: Counter[str] = Counter()

    def _groups(self, part: Part) -> list[tuple[str, ...]]:
        names = [name for name in workflows() if not part.knobs.workflows or name in part.knobs.workflows]
        if part.spread == "workflows":
            return [(name,) for name in self.stream.shuffled(names)]
        if part.spread == "families":
            families: dict[str, list[str]] = {}
            for name in names:
                families.setdefault(family_of(workflows()[name]), []).append(name)
            return [tuple(families[name]) for name in self.stream.shuffled(sorted(families))]
        return [part.knobs.workflows]

    def domains_at(self, place: int, known: list[str]) -> list[str]:
        """Return the domains, rarest first; of those that came alike, in an order of the place's own."""
        shuffled = self.stream.child(place).shuffled(known)
        return sorted(shuffled, key=lambda name: self.met[name])


def _fill(part: Part, place: int, turns: _Turns, known: set[str]) -> tuple[int, Level]:
    """Return the first seed of a place, and its level, that fits the part."""
    first = part.first + place * TRIES
    fallen: Counter[str] = Counter()
    for number, knobs in enumerate(_narrowed(part, place, turns)):
        seed = first + number
        try:
            level = level_of(seed, knobs)
        except SpecError as error:
            fallen[str(error)] += 1
            continue
        task = level.task.workflow
        if (knobs.workflows and task not in knobs.workflows) or (knobs.domains and level.spec.task_site.domain not in knobs.domains):
            fallen["it is about something else"] += 1
        elif level.id in known:
            fallen["it is there already"] += 1
        elif trouble := _unfit(part, level):
            fallen[trouble] += 1
        else:
            turns.met[level.spec.task_site.domain] += 1
            return seed, level
    why = "; ".join(f"{what} ({count})" for what, count in fallen.most_common(3))
    raise SpecError(f"part {part.name}: none of {TRIES} seeds from {first} fits: {why}")


def _narrowed(part: Part, place: int, turns: _Turns) -> Iterator[Knobs]:
    """Yield the knobs of each try at a place: whose turn it is, and one domain after another."""
    names = turns.domains_at(place, list(part.knobs.domains) or sorted(domains()))
    for number in range(TRIES):
        update: dict[str, object] = {"workflows": turns.groups[(place + number // PATIENCE) % len(turns.groups)]}
        if part.domains and number % PATIENCE < len(names):
            update["domains"] = (names[number % PATIENCE],)
        yield part.knobs.model_copy(update=update)


def _unfit(part: Part, level: Level) -> str:
    """Return why a level is not one of a part; empty when it is."""
    if part.frictions and not any(level.spec.friction(name) for name in part.frictions):
        return "it has none of the frictions"
    low, high = part.difficulty
    if (low, high) != (0.0, 1.0) and not low <= difficulty(level) <= high:
        return f"its difficulty is not {low:g} to {high:g}"
    least, most = part.steps
    if (least, most) == (1, 10_000):
        return ""
    if features(level).steps < NEAR * least:
        return f"it is too short for {least} acts"
    acts = len(play(kept("twin"), level, Oracle(level)).actions)
    return "" if least <= acts <= most else f"the expert's acts are not {least} to {most}"
