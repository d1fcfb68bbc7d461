"""Playing the lines of a file again, in one engine or both; what no longer plays is reported, never skipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from webgen.demos.human.masks import unmask
from webgen.demos.pictures import missing
from webgen.engines import kept
from webgen.errors import InputError, Unsupported
from webgen.trajectory import Row, read_trajectories, replay
from webgen.workers import in_order


@dataclass(frozen=True, slots=True)
class Again:
    """One line played again: its number in the file, and what differs in which engine or is missing beside it."""

    line: int
    problems: tuple[str, ...]


def replay_file(
    path: Path,
    engines: Sequence[str],
    *,
    jobs: int = 1,
    passwords: bool = False,
    progress: Callable[[Again, int], None] | None = None,
) -> list[Again]:
    """Play every line of a file again; return them all, in order.

    Args:
        path: of the file.
        engines: ``twin``, ``chromium`` or both.
        jobs: processes.
        passwords: put masked passwords back, as the level knows them.
        progress: is told of each line, and of how many there are.

    Raises:
        InputError: the file cannot be read or is empty, or a line is not a trajectory.
        EngineFault: trouble of ours, which says nothing about the demonstrations.
    """
    rows = list(read_trajectories(path))
    if not rows:
        raise InputError(f"{path} holds no demonstration")
    found: list[Again] = []
    again = partial(play_again, tuple(engines), path.parent, passwords)
    for number, problems in enumerate(in_order(again, rows, min(jobs, len(rows))), 1):
        found.append(Again(number, problems))
        if progress is not None:
            progress(found[-1], len(rows))
    return found


def play_again(engines: tuple[str, ...], folder: Path, passwords: bool, row: Row) -> tuple[str, ...]:
    """Play one line again; return what differs, and which of the files it names are missing."""
    if row.get("masked"):
        if not passwords:
            return ("its passwords are masked; add --passwords to put them back",)
        row = unmask(row, "trajectory")
    problems = []
    for name in engines:
        where = f"{name}: " if len(engines) > 1 else ""
        try:
            problems += [where + one for one in replay(kept(name), row)]
        except (InputError, Unsupported) as error:
            problems.append(where + str(error))
    return (*problems, *missing(row, folder))
