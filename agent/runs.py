"""A run of any player over levels: resumable, one trajectory a line, one summary.

The format of its folder is :mod:`webgen.evaluation.folder`'s. Random, expert, checkpoint and language model differ only
in where their trajectories come from (:mod:`agent.lines`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.evaluate import agent_named, evaluate
from agent.lines import Lines, ModelSeats, agent_lines
from agent.play import Agent, Deal, Expert, Row
from webgen.errors import InputError
from webgen.evaluation.folder import EPISODES, HEADER, SUMMARY, Book, is_run, read_run
from webgen.evaluation.outcome import Outcome, about, read_outcome
from webgen.evaluation.summary import NORMAL, summary
from webgen.spec import Level
from webgen.streams import fingerprint
from webgen.suites import build_id, versions
from webgen.trajectory import Row as Line

if TYPE_CHECKING:
    from agent.llm import Model

__all__ = ["EPISODES", "HEADER", "SUMMARY", "Plan", "expert_steps", "mark_of", "play_plan", "run", "run_agent", "told"]

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Plan:
    """What a run is to play.

    Attributes:
        levels: the levels.
        engine: where.
        attempts: episodes of each level.
        parts: to which part of its suite a level belongs, by id (see :func:`webgen.evaluation.outcome.about`).
        suite: name, hash and size of the suite, which the header of the run tells; None for levels of seeds.
    """

    levels: Sequence[Level]
    engine: str
    attempts: int = 1
    parts: Mapping[str, str] = field(default_factory=dict)
    suite: Mapping[str, Any] | None = None

    def deals(self, left: Iterable[tuple[int, int]]) -> Iterable[Deal]:
        """Return the episodes of some numbers and attempts."""
        return ((number, attempt, self.levels[number]) for number, attempt in left)


def mark_of(player: Mapping[str, Any], plan: Plan) -> str:
    """Return what must agree for a run to be gone on with: who plays, what, and where."""
    return fingerprint([dict(player), [level.id for level in plan.levels], plan.engine])


def play_plan(
    plan: Plan, player: Mapping[str, Any], source: Callable[[Iterable[Deal]], Lines], out: Path | None, progress: Progress | None = None,
    *, called: str = "",
) -> list[Line]:  # fmt: skip
    """Play what is not there yet and what a fault spoiled, and return all trajectories by level and attempt.

    Args:
        plan: what to play.
        player: what decides how it plays; a folder that holds a run of another player is refused.
        source: plays what it is dealt and yields trajectories as they end.
        out: folder of the run; None keeps nothing.
        progress: is told how many episodes are there.
        called: what the header of the run calls the player.

    Raises:
        InputError: the folder holds another run, is being written by another one, or cannot be written.
    """

    def noted(deals: Iterable[Deal]) -> Lines:
        for number, attempt, line in source(deals):
            yield number, attempt, {**line, "about": about(plan.levels[number], plan.parts)}

    if out is None:
        left = [(number, attempt) for attempt in range(plan.attempts) for number in range(len(plan.levels))]
        lines: list[Line] = []
        for number, attempt, line in noted(plan.deals(left)):
            lines.append({"number": number, "attempt": attempt, **line})
            if progress is not None:
                progress(len(lines))
        return sorted(lines, key=lambda line: (line["number"], line["attempt"]))
    suite = None if plan.suite is None else dict(plan.suite)
    header = {"agent": called, "engine": plan.engine, "suite": suite, "versions": {**versions(), "build": build_id()}}
    with Book(out, mark_of(player, plan), len(plan.levels), plan.attempts, header) as book:
        for number, attempt, line in noted(plan.deals(book.left)) if book.left else ():
            book.add(number, attempt, line)
            if progress is not None:
                progress(len(book.lines))
        return book.in_order()


def run(
    model: Model,
    levels: Sequence[Level],
    engine: str,
    out: Path,
    *,
    attempts: int = 1,
    parallel: int = 4,
    parts: Mapping[str, str] | None = None,
    suite: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> list[Line]:
    """Let a language model play every level ``attempts`` times; return the trajectories by level and attempt.

    Args:
        model: who plays.
        levels: what is played.
        engine: where.
        out: folder of the run; what it holds of the same run is not played again.
        attempts: episodes of each level.
        parallel: episodes at once.
        parts: to which part of its suite a level belongs, by id.
        suite: name and hash of it, see :class:`Plan`.
        progress: is told how many episodes are there.

    Raises:
        InputError: the folder holds another run or cannot be written, or the endpoint takes no request.
    """
    plan = Plan(levels, engine, attempts, parts or {}, suite)
    model.answered |= _answered(out)

    def source(deals: Iterable[Deal]) -> Lines:
        with ModelSeats(engine, parallel) as seats:
            yield from seats.play(model, deals)

    return play_plan(plan, model.endpoint.mark(), source, out, progress, called=f"model:{model.endpoint.model}")


def _answered(folder: Path) -> bool:
    """Tell whether a run that is there holds an answer of its model."""
    try:
        return is_run(folder) and any(not one.fault and one.usage.get("requests") for one in read_run(folder).outcomes)
    except InputError:
        return False  # no whole line is there yet; anything else is said when the run is gone on with


def run_agent(
    name: str,
    plan: Plan,
    *,
    temperature: float = 0.0,
    out: Path | None = None,
    rows: list[Row] | None = None,
    progress: Progress | None = None,
) -> list[Line]:
    """Let ``random``, ``oracle`` or a checkpoint play; return the trajectories by level and attempt.

    Attempts of a player that draws differ, and are the same in every rerun; a checkpoint at temperature 0 draws only
    where it would go round in circles.

    Args:
        name: who plays.
        plan: what is played.
        temperature: of a checkpoint's choices.
        out: folder of the run; None keeps nothing.
        rows: takes in the row of each episode, where it is wanted.
        progress: is told how many episodes are there.

    Raises:
        InputError: there is no such player, or the folder holds another run or cannot be written.
    """
    agent: Agent = agent_named(name, temperature=temperature)

    def source(deals: Iterable[Deal]) -> Lines:
        return agent_lines(agent, name, plan.engine, deals, rows=rows)

    return play_plan(plan, _identity(name, temperature), source, out, progress, called=name)


def _identity(name: str, temperature: float) -> dict[str, Any]:
    path = Path(name)
    if not path.is_file():
        return {"agent": name}
    return {"checkpoint": hashlib.sha256(path.read_bytes()).hexdigest(), "temperature": temperature}


# ---- what came of it


def expert_steps(
    outcomes: Sequence[Outcome], levels: Sequence[Level], known: Mapping[str, int] | None = None, progress: Progress | None = None
) -> dict[str, int]:
    """Return the steps of the expert on the normal levels that were solved, by level id; what is not known is played in the twin.

    Args:
        outcomes: what was played.
        levels: by the numbers of the outcomes.
        known: steps of the expert that are known already, such as those of a suite's walks.
        progress: is told how many levels the expert played.
    """
    found = dict(known or {})
    numbers = sorted({one.number for one in outcomes if one.success and one.variant == NORMAL and one.level not in found})
    played = evaluate(Expert(), [levels[number] for number in numbers], "twin", progress=progress) if numbers else []
    return found | {row.level: row.steps for row in played if row.success}


def told(lines: Sequence[Line], levels: Sequence[Level], attempts: int, *, expert: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Return the summary of a run (:func:`webgen.evaluation.summary.summary`); the expert plays what ``expert`` lacks."""
    outcomes = [read_outcome(line) for line in lines]
    attempts = max([attempts, *(one.attempt + 1 for one in outcomes)])  # a folder may hold more than were asked for now
    return summary(outcomes, attempts=attempts, expert=expert_steps(outcomes, levels, expert))
