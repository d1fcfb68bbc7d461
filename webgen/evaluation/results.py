"""Can results be believed? Every episode of a run is played again on the frozen levels of its suite.

Nothing can show that trouble of ours, which a run leaves out, was truly trouble; so a success is also told of all
episodes that the suite asks for, where faults and missing episodes count as not solved.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from webgen.engines.base import Engine
from webgen.episode import Episode
from webgen.errors import SpecError
from webgen.evaluation.folder import BEGINNING, EPISODES, HEADER, SUMMARY, is_run
from webgen.evaluation.outcome import FAULT, about, read_outcome
from webgen.evaluation.summary import summary
from webgen.evaluation.witness import Witness
from webgen.spec import Level, Spec
from webgen.suites.frozen import manifest_of, read_parts, read_suite
from webgen.trajectory import ENDED, Row, follow, read_line, read_trajectories, solved, told_otherwise, whole_lines

UNTOLD = ("usage", "seconds")  # keys of a summary that no replay can tell
LATER = ("successes",)  # of groups, which older summaries lack
FIRST = 3  # differences of a summary that are named
CLOSE = 2e-4  # numbers of a summary are rounded to four digits


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
    replayed: list[Row] = field(default_factory=list, repr=False)  # the lines as the replay tells them

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
    manifest = manifest_of(name, base)
    levels = {level.id: level for level in read_suite(name, base)}
    numbers = {level: number for number, level in enumerate(levels)}
    parts = read_parts(name, base) if len(manifest.parts) > 1 else {}
    rows = _rows(path)
    report = ResultsReport(problems=_elsewhere(path.parent, rows, manifest.hash))
    latest: dict[tuple[str, int], tuple[int, Row]] = {}
    for number, row in enumerate(rows, 1):
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
        _count(report, levels[level], number, row, engine, {"number": numbers[level], "about": about(levels[level], parts)})
        if progress is not None:
            progress(report.episodes)
    played = [level for level, _ in latest]
    report.levels = len(set(played))
    report.asked = len(levels) * max((played.count(level) for level in set(played)), default=1)
    if not report.problems:
        expert = {entry.id: entry.steps for entry in manifest.levels}
        report.problems += _summary(path.parent / SUMMARY, report, expert)
    return report


def _rows(path: Path) -> list[Row]:
    """Read the episodes; what is left of a half-written last line of a run is no episode.

    Raises:
        InputError: they cannot be read, or a line is not a trajectory of this format.
    """
    if path.name != EPISODES or not is_run(path.parent):
        return list(read_trajectories(path))
    return [read_line(line, f"{path} line {number}") for number, line in enumerate(whole_lines(path, BEGINNING), 1)]


def _elsewhere(folder: Path, rows: Sequence[Row], sha256: str) -> list[str]:
    """Return where the files of a run say that it is another one: of several players, in several places, of another suite.

    What a file or a line does not say is no contradiction.
    """
    if not rows:
        return ["there is no episode"]
    try:
        header, told = (_object(folder / name) for name in (HEADER, SUMMARY))
    except (OSError, ValueError) as error:
        return [str(error)]
    problems = []
    for key, what in (("run", "runs"), ("engine", "engines"), ("player", "players")):
        known = sorted({str(row[key]) for row in rows if key in row})
        if len(known) > 1:
            problems.append(f"its lines are of several {what}: {', '.join(known)}")
    first = rows[0]
    for name, said in ((HEADER, header), (SUMMARY, told)):
        for key in ("run", "engine"):
            if key in said and key in first and said[key] != first[key]:
                problems.append(f"{name} says that its {key} is {said[key]}, its lines {first[key]}")
        if "agent" in said and "player" in first and said["agent"] not in (first["player"], f"model:{first['player']}"):
            problems.append(f"{name} says that {said['agent']} played, its lines {first['player']}")
        suite = said.get("suite", {"sha256": sha256})
        found = suite.get("sha256") if isinstance(suite, dict) else None
        if found != sha256:
            name_of = suite.get("name") if isinstance(suite, dict) else "levels of seeds"
            problems.append(f"{name} says that the run is of {name_of} ({str(found)[:12]}), not of the suite with {sha256[:12]}")
    return problems


def _object(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file; empty where there is none.

    Raises:
        OSError, ValueError: it cannot be read; the message says so.
    """
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise ValueError(f"{path.name} cannot be read")
    return found


def _of_another_level(level: Level, row: Row) -> list[str]:
    """Return what a line says of the level besides its id that is not so; tables read it from there."""
    try:
        spec = Spec.model_validate(row["level"]["spec"])
    except ValueError:
        return ["its spec is none"]
    told = {"spec": spec == level.spec, "content seed": row["level"]["content_seed"] == level.content_seed}
    return [f"its {what} is not that of level {level.id}" for what, same in told.items() if not same]


def _ended_otherwise(level: Level, row: Row, last: str | None) -> list[str]:
    """Return what is wrong with how a line says that the episode ended, as far as its steps tell."""
    right: tuple[str, ...]
    if len(row["steps"]) > level.max_steps:  # people may go on
        right = ("limit",)
    elif last in ENDED:
        right = (str(last),)
    elif len(row["steps"]) == level.max_steps:
        right = ("limit",)
    else:
        right = ("refused", "stuck")
    return [] if row["ending"] in right else [f"it ended with {' or '.join(right)}, not {row['ending']!r:.60}"]


def _attempt(row: Row, number: int) -> int:
    found = row.get("attempt", 0)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise SpecError(f"line {number}: attempt is a number from 0 on, not {found!r:.60}")
    return found


def _count(report: ResultsReport, level: Level, number: int, row: Row, engine: Engine, known: Row) -> None:
    report.episodes += 1
    last = (row["steps"][-1]["action"] or {}).get("name") if row["steps"] else None
    ending = row.get("ending", last)
    fault = ending == FAULT
    report.faults += fault
    found = told_otherwise(level, row) + _of_another_level(level, row)
    if not found and (row["steps"] or not fault):
        with Episode(engine, level) as episode:
            witness = Witness(level)
            found = follow(episode, row, watch=witness.see)
            verdict = episode.verdict()
            seen = witness.tell(episode.log(), verdict, episode.session.ending)
            known = {"unwanted": seen["unwanted"], "orders": seen.get("orders"), **known}
            row = row | {"verdict": row["verdict"] | {"reasons": list(verdict.reasons)}}
    if fault:  # how it would have ended is not claimed; what it shows until then is
        found = [what for what in found if what.startswith("step")]
    claimed = solved(row | {"ending": ending})
    if claimed and (len(row["steps"]) > level.max_steps or last not in ENDED):
        found.append("it claims a success without an ending within the steps of the level")
    if not fault:
        found += [f"{key} is {value}, not {row[key]}" for key, value in known.items() if key in row and row[key] != value]
        found += [f"its {key} are left out" for key in ("unwanted", "orders") if known.get(key) and key not in row]
        found += _ended_otherwise(level, row, last) if "ending" in row else []
    spec = level.spec.model_dump(mode="json")
    told = {"attempt": 0, "seconds": 0.0, "workflow": level.task.workflow, "domain": level.spec.task_site.domain}
    report.replayed.append(told | row | known | {"ending": str(ending), "level": row["level"] | {"spec": spec}})
    report.equal += not found and not fault
    report.successes += not found and claimed
    report.problems += [f"line {number}: {what}" for what in found]


def _summary(path: Path, report: ResultsReport, expert: dict[str, int]) -> list[str]:
    """Return where the summary of a run says something else than its episodes; keys that it lacks say nothing."""
    if not path.is_file():
        return []
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        share, episodes, attempts = float(told["success"]), int(told["episodes"]), int(told.get("attempts", 1))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return [f"{path.name} cannot be read"]
    outcomes = [read_outcome(row, f"the episode of level {row['level']['id']}") for row in report.replayed]
    most = max([one.attempt + 1 for one in outcomes], default=1)
    now = summary(outcomes, attempts=max(most, min(attempts, 64)), expert=expert)
    if abs(share - now["success"]) >= CLOSE or episodes != now["episodes"]:
        return [
            f"{path.name} tells {share:.4f} of {episodes} episodes; "
            f"the episodes themselves tell {now['success']:.4f} of {now['episodes']}"
        ]
    wanted = _leaves({key: value for key, value in now.items() if key in told and key not in UNTOLD})
    found = _leaves({key: told[key] for key in now if key in told and key not in UNTOLD})
    known = {key: value for key, value in wanted.items() if key in found or key.rpartition(".")[2] not in LATER}
    keys = [key for key in {**known, **found} if not _same(known.get(key, ...), found.get(key, ...))]
    if not keys:
        return []
    more = f" and {len(keys) - FIRST} more" if len(keys) > FIRST else ""
    return [f"{path.name} tells {', '.join(keys[:FIRST])}{more} otherwise than the episodes themselves"]


def _leaves(value: Any, name: str = "") -> dict[str, Any]:
    """Return what a JSON value holds, by its path."""
    if not isinstance(value, dict | list) or not value:
        return {name: value}
    items = value.items() if isinstance(value, dict) else enumerate(value)
    return {path: leaf for key, item in items for path, leaf in _leaves(item, f"{name}.{key}" if name else str(key)).items()}


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) < CLOSE
    return bool(one == other)
