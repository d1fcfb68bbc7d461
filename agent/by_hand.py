"""A person as an agent: plays the levels of a run in the panel of the recorder, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any

from agent.lines import Lines
from agent.play import Deal
from webgen.demos.human.desk import Desk
from webgen.engines import kept
from webgen.episode import Episode
from webgen.evaluation.outcome import FAULT
from webgen.evaluation.witness import Witness
from webgen.spec import Level
from webgen.trajectory import Row, follow


class Left(Exception):
    """The person cancelled a level: the run stops there and can be gone on with."""


def person_lines(desk: Desk, deals: Iterable[Deal], say: Callable[[str], None]) -> Lines:
    """Let a person play what is dealt, and yield the trajectories.

    Raises:
        Left: the person cancelled a level; what was played until then has been yielded.
    """
    for number, attempt, level in deals:
        say(f"Level {number + 1}: {level.task.goal}")
        began = perf_counter()
        row = desk.play(level)
        if row is None:
            raise Left
        yield number, attempt, row | {"player": "human", "usage": {}, "seconds": round(perf_counter() - began, 3)} | _ending(level, row) | _seen(level, row)


def _seen(level: Level, row: Row) -> dict[str, Any]:
    """Return what the person did besides the task: the line is played again in the twin."""
    witness = Witness(level)
    if not row["verified"]:
        return {}
    with Episode(kept("twin"), level) as episode:
        follow(episode, row, watch=witness.see)
        return witness.tell(episode.log(), episode.verdict(), episode.session.ending)


def _ending(level: Level, row: Row) -> dict[str, Any]:
    """Return how an episode ended: more steps than anybody has are too many; what the engines see otherwise is ours."""
    if not row["verified"]:
        return {"ending": FAULT, "why": f"not verified: {row['difference']}"[:200]}
    if len(row["steps"]) > level.max_steps:
        return {"ending": "limit", "why": ""}
    last = next((step["action"]["name"] for step in reversed(row["steps"]) if step["action"]), "")
    return {"ending": "give_up" if last == "give_up" else "done", "why": ""}
