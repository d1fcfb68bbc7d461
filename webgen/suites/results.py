"""Can results be believed? Every episode of a run is played again on the frozen levels of its suite.

Nothing can show that trouble of ours, which a run leaves out, was truly trouble; so a success is also told of all
episodes that the suite asks for, where faults and missing episodes count as not solved.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from webgen.engines.base import Engine
from webgen.episode import Episode
from webgen.errors import SpecError
from webgen.spec import Level
from webgen.suites.frozen import frozen_folder, read_suite
from webgen.trajectory import Row, follow, read_trajectories, told_otherwise

ENDS = ("done", "give_up")
SUMMARY = "summary.json"


@dataclass
class ResultsReport:
    """How many episodes a run holds, how many replay on the suite as they say, and what is wrong with the rest.

    Attributes:
        episodes: lines of the run.
        equal: those that show what they showed and reach the verdict they claim.
        successes: of these, those that are solved.
        faults: those that claim nothing, since trouble of ours ended them.
        levels: of the suite that were played at all.
        asked: episodes that the suite asks for: each level as often as the one that was played most often.
        problems: what is wrong.
    """

    episodes: int = 0
    equal: int = 0
    successes: int = 0
    faults: int = 0
    levels: int = 0
    asked: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def least(self) -> float:
        """The share of all that is asked for that is surely solved: faults and missing episodes count as not solved."""
        return self.successes / self.asked if self.asked else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the report with the stable keys of the command line."""
        return {
            "episodes": self.episodes, "equal": self.equal, "levels": self.levels, "successes": self.successes,
            "faults": self.faults, "asked": self.asked, "success_of_all": round(self.least, 4), "problems": self.problems,
        }  # fmt: skip


def verify_results(
    name: str, path: Path, engine: Engine, *, base: Path | None = None, progress: Callable[[int], None] | None = None
) -> ResultsReport:
    """Replay the episodes of a run on the levels of a suite, and hold its summary against them.

    Args:
        name: of the suite.
        path: the episodes of the run; its summary is looked for beside it.
        engine: where to replay.
        base: where the suite is frozen; default: the suites that ship.
        progress: is told how many episodes have been replayed.
    """
    levels = {level.id: level for level in read_suite(name, base or frozen_folder())}
    report = ResultsReport()
    latest: dict[tuple[str, int], tuple[int, Row]] = {}
    for number, row in enumerate(read_trajectories(path), 1):
        key = row["level"]["id"], _attempt(row, number)
        if key[0] not in levels:
            report.episodes += 1
            report.problems.append(f"line {number}: level {key[0]} is not of the suite {name}")
            continue
        known = latest.get(key)
        if known is not None and known[1].get("ending") != "fault":
            report.problems.append(f"line {number}: level {key[0]} was played already (line {known[0]})")
            continue
        latest[key] = number, row
    for (level, _), (number, row) in latest.items():
        _count(report, levels[level], number, row, engine)
        if progress is not None:
            progress(report.episodes)
    played = [level for level, _ in latest]
    report.levels = len(set(played))
    report.asked = len(levels) * max((played.count(level) for level in set(played)), default=1)
    report.problems += _summary(path.parent / SUMMARY, report)
    return report


def _attempt(row: Row, number: int) -> int:
    found = row.get("attempt", 0)
    if not isinstance(found, int):
        raise SpecError(f"line {number}: attempt is a number, not {found!r}")
    return found


def _count(report: ResultsReport, level: Level, number: int, row: Row, engine: Engine) -> None:
    report.episodes += 1
    fault = row.get("ending") == "fault"
    report.faults += fault
    found = told_otherwise(level, row)
    if not found and (row["steps"] or not fault):
        with Episode(engine, level) as episode:
            found = follow(episode, row)
    if fault:  # how it would have ended is not claimed; what it shows until then is
        found = [what for what in found if what.startswith("step")]
    solved = bool(row["verdict"]["success"]) and not fault
    if solved and (len(row["steps"]) > level.max_steps or not _ended(row)):
        found.append("it claims a success without an ending within the steps of the level")
    report.equal += not found and not fault
    report.successes += not found and solved and row.get("ending", "done") in ENDS
    report.problems += [f"line {number}: {what}" for what in found]


def _ended(row: Row) -> bool:
    last = row["steps"][-1]["action"] if row["steps"] else None
    return last is not None and last["name"] in ENDS


def _summary(path: Path, report: ResultsReport) -> list[str]:
    """Return where the summary of a run says something else than its episodes."""
    if not path.is_file():
        return []
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        share, episodes = float(told["success"]), int(told["episodes"])
    except (OSError, ValueError, KeyError, TypeError):
        return [f"{path.name} cannot be read"]
    counted = report.episodes - report.faults
    now = report.successes / counted if counted else 0.0
    if report.problems or (abs(share - now) < 1e-3 and episodes == counted):
        return []
    return [f"{path.name} tells {share:.4f} of {episodes} episodes; the episodes themselves tell {now:.4f} of {counted}"]
