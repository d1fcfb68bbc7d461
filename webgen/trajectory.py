"""Trajectories: what was seen and done in an episode, one JSON object a line, which can be played again anywhere.

Demonstrations are trajectories of an expert; an evaluation keeps one for every episode. A line holds the level (spec,
content seed, id), and for every step the hash of what was seen, its address and title, and the action as a tool call
(``null`` where what the agent said is no action); then the hash at the end and the verdict. Optional keys of a step:
``error`` (what was wrong with it), ``reply`` (what a language model wrote), ``text`` (the snapshot itself).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

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
ENDED = ("done", "give_up")  # by the player: other endings are never a success
Row = dict[str, Any]


def seen(snapshot: Snapshot) -> str:
    """Hash what a snapshot shows."""
    return fingerprint([snapshot.text, snapshot.url, snapshot.title])


def solved(row: Row) -> bool:
    """Tell whether a line counts as solved: the judge was content, and no limit and no fault ended it."""
    return bool(row["verdict"]["success"]) and row.get("ending", ENDED[0]) in ENDED


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


def replay(engine: Engine, row: Row, *, known: Level | None = None) -> list[str]:
    """Play a line again in an engine; return what differs (hashes, verdict), nothing where all is equal.

    Args:
        engine: where.
        row: the line.
        known: the level it is of, where somebody has it; when spec and content seed of the line are those of this level,
            the line is not bound again, for they alone decide what a level is.

    Raises:
        SpecError: the line holds no sound spec.
    """
    level = known if known is not None and (_spec_in(row), row["level"]["content_seed"]) == (known.spec, known.content_seed) else level_in(row)
    if level.id != row["level"]["id"]:
        return [f"the spec binds to level {level.id}, not {row['level']['id']}; it was made by another version"]
    if trouble := told_otherwise(level, row):
        return trouble
    with Episode(engine, level) as episode:
        return follow(episode, row)


def told_otherwise(level: Level, row: Row) -> list[str]:
    """Return what a line says of its level that is not so."""
    told = {"goal": level.task.goal, "workflow": level.task.workflow, "domain": level.spec.task_site.domain}
    return [f"the {name} reads otherwise" for name, value in told.items() if row.get(name, value) != value]


def follow(episode: Episode, row: Row, *, watch: Callable[[Snapshot], None] | None = None) -> list[str]:
    """Do in an episode what a line says, and return what differs; ``watch`` sees every page."""
    watch = watch or (lambda snapshot: None)
    watch(episode.snapshot)
    for number, step in enumerate(row["steps"]):
        now = episode.snapshot
        same = (now.url, now.title, now.text) == (step["url"], step["title"], step.get("text", now.text))
        if seen(now) != step["snapshot"] or not same:
            return [f"step {number} shows something else ({step['url']})"]
        if step["action"] is not None:
            error = episode.act(from_json(step["action"])).error
            if (error.message if error else None) != step.get("error"):
                return [f"step {number} is {'refused' if error else 'taken'} otherwise ({step['url']})"]
            watch(episode.snapshot)
    problems = [] if seen(episode.snapshot) == row["final"] else ["the end shows something else"]
    if differs(row, episode.verdict()):
        problems.append("the verdict differs")
    return problems


def differs(row: Row, verdict: Verdict) -> bool:
    """Tell whether a verdict is another one than a line says."""
    told, reasons, subgoals = row["verdict"], list(verdict.reasons), [list(pair) for pair in verdict.subgoals]
    now = verdict.success, reasons, subgoals
    return bool(now != (told["success"], told.get("reasons", reasons), told.get("subgoals", subgoals)))


def level_in(row: Row) -> Level:
    """Return the level of a line.

    Raises:
        SpecError: the line holds no sound spec.
    """
    try:
        return bind(_spec_in(row), int(row["level"]["content_seed"]))
    except (KeyError, TypeError, ValueError, OverflowError, UnknownName) as error:
        raise SpecError(f"not a trajectory: {' '.join(str(error).split())[:160]}") from None


def _spec_in(row: Row) -> Spec:
    spec = Spec.model_validate(row["level"]["spec"])
    refuse_unsound_spec(spec, where="trajectory")
    return spec


# ---- files


class _Told(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)


class _Step(_Told):
    snapshot: str
    url: str
    title: str
    action: dict[str, Any] | None
    error: str | None = None
    reply: str | None = None
    reason: str | None = None
    text: str | None = None
    mistake: bool = False
    image: str | None = None
    boxes: dict[str, list[float]] | None = None


class _LevelTold(_Told):
    id: str
    content_seed: int
    spec: dict[str, Any]


class _VerdictTold(_Told):
    success: bool
    subgoals: list[list[Any]] = []
    reasons: list[str] = []


class _Line(_Told):
    """What every line must hold; more is allowed."""

    level: _LevelTold
    engine: str
    style: str
    steps: list[_Step]
    final: str
    verdict: _VerdictTold
    goal: str = ""
    workflow: str = ""
    domain: str = ""
    trace: str | None = None


def read_trajectories(path: Path | str) -> Iterator[Row]:
    """Yield the lines of a file.

    Raises:
        InputError: it cannot be read, or a line is not a trajectory of this format.
    """
    try:
        lines = lines_of(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {path}: {(getattr(error, 'strerror', None) or str(error)).lower()}") from None
    for number, line in enumerate(lines, 1):
        yield read_line(line, f"{path} line {number}")


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that a line feed ends; other marks that some take for line ends stand in JSON strings."""
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def read_line(line: str, where: str) -> Row:
    """Read one line.

    Raises:
        SpecError: it is not a trajectory of this format; ``where`` stands in the message.
    """
    try:
        row = json.loads(line)
        if "\\ud" in line.lower():  # half a character cannot be written again
            json.dumps(row, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise SpecError(f"{where}: not JSON: {error}") from None
    if not isinstance(row, dict) or row.get("format") != FORMAT:
        found = row.get("format") if isinstance(row, dict) else None
        raise SpecError(f"{where}: not a trajectory of format {FORMAT} (it says {found!r})")
    try:
        _Line.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        raise SpecError(f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg'][:1].lower()}{first['msg'][1:]}") from None
    for number, step in enumerate(row["steps"]):
        if "\0" in (step.get("image") or ""):
            raise SpecError(f"{where}: steps.{number}.image: no path")
        try:
            if step["action"] is not None:
                from_json(step["action"])
        except (KeyError, TypeError, BadAction) as error:
            raise SpecError(f"{where}: steps.{number}: this is no action: {error}") from None
    return row


def whole_lines(path: Path, beginning: str) -> list[str]:
    """Return the whole lines of a file that was being written, which stays as it is; see :func:`mend_end`.

    Args:
        path: of the file; it need not exist.
        beginning: of every line, by which a half-written one is told from something else.

    Raises:
        InputError: it cannot be read, it is no file, or it holds something else.
    """
    if not path.exists():
        return []
    if not path.is_file():
        raise InputError(f"{path} is not a file; name another one")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    whole, torn = _torn(content)
    ours = beginning.encode()
    if torn[: len(ours)] != ours[: len(torn)]:
        raise InputError(f"{path} holds something else; name another file or remove it")
    lines = lines_of(whole.decode("utf-8", "replace"))
    if any(not line.startswith(beginning) for line in lines):
        raise InputError(f"{path} holds something else; name another file or remove it")
    return lines


def mend_end(path: Path) -> None:
    """Make a file end with a whole line, so that more can be written after it: what is half written is cut off.

    To be called once it is known that the file is to be gone on with: what it holds cannot be told from its end.
    """
    if not path.is_file():
        return
    with path.open("r+b") as file:
        content = file.read()
        whole, torn = _torn(content)
        if torn:
            file.truncate(len(whole))
        elif whole and not whole.endswith(b"\n"):
            file.write(b"\n")


def _torn(content: bytes) -> tuple[bytes, bytes]:
    """Part what is whole from a half-written last line; a whole line may lack its line feed."""
    end = content.rfind(b"\n") + 1
    whole, last = content[:end], content[end:]
    try:
        return (content, b"") if isinstance(json.loads(last), dict) else (whole, last)
    except (ValueError, RecursionError):
        return whole, last
