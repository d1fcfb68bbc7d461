"""Domain randomisation: every lesson is a fresh level as the generator draws it. The baseline of every comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from webgen.curriculum.base import Lesson, Outcome, Teacher


class Uniform(Teacher):
    """Takes the generator's own distribution and learns nothing; counts outcomes for the record."""

    name = "uniform"
    trials = 0
    successes = 0

    def ask(self, count: int) -> list[Lesson]:
        """Return fresh lessons."""
        return [self.fresh() for _ in range(count)]

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Count."""
        self.trials += sum(outcome.trials for outcome in outcomes)
        self.successes += sum(outcome.successes for outcome in outcomes)

    def explain(self) -> dict[str, Any]:
        """Return the counts."""
        return {"teacher": self.name, "lessons": self.asked, "trials": self.trials, "successes": self.successes}

    def state(self) -> dict[str, Any]:
        """Add the counts."""
        return {**super().state(), "trials": self.trials, "successes": self.successes}

    def resume(self, state: Mapping[str, Any]) -> None:
        """Take the counts back."""
        super().resume(state)
        self.trials, self.successes = int(state["trials"]), int(state["successes"])
