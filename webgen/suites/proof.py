"""What makes a level fit for a suite, and whether it still does.

A level is proven when, in the twin, the expert solves it in every style, doing nothing and near misses are not
rewarded, its goal fits one outcome and no attack works; and when the expert's walk is the same in Chromium, step by
step: what it sees, what is logged and the verdict. The walk is kept with the level, so that any later version can tell
whether the level still plays as it did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from webgen.actions import Action, from_json
from webgen.attacks import AttackReport, attack_level
from webgen.check import CheckReport, prove
from webgen.engines import kept
from webgen.engines.base import Engine
from webgen.episode import Episode
from webgen.errors import SpecError, WebgenError
from webgen.oracle import Oracle
from webgen.parity import ParityReport, walk_both
from webgen.spec import Level
from webgen.streams import fingerprint
from webgen.trajectory import Recorder, Row, follow

Progress = Callable[["SuiteReport"], None]


@dataclass
class SuiteReport:
    """How many levels a suite holds, how many are proven, and what is wrong with the rest.

    ``made_by`` says in what the version that froze it differs from this one; empty where in nothing.
    """

    levels: int = 0
    proven: int = 0
    problems: list[str] = field(default_factory=list)
    made_by: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the report with the stable keys of the command line."""
        return {"levels": self.levels, "proven": self.proven, "problems": self.problems}


@dataclass(frozen=True, slots=True)
class Proven:
    """What came of proving one level: problems (none: all held), and the expert's walk."""

    problems: tuple[str, ...]
    walk: Row


# ---- one level


def prove_level(level: Level, engine: str) -> Proven:
    """Prove a level anew; with ``chromium``, its walk there as well."""
    twin = kept("twin")
    problems = _laws(twin, level)
    walk: Row = {}
    if not problems:
        try:
            walk = walk_of(twin, level)
            if engine == "chromium":
                problems += _unequal(level, walk)
        except WebgenError as error:
            problems.append(f"{type(error).__name__}: {error}")
    return Proven(tuple(problems), walk)


def prove_again(frozen: tuple[Level, Row], engine: str, *, quick: bool) -> Proven:
    """Prove a frozen level again: its walk shows what it showed, and unless ``quick`` all that was proven holds."""
    level, walk = frozen
    twin = kept("twin")
    problems = [] if quick else _laws(twin, level)
    try:
        with Episode(twin, level) as episode:
            problems += [f"the frozen walk: {what}" for what in follow(episode, walk)]
            if not problems and _logged(episode) != walk["log"]:
                problems.append("the frozen walk: other changes are logged")
        if engine == "chromium" and not problems:
            problems += _unequal(level, walk)
    except WebgenError as error:
        problems.append(f"{type(error).__name__}: {error}")
    return Proven(tuple(problems), walk)


def _laws(twin: Engine, level: Level) -> list[str]:
    checked, attacked = CheckReport(), AttackReport()
    prove(twin, level.content_seed, level, checked)
    problems = [str(failure["what"]) for failure in checked.failures]
    try:
        attack_level(twin, level, attacked, seed=level.content_seed)
    except WebgenError as error:
        problems.append(f"attacks: {error}")
    return problems + [f"attack {failure['attack']}: {failure['what']}" for failure in attacked.failures]


def walk_of(engine: Engine, level: Level) -> Row:
    """Let the expert play a level with the mouse, and return what it did and saw."""
    oracle = Oracle(level, "mouse")
    with Episode(engine, level) as episode:
        played = Recorder(episode)
        while not (step := played.act(oracle.act(episode.snapshot))).ended:
            if len(played.steps) > level.max_steps:
                raise SpecError(f"the expert does not end after {level.max_steps} steps ({step.snapshot.url})")
        row = played.row(engine.name, "mouse", episode.verdict())
        told = {"level": level.id, "style": row["style"], "steps": row["steps"], "final": row["final"]}
        verdict = {name: row["verdict"][name] for name in ("success", "reasons")}
        return told | {"verdict": verdict, "log": _logged(episode)}


def _logged(episode: Episode) -> str:
    return fingerprint([asdict(row) for row in episode.log()])


def _unequal(level: Level, walk: Row) -> list[str]:
    """Return how a walk differs between Chromium and the twin."""
    actions: Sequence[Action] = [from_json(step["action"]) for step in walk["steps"]]
    report = ParityReport()
    walk_both((kept("chromium"), kept("twin")), level, lambda _, number: actions[number], report, label="expert")
    return [f"Chromium and the twin differ at step {found['step']}: {found['difference']}" for found in report.mismatches]
