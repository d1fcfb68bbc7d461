"""Can results be believed? Every episode of a run is played again on the frozen levels of its suite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from webgen.engines.base import Engine
from webgen.episode import Episode
from webgen.suites.frozen import frozen_folder, read_suite
from webgen.trajectory import follow, read_trajectories


@dataclass
class ResultsReport:
    """How many episodes a run holds, how many replay on the suite to their verdict, and what is wrong with the rest."""

    episodes: int = 0
    equal: int = 0
    levels: int = 0
    successes: int = 0
    faults: int = 0
    problems: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the report with the stable keys of the command line."""
        return {"episodes": self.episodes, "equal": self.equal, "levels": self.levels, "successes": self.successes,
                "faults": self.faults, "problems": self.problems}  # fmt: skip


def verify_results(
    name: str, path: Path, engine: Engine, *, base: Path | None = None, progress: Callable[[int], None] | None = None
) -> ResultsReport:
    """Replay the episodes of a run on the levels of a suite.

    An episode that ended in a fault of ours claims nothing; it is counted apart.
    """
    levels = {level.id: level for level in read_suite(name, base or frozen_folder())}
    report = ResultsReport()
    met: set[str] = set()
    for number, row in enumerate(read_trajectories(path), 1):
        report.episodes += 1
        level = levels.get(row["level"].get("id"))
        if level is None:
            report.problems.append(f"line {number}: level {row['level'].get('id')} is not of the suite {name}")
            continue
        met.add(level.id)
        if row.get("ending") == "fault":
            report.faults += 1
            continue
        with Episode(engine, level) as episode:
            found = follow(episode, row)
        report.equal += not found
        report.successes += not found and bool(row["verdict"]["success"])
        report.problems += [f"line {number}: {what}" for what in found]
        if progress is not None:
            progress(number)
    report.levels = len(met)
    return report
