"""The folder of a run: ``run.json``, who plays what; ``episodes.jsonl``, a trajectory for each episode in the order in which they ended; ``summary.json``.

An interrupted run goes on where it stopped: whole lines stay, a half-written one is played again, and so are faults. Of
several lines of an episode the last counts, but a fault never instead of something else.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from webgen.errors import InputError
from webgen.evaluation.outcome import FAULT, Outcome, counted, read_outcome
from webgen.locking import held
from webgen.trajectory import Row as Line
from webgen.trajectory import mend_end, read_line, whole_lines

BEGINNING = '{"run":'  # of every line
EPISODES, SUMMARY, HEADER = "episodes.jsonl", "summary.json", "run.json"
Key = tuple[int, int]  # number of the level, attempt


class Book:
    """The episodes of a run that is being played; what is there of the same run is not played again, but for faults.

    Args:
        folder: of the run; made where it is not there, and held until the book is closed.
        mark: what must agree for a run to be gone on with.
        count: how many levels it has.
        attempts: episodes of each level; more that are there stay and count.
        told: what the header says besides: ``agent``, ``engine``, ``suite``, and ``versions``, of which it keeps all that
            episodes of the run were played with.

    Raises:
        InputError: the folder holds another run, is being written, or cannot be written.
    """

    def __init__(self, folder: Path, mark: str, count: int, attempts: int, told: Mapping[str, Any] | None = None) -> None:
        self.folder, self.mark, self.count, self.attempts = folder, mark, count, attempts
        path = folder / EPISODES
        with ExitStack() as open_now:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                open_now.enter_context(held(path))
                self._kept = self._read(path)
                self._begin(told or {})
                mend_end(path)
                self._file: TextIO = open_now.enter_context(path.open("a", encoding="utf-8"))
            except OSError as error:
                raise _unwritable(folder, error) from None
            self._open = open_now.pop_all()

    def _read(self, path: Path) -> dict[Key, Line]:
        lines = [line for line, _ in _episodes(path)]
        for number, line in enumerate(lines, 1):
            if line["run"] != self.mark or line["number"] >= self.count:
                raise InputError(f"{path} holds another run (line {number}); name another folder or remove it")
        return {key: lines[place] for key, place in _counting(lines).items()}

    def _begin(self, told: Mapping[str, Any]) -> None:
        """Write the header; a run that was to have more attempts still has them."""
        path = self.folder / HEADER
        before = _object(path)
        if before and "run" not in before:
            raise InputError(f"{path} holds something else; name another folder or remove it")
        attempts = max(self.attempts, _attempts(before) if before.get("run") == self.mark else 1)
        header = {"run": self.mark, **told, "levels": self.count, "attempts": attempts}
        if before.get("run") == self.mark and isinstance(earlier := before.get("versions"), list):
            now = [told["versions"]] if "versions" in told and self.left else []
            header["versions"] = earlier + [one for one in now if one not in earlier]
        elif "versions" in told:
            header["versions"] = [told["versions"]]
        if header != before:
            draft = path.with_name(f".{HEADER}.part")
            draft.write_text(json.dumps(header, indent=1) + "\n", encoding="utf-8")
            draft.replace(path)

    @property
    def lines(self) -> list[Line]:
        """The episodes that count."""
        return list(self._kept.values())

    @property
    def left(self) -> list[Key]:
        """Which episodes are to be played, as (number of the level, attempt): those not there, and faults."""
        wanted = [(number, attempt) for attempt in range(self.attempts) for number in range(self.count)]
        return [one for one in wanted if one not in self._kept or self._kept[one]["ending"] == FAULT]

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
        kept = self._kept.get((number, attempt))
        if kept is None or kept["ending"] == FAULT:
            self._kept[number, attempt] = line

    def in_order(self) -> list[Line]:
        """Return the episodes by level and attempt."""
        return [self._kept[key] for key in sorted(self._kept)]

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()


def _unwritable(folder: Path, error: OSError) -> InputError:
    return InputError(f"cannot write to {folder}: {(error.strerror or str(error)).lower()}")


# ---- runs that were played


@dataclass
class Run:
    """A run as its folder holds it.

    Attributes:
        folder: its folder.
        lines: the episodes that count, by level and attempt.
        outcomes: what came of them.
        summary: what was written at its end; empty where that is not there or tells of other episodes.
        header: what was written at its start; empty in runs of older versions.
        label: what tells it from another run of the same player, see :func:`read_runs`.
    """

    folder: Path
    lines: list[Line]
    outcomes: list[Outcome]
    summary: dict[str, Any]
    header: dict[str, Any] = field(default_factory=dict)
    label: str = ""

    @property
    def name(self) -> str:
        """What tables call it: its player, and what tells it from another run of the same player."""
        return f"{self.player} ({self.label})" if self.label else self.player

    @property
    def player(self) -> str:
        """Who played, as the header, the summary or else the episodes say."""
        return str(self.header.get("agent") or self.summary.get("agent") or self.lines[0].get("player") or self.folder.name)

    @property
    def engine(self) -> str:
        """Where it was played."""
        return str(self.lines[0]["engine"])

    @property
    def suite(self) -> dict[str, Any] | None:
        """The suite it was played on, with its hash; None for levels of seeds."""
        found = self.header.get("suite", self.summary.get("suite"))
        return found if isinstance(found, dict) else None

    @property
    def made_by(self) -> list[dict[str, str]]:
        """The versions it was played with, first to last; more than one where an interrupted run went on with another."""
        found = self.header.get("versions")
        if isinstance(found, list):
            return [one for one in found if isinstance(one, dict)]
        told = self.summary.get("versions")
        return [told] if isinstance(told, dict) else []

    @property
    def attempts(self) -> int:
        """Episodes of each level."""
        return max(one.attempt for one in self.outcomes) + 1

    @property
    def planned(self) -> int | None:
        """How many episodes it is to have; None where no header says so."""
        levels = self.header.get("levels")
        return levels * _attempts(self.header) if isinstance(levels, int) else None

    @property
    def finished(self) -> bool:
        """Whether all its episodes are there, faults among them."""
        return bool(self.summary) if self.planned is None else len(self.lines) >= self.planned


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
    known = _episodes(path)
    if not known:
        raise InputError(f"{place} holds no finished episode yet")
    counting = _counting([line for line, _ in known])
    kept = [known[counting[key]] for key in sorted(counting)]
    lines, outcomes = [line for line, _ in kept], [outcome for _, outcome in kept]
    summary = _object(place / SUMMARY)
    return Run(place, lines, outcomes, summary if _fits(summary, outcomes) else {}, _object(place / HEADER))


def read_runs(folders: Sequence[Path | str]) -> list[Run]:
    """Read several runs; where a player comes more than once, its runs are called by their folders too.

    Raises:
        InputError: a folder is named twice, or see :func:`read_run`.
    """
    places = [Path(folder).resolve() for folder in folders]
    for folder, place in zip(folders, places, strict=True):
        if places.count(place) > 1:
            raise InputError(f"{folder} is named more than once")
    runs = [read_run(folder) for folder in folders]
    players = Counter(run.player for run in runs)
    for run, place in zip(runs, places, strict=True):
        if players[run.player] > 1:
            alike = [other for other, one in zip(places, runs, strict=True) if one.player == run.player and other.name == place.name]
            run.label = place.name if len(alike) == 1 else str(run.folder)
    return runs


def _episodes(path: Path) -> list[tuple[Line, Outcome]]:
    """Read the whole lines of a run in their order.

    Raises:
        InputError: one is no line of a run.
    """
    found = []
    for number, text in enumerate(whole_lines(path, BEGINNING), 1):
        where = f"{path} line {number}"
        line = read_line(text, where)
        found.append((line, read_outcome(line, where)))
    return found


def _counting(lines: Iterable[Line]) -> dict[Key, int]:
    """Return the places of the lines that count: the last of each episode, but a fault never instead of something else."""
    found: dict[Key, int] = {}
    good: set[Key] = set()
    for place, line in enumerate(lines):
        key = line["number"], line["attempt"]
        if line["ending"] != FAULT:
            good.add(key)
        elif key in good:
            continue
        found[key] = place
    return found


def _fits(summary: Mapping[str, Any], outcomes: list[Outcome]) -> bool:
    """Tell whether a summary tells of these episodes."""
    known = len(counted(outcomes))
    return (summary.get("episodes"), summary.get("faults")) == (known, len(outcomes) - known)


def _attempts(header: Mapping[str, Any]) -> int:
    found = header.get("attempts")
    return found if isinstance(found, int) else 1


def _object(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file; empty where there is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}") from None
    return found if isinstance(found, dict) else {}
