"""Pick levels by how much can be learnt from them for what they cost.

Levels fall into cells: workflow and a difficulty bin of the spec. Each cell pools a discounted Beta posterior of the
success rate, a free by-product of training. A cell's worth is E[p(1-p)] = ab / ((a+b)(a+b+1)) over its expected steps
(Rutherford et al. 2024 score single levels by p(1-p); pooling and the posterior mean are needed because from a few
episodes the plain estimate is mostly zero). Floors keep every cell visited and stale cells coming back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webgen.curriculum.base import FIRST_SEED, Lesson, Outcome, Teacher
from webgen.generate import Knobs, generate, heldout
from webgen.spec import Spec
from webgen.streams import Stream
from webgen.workflows.base import workflows

BINS = (2.0, 4.0)  # upper edges of the difficulty bins, in weighted counts
BIN_NAMES = ("easy", "middle", "hard")
TRIES = 24  # specs drawn to land in a wanted cell


def difficulty(spec: Spec) -> float:
    """Return a cheap measure of a spec's difficulty: fields to set, frictions by strength, a login."""
    return (
        len(spec.task.fields)
        + len(spec.task.conditions)
        + 0.5 * sum(gene.strength for gene in spec.frictions)
        + 1.0 * sum(site.login for site in spec.sites)
        + (2.0 if spec.task.second is not None else 0.5 * (len(spec.sites) - 1))
    )


def cell_of(spec: Spec) -> str:
    """Return the cell of a spec: ``edit/middle``."""
    value = difficulty(spec)
    return f"{spec.task.workflow}/{BIN_NAMES[sum(value > edge for edge in BINS)]}"


def expected_learnability(a: float, b: float) -> float:
    """Return E[p(1-p)] for p ~ Beta(a, b), in (0, 0.25)."""
    return a * b / ((a + b) * (a + b + 1.0))


@dataclass
class Cell:
    """What is known of a cell: a discounted Beta posterior, mean steps of an episode, and when it was last asked."""

    a: float = 1.0
    b: float = 1.0
    steps: float = 12.0
    last: int = 0  # lessons asked when this cell was last picked
    picks: int = 0

    @property
    def worth(self) -> float:
        """Expected learnability for each step it costs."""
        return expected_learnability(self.a, self.b) / max(self.steps, 1.0)


class Learnability(Teacher):
    """Picks a cell by worth, with floors, and draws a fresh spec that falls into it.

    Attributes:
        coverage: share of lessons picked uniformly over cells.
        staleness: share picked in proportion to how long a cell was not visited.
        keep: what a posterior's counts are multiplied by at each outcome of its cell.
    """

    name = "learnability"
    coverage = 0.15
    staleness = 0.10
    keep = 0.98

    def __init__(self, knobs: Knobs | None = None, *, seed: int = 0, first_seed: int = FIRST_SEED) -> None:
        super().__init__(knobs, seed=seed, first_seed=first_seed)
        kept = heldout()["workflows"] if self.knobs.split == "train" else ()
        known = [name for name in sorted(workflows()) if name not in kept]
        names = [name for name in known if not self.knobs.workflows or name in self.knobs.workflows]
        self.weights = {name: workflows()[name].weight for name in names}
        self.cells: dict[str, Cell] = {f"{name}/{size}": Cell() for name in names for size in BIN_NAMES}

    # ---- what to pick

    def distribution(self) -> dict[str, float]:
        """Return the probability of each cell now; sums to 1."""
        names = list(self.cells)
        # near what levels are drawn like: a workflow that the generator draws rarely is rare here too
        worth = {name: cell.worth * self.weights[name.partition("/")[0]] for name, cell in self.cells.items()}
        total = sum(worth.values())
        age = {name: self.asked - cell.last for name, cell in self.cells.items()}
        ages = sum(age.values())
        main = 1.0 - self.coverage - (self.staleness if ages else 0.0)
        return {
            name: main * worth[name] / total
            + self.coverage / len(names)
            + (self.staleness * age[name] / ages if ages else 0.0)
            for name in names
        }

    def pick(self, stream: Stream, distribution: Mapping[str, float]) -> str:
        """Draw a cell by inversion."""
        mark, passed = stream.unit(), 0.0
        for name, share in distribution.items():
            passed += share
            if mark < passed:
                return name
        return name

    def ask(self, count: int) -> list[Lesson]:
        """Return lessons of picked cells; the cell of a lesson is where its spec really falls."""
        return [self._lesson(self.distribution()) for _ in range(count)]

    def _lesson(self, distribution: Mapping[str, float]) -> Lesson:
        place = self.stream.child("lesson", self.asked)
        wanted = self.pick(place.child("cell"), distribution)
        seed = self.first_seed + self.asked
        spec = self._spec(place, wanted)
        cell = cell_of(spec)
        self.asked += 1
        self.cells[wanted].last = self.asked  # asked for counts, even where nothing fits: else it would stay stale
        self.cells[cell].last = self.asked
        self.cells[cell].picks += 1
        return Lesson(spec, self.content_seed(seed), cell)

    def _spec(self, place: Stream, wanted: str) -> Spec:
        """Draw specs of the workflow until one falls into the cell; the last one where none does."""
        knobs = self.knobs.model_copy(update={"workflows": (wanted.partition("/")[0],)})
        for number in range(TRIES):
            spec = generate(self.first_seed + place.child("spec", number).integer(0, 2**40), knobs)
            if cell_of(spec) == wanted:
                break
        return spec

    # ---- what came of it

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Update the posterior of the cell of each outcome; no other cell changes."""
        for outcome in outcomes:
            cell = self.cells[outcome.cell]
            cell.a = 1.0 + self.keep * (cell.a - 1.0) + outcome.successes
            cell.b = 1.0 + self.keep * (cell.b - 1.0) + outcome.trials - outcome.successes
            cell.steps += 0.1 * (outcome.steps / outcome.trials - cell.steps)

    # ---- the record

    def explain(self) -> dict[str, Any]:
        """Return every cell: posterior mean, worth, steps, picks and present probability."""
        shares = self.distribution()
        return {
            "teacher": self.name,
            "lessons": self.asked,
            "cells": {
                name: {
                    "p": round(cell.a / (cell.a + cell.b), 4),
                    "evidence": round(cell.a + cell.b - 2.0, 2),
                    "worth": round(cell.worth, 6),
                    "steps": round(cell.steps, 2),
                    "picks": cell.picks,
                    "share": round(shares[name], 5),
                }
                for name, cell in self.cells.items()
            },
        }

    def state(self) -> dict[str, Any]:
        """Add the cells."""
        return {**super().state(), "cells": {name: vars(cell) for name, cell in self.cells.items()}}

    def resume(self, state: Mapping[str, Any]) -> None:
        """Take the cells back."""
        super().resume(state)
        # in this order of cells, not the file's: the order is part of how a cell is drawn
        self.cells = {name: Cell(**state["cells"][name]) for name in self.cells}
