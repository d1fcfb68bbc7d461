"""The folder of a run: ``episodes.jsonl``, a trajectory for each episode in the order in which they ended, and ``summary.json``.

An interrupted run goes on where it stopped: whole lines stay, a half-written one is played again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from webgen.errors import InputError
from webgen.evaluation.outcome import Outcome, read_outcome
from webgen.trajectory import Row as Line
from webgen.trajectory import mend_end, read_line, whole_lines

BEGINNING = '{"run":'  # of every line
EPISODES, SUMMARY = "episodes.jsonl", "summary.json"


class Book:
    """The episodes of a run that is being played; what is there of the same run is not played again.

    Args:
        folder: of the run; made where it is not there.
        mark: what must agree for a run to be gone on with.
        count: how many levels it has.
        attempts: episodes of each level.

    Raises:
        InputError: the folder holds another run, or cannot be written.
    """

    def __init__(self, folder: Path, mark: str, count: int, attempts: int) -> None:
        self.folder, self.mark, self.count, self.attempts = folder, mark, count, attempts
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.lines = self._kept(folder / EPISODES)
            mend_end(folder / EPISODES)
            self._file: TextIO = (folder / EPISODES).open("a", encoding="utf-8")
        except OSError as error:
            raise _unwritable(folder, error) from None

    def _kept(self, path: Path) -> list[Line]:
        lines = [read_line(line, f"{path} line {number}") for number, line in enumerate(whole_lines(path, BEGINNING), 1)]
        for number, line in enumerate(lines, 1):
            if line["run"] != self.mark or not 0 <= line["number"] < self.count:
                raise InputError(f"{path} holds another run (line {number}); name another folder or remove it")
        return [line for line in lines if line["attempt"] < self.attempts]

    @property
    def left(self) -> list[tuple[int, int]]:
        """Which episodes are not there yet, as (number of the level, attempt)."""
        done = {(line["number"], line["attempt"]) for line in self.lines}
        wanted = [(number, attempt) for attempt in range(self.attempts) for number in range(self.count)]
        return [one for one in wanted if one not in done]

    def add(self, number: int, attempt: int, line: Line) -> None:
        """Write down an episode that ended.

        Raises:
            InputError: it cannot be written.
        """
        line = {"run": self.mark, "number": number, "attempt": attempt, **line}
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        if not text.isascii() and (whole := text.encode("utf-8", "replace").decode("utf-8")) != text:
            text, line = whole, json.loads(whole)  # half a character cannot be written
        try:
            self._file.write(text + "\n")
            self._file.flush()
        except OSError as error:
            raise _unwritable(self.folder, error) from None
        self.lines.append(line)

    def in_order(self) -> list[Line]:
        """Return the episodes by level and attempt."""
        return sorted(self.lines, key=lambda line: (line["number"], line["attempt"]))

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()


def _unwritable(folder: Path, error: OSError) -> InputError:
    return InputError(f"cannot write to {folder}: {(error.strerror or str(error)).lower()}")


# ---- runs that were played


@dataclass
class Run:
    """A run as its folder holds it; ``summary`` is empty where the run was not finished."""

    folder: Path
    lines: list[Line]
    outcomes: list[Outcome]
    summary: dict[str, Any]

    @property
    def name(self) -> str:
        """What tables call it: its player, as the summary or else the episodes say."""
        return str(self.summary.get("agent") or self.lines[0].get("player") or self.folder.name)

    @property
    def engine(self) -> str:
        """Where it was played."""
        return str(self.lines[0]["engine"])

    @property
    def suite(self) -> dict[str, Any] | None:
        """The suite it was played on, with its hash; None for levels of seeds, or where the run was not finished."""
        found = self.summary.get("suite")
        return found if isinstance(found, dict) else None

    @property
    def attempts(self) -> int:
        """Episodes of each level."""
        return max(one.attempt for one in self.outcomes) + 1


def is_run(folder: Path | str) -> bool:
    """Tell whether a folder holds the run of an evaluation."""
    try:
        with (Path(folder) / EPISODES).open(encoding="utf-8") as file:
            return file.readline().startswith(BEGINNING)
    except (OSError, UnicodeDecodeError):
        return False


def read_run(folder: Path | str) -> Run:
    """Read the run of an evaluation; what is left of a half-written last line is left out.

    Raises:
        InputError: the folder holds none, or its episodes cannot be read.
    """
    place = Path(folder)
    path = place / EPISODES
    if not is_run(place):
        raise InputError(f"{place} holds no run of webgen eval: {EPISODES} is missing, empty or something else")
    lines = [read_line(text, f"{path} line {number}") for number, text in enumerate(whole_lines(path, BEGINNING), 1)]
    outcomes = [read_outcome(line, f"{path} line {number}") for number, line in enumerate(lines, 1)]
    if not lines:
        raise InputError(f"{place} holds no finished episode yet")
    lines.sort(key=lambda line: (line["number"], line["attempt"]))
    outcomes.sort(key=lambda one: (one.number, one.attempt))
    return Run(place, lines, outcomes, _summary(place / SUMMARY))


def _summary(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}") from None
    return found if isinstance(found, dict) else {}
