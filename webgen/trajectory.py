"""Trajectories: what was seen and done in an episode, one JSON object a line, which can be played again anywhere.

Demonstrations are trajectories of an expert; an evaluation keeps one for every episode. A line holds the level (spec,
content seed, id), and for every step the hash of what was seen, its address and title, and the action as a tool call
(``null`` where what the agent said is no action); then the hash at the end and the verdict. Optional keys of a step:
``error`` (what was wrong with it), ``reply`` (what a language model wrote), ``text`` (the snapshot itself).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from webgen.actions import Action, from_json, to_json
from webgen.bind import bind
from webgen.engines.base import Engine, Step
from webgen.episode import Episode
from webgen.errors import BadAction, InputError, SpecError, UnknownName
from webgen.judge import Verdict
from webgen.snapshot import Snapshot
from webgen.spec import Level, Spec
from webgen.streams import fingerprint
from webgen.validity import refuse_unsound_spec

FORMAT = 1
Row = dict[str, Any]


def seen(snapshot: Snapshot) -> str:
    """Hash what a snapshot shows."""
    return fingerprint([snapshot.text, snapshot.url, snapshot.title])


class Recorder:
    """Plays an episode and writes down every step of it."""

    def __init__(self, episode: Episode, *, text: bool = False) -> None:
        self.episode, self.text = episode, text
        self.steps: list[Row] = []

    def act(self, action: Action, **noted: Any) -> Step:
        """Do one action; ``noted`` goes into the step."""
        row = self._step(self.episode.snapshot, to_json(action), noted)
        step = self.episode.act(action)
        if step.error is not None:
            row["error"] = step.error.message
        return step

    def mistake(self, error: str, **noted: Any) -> None:
        """Write down what is no action at all: the page stays as it is."""
        self._step(self.episode.snapshot, None, {"error": error} | noted)

    def _step(self, snapshot: Snapshot, action: Row | None, noted: Row) -> Row:
        row = {"snapshot": seen(snapshot), "url": snapshot.url, "title": snapshot.title, "action": action} | noted
        if self.text:
            row["text"] = snapshot.text
        self.steps.append(row)
        return row

    def row(self, engine: str, style: str, verdict: Verdict, **more: Any) -> Row:
        """Return the line of the episode as it stands."""
        level = self.episode.level
        return {
            "format": FORMAT,
            "goal": level.task.goal,
            "workflow": level.task.workflow,
            "domain": level.spec.task_site.domain,
            "level": {"id": level.id, "content_seed": level.content_seed, "spec": level.spec.model_dump(mode="json")},
            "engine": engine,
            "style": style,
            **more,
            "steps": self.steps,
            "final": seen(self.episode.snapshot),
            "verdict": asdict(verdict)
            | {"subgoals": [list(pair) for pair in verdict.subgoals], "reasons": list(verdict.reasons)},
        }


def replay(engine: Engine, row: Row) -> list[str]:
    """Play a line again in an engine; return what differs (hashes, verdict), nothing where all is equal."""
    level = level_in(row)
    if level.id != row["level"]["id"]:
        return [f"the spec binds to level {level.id}, not {row['level']['id']}; it was made by another version"]
    if row.get("goal", level.task.goal) != level.task.goal:
        return ["the goal reads otherwise"]
    with Episode(engine, level) as episode:
        return follow(episode, row)


def follow(episode: Episode, row: Row) -> list[str]:
    """Do in an episode what a line says, and return what differs."""
    for number, step in enumerate(row["steps"]):
        now = episode.snapshot
        same = (now.url, now.title, now.text) == (step["url"], step["title"], step.get("text", now.text))
        if seen(now) != step["snapshot"] or not same:
            return [f"step {number} shows something else ({step['url']})"]
        if step["action"] is not None:
            episode.act(from_json(step["action"]))
    problems = [] if seen(episode.snapshot) == row["final"] else ["the end shows something else"]
    if differs(row, episode.verdict()):
        problems.append("the verdict differs")
    return problems


def differs(row: Row, verdict: Verdict) -> bool:
    """Tell whether a verdict is another one than a line says."""
    told, reasons = row["verdict"], list(verdict.reasons)
    return bool((verdict.success, reasons) != (told["success"], told.get("reasons", reasons)))


def level_in(row: Row) -> Level:
    """Return the level of a line.

    Raises:
        SpecError: the line holds no sound spec.
    """
    try:
        spec = Spec.model_validate(row["level"]["spec"])
        refuse_unsound_spec(spec, where="trajectory")
        return bind(spec, int(row["level"]["content_seed"]))
    except (KeyError, TypeError, ValueError, OverflowError, UnknownName) as error:
        raise SpecError(f"not a trajectory: {' '.join(str(error).split())[:160]}") from None


# ---- files


def read_trajectories(path: Path | str) -> Iterator[Row]:
    """Yield the lines of a file.

    Raises:
        InputError: it cannot be read, or a line is not a trajectory of this format.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path}: {(getattr(error, 'strerror', None) or str(error)).lower()}") from None
    for number, line in enumerate(lines, 1):
        yield read_line(line, f"{path} line {number}")


def read_line(line: str, where: str) -> Row:
    """Read one line.

    Raises:
        SpecError: it is not a trajectory of this format; ``where`` stands in the message.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SpecError(f"{where}: not JSON: {error}") from None
    if not isinstance(row, dict) or row.get("format") != FORMAT:
        found = row.get("format") if isinstance(row, dict) else None
        raise SpecError(f"{where}: not a trajectory of format {FORMAT} (it says {found!r})")
    missing = {"level", "steps", "final", "verdict", "style", "engine"} - set(row)
    if missing:
        raise SpecError(f"{where}: {', '.join(sorted(missing))} missing")
    if not isinstance(row["steps"], list) or not isinstance(row["verdict"], dict) or "success" not in row["verdict"]:
        raise SpecError(f"{where}: steps is a list, and verdict an object with success")
    for step in row["steps"]:
        try:
            if step["action"] is not None:
                from_json(step["action"])
        except (KeyError, TypeError, BadAction) as error:
            raise SpecError(f"{where}: a step is no action: {error}") from None
        if missing := {"snapshot", "url", "title"} - set(step):
            raise SpecError(f"{where}: a step without {', '.join(sorted(missing))}")
    return row


def whole_lines(path: Path, beginning: str) -> list[str]:
    """Return the whole lines of a file that was being written; what is left of a half-written last line is cut off.

    Args:
        path: of the file; it need not exist.
        beginning: of every line, by which a half-written one is told from something else.

    Raises:
        InputError: it cannot be read, or it ends in something else, which is then left alone.
    """
    if not path.exists():
        return []
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    whole = content[: content.rfind(b"\n") + 1]
    begun, ours = content[len(whole) :], beginning.encode()
    if begun[: len(ours)] != ours[: len(begun)]:
        raise InputError(f"{path} holds something else; name another file or remove it")
    lines = whole.decode("utf-8", "replace").splitlines()
    if any(not line.startswith(beginning) for line in lines):
        raise InputError(f"{path} holds something else; name another file or remove it")
    if len(whole) < len(content):
        with path.open("r+b") as file:
            file.truncate(len(whole))
    return lines
