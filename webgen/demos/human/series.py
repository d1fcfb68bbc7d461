"""A series of levels that a person plays one after the other, into one file that can be gone on with."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webgen.demos.human.desk import Desk
from webgen.demos.human.masks import mask, unmask
from webgen.errors import InputError
from webgen.locking import held
from webgen.spec import Level
from webgen.trajectory import Row, mend_end, read_line, whole_lines

_BEGINNING = '{"format":'  # of every line
SHOWN_SECONDS = 1.5  # how long the last words stay in the panel before it goes


@dataclass(frozen=True)
class Series:
    """What to record by hand, and what to keep.

    Attributes:
        levels: in the order in which they are asked for; each is taken when its turn comes.
        out: the file; lines that are verified go there.
        text: keep the snapshots themselves too.
        mask_passwords: keep no password.
        only_successes: keep only what was solved in ``out``.
    """

    levels: Sequence[Level]
    out: Path
    text: bool = False
    mask_passwords: bool = False
    only_successes: bool = False

    @property
    def apart(self) -> Path:
        """Where lines go that are not to be in ``out``: not verified, or (``only_successes``) not solved."""
        return self.out.with_name(f"{self.out.stem}.apart.jsonl")

    @property
    def begun(self) -> Path:
        """Where the steps of the level that is being played are, until it is over."""
        return self.out.with_name(f"{self.out.stem}.begun.json")

    def kept(self) -> list[Row]:
        """Return the lines that the file holds already; a half-written last one does not count.

        Raises:
            InputError: the file holds something else.
        """
        rows = [read_line(line, f"{self.out} line {number}") for number, line in enumerate(whole_lines(self.out, _BEGINNING), 1)]
        if any(row["style"] != "human" for row in rows):
            raise InputError(f"{self.out} holds demonstrations that no person made; name another file or remove it")
        return rows


def record_by_hand(series: Series, desk: Desk, *, say: Callable[[str], None] = lambda text: None) -> dict[str, int]:
    """Let a person play the levels that the file does not hold yet; return how many were solved, failed, apart, cancelled.

    Args:
        series: the levels and the file.
        desk: where the person sits.
        say: is told, in a sentence, what is asked for and what became of it.

    Raises:
        InputError: the file holds something else, cannot be written, or another recording writes it.
        EngineFault: the browser failed; the steps of the level stay and are gone on with the next time.
    """
    with held(series.out):
        return _record(series, desk, say)


def _record(series: Series, desk: Desk, say: Callable[[str], None]) -> dict[str, int]:
    done = {row["level"]["id"] for row in series.kept()}
    counts = Counter[str]()
    for number, level in enumerate(series.levels, 1):
        if level.id in done:
            counts["already"] += 1
            continue
        say(f"Level {number} of {len(series.levels)}: {level.task.goal}")
        begun = _steps_begun(series, level)
        if begun:
            say(f"{len(begun)} steps of an earlier sitting are done again first.")
        row = desk.play(level, text=series.text, begun=begun, journal=lambda steps, of=level: _note(series, of, steps))  # type: ignore[misc]
        outcome, told = _outcome(row)
        if row is not None:
            line = mask(row) if series.mask_passwords else row
            kept = bool(row["verified"]) and (bool(row["verdict"]["success"]) or not series.only_successes)
            _append(series.out if kept else series.apart, line)
            told += f" Kept in {(series.out if kept else series.apart).name}."
        counts[outcome] += 1
        series.begun.unlink(missing_ok=True)
        say(told)
        desk.note = told
    desk.note = " ".join([desk.note, "No level is left; this page can be closed."]).strip()
    time.sleep(SHOWN_SECONDS if counts.total() > counts["already"] else 0)
    return {name: counts[name] for name in ("solved", "failed", "apart", "cancelled", "already")}


def _outcome(row: Row | None) -> tuple[str, str]:
    if row is None:
        return "cancelled", "Cancelled; nothing was kept."
    if not row["verified"]:
        return "apart", f"Not verified: {row['difference']}."
    if row["verdict"]["success"]:
        return "solved", "Solved."
    return "failed", f"Not solved: {'; '.join(row['verdict']['reasons'])}."


# ---- files


def _append(path: Path, row: Row) -> None:
    line = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
    try:
        mend_end(path)
        with path.open("ab") as file:
            file.write(line)
    except OSError as error:
        raise InputError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from None


def _note(series: Series, level: Level, steps: list[Row]) -> None:
    """Keep the steps so far, in one piece: with every password, as they are to be done again, for this user's eyes only."""
    content = json.dumps(_as_row(level, steps), ensure_ascii=False).encode()
    draft = series.begun.with_name(f".{series.begun.name}.{os.getpid()}.part")
    try:
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        draft.replace(series.begun)
    except OSError as error:
        raise InputError(f"cannot write {series.begun}: {(error.strerror or str(error)).lower()}") from None
    finally:
        draft.unlink(missing_ok=True)


def _as_row(level: Level, steps: list[Row]) -> Row:
    spec = level.spec.model_dump(mode="json")
    return {"level": {"id": level.id, "content_seed": level.content_seed, "spec": spec}, "goal": level.task.goal, "steps": steps}


def _steps_begun(series: Series, level: Level) -> list[Row]:
    """Return the steps of a level that was begun and not ended; none where there are none, or of another level."""
    if not series.begun.is_file():
        return []
    try:
        row: Any = json.loads(series.begun.read_text(encoding="utf-8"))
        if row["level"]["id"] != level.id:
            return []
        return list(unmask(row, str(series.begun))["steps"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{series.begun} cannot be read; remove it to begin that level anew") from None
