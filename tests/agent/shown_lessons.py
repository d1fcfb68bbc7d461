"""What the learner's tests share: demonstrations of real levels in the twin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from agent.imitate import Demonstration, Detours, Lessons, demonstrate
from agent.words import Vocabulary
from webgen.engines import engine
from webgen.generate import Knobs, course, level_of
from webgen.streams import Stream

SEED = 3_000_000
BASICS = Knobs.model_validate({**course("basics"), "split": "train"})


@dataclass
class Shown:
    """Twenty demonstrations and their vocabulary."""

    vocabulary: Vocabulary
    demonstrations: list[Demonstration]
    lessons: Lessons


@cache
def record() -> Shown:
    """Let the expert show twenty levels."""
    vocabulary, kept, lessons = Vocabulary(), [], Lessons()
    with engine("twin") as twin:
        for seed in range(SEED, SEED + 20):
            level = level_of(seed, BASICS)
            one = demonstrate(twin, level, vocabulary, Stream(seed, "demonstration"), Detours(share=0.2))
            if one is not None:
                kept.append(one)
                lessons.add(one)
    return Shown(vocabulary, kept, lessons)
