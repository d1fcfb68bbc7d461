"""Expert demonstrations as JSON lines: one episode a line, each replayed before it is kept.

A line holds the level (spec, content seed, id), the expert's style, and for every step the hash of what was seen, its
address and title, and the action as a tool call; then the hash at the end and the verdict.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from webgen.actions import Action, from_json, to_json
from webgen.bind import bind
from webgen.engines import engine as engine_named
from webgen.engines.base import Engine
from webgen.episode import Episode
from webgen.errors import BadAction, InputError, SpecError, WebgenError
from webgen.generate import Knobs, level_of
from webgen.oracle import STYLES, Oracle
from webgen.snapshot import Snapshot
from webgen.spec import Level, Spec
from webgen.streams import Stream, fingerprint
from webgen.validity import refuse_unsound_spec
from webgen.widgets.base import Style

FORMAT = 1


class DemoFailed(WebgenError):
    """The expert did not solve a level, or a replay differed: a defect of ours."""


@dataclass(frozen=True)
class Plan:
    """What to record: ``count`` episodes from seed ``first`` on. ``text``: keep the snapshots themselves too."""

    count: int
    engine: str = "twin"
    first: int = 0
    knobs: Knobs = field(default_factory=Knobs)
    styles: tuple[Style, ...] = STYLES
    text: bool = False

    def style(self, seed: int) -> Style:
        """Return the style of a seed's episode."""
        return Stream(seed, "demo").pick(self.styles)

    def mark(self) -> str:
        """Return what must agree for a file to be gone on with."""
        return fingerprint([FORMAT, self.engine, self.first, self.knobs.model_dump(mode="json"), self.styles, self.text])


def seen(snapshot: Snapshot) -> str:
    """Hash what a snapshot shows."""
    return fingerprint([snapshot.text, snapshot.url, snapshot.title])


# ---- one episode


def demonstrate(engine: Engine, level: Level, style: Style, *, text: bool = False) -> dict[str, Any]:
    """Let the expert play a level, replay what it did, and return the line.

    Raises:
        DemoFailed: the expert did not solve it, or the replay showed something else.
    """
    steps: list[dict[str, Any]] = []
    oracle = Oracle(level, style)
    with Episode(engine, level) as episode:
        ended = False
        while not ended and len(steps) < 4 * level.max_steps:
            snapshot = episode.snapshot
            action = oracle.act(snapshot)
            steps.append(_step(snapshot, action, text=text))
            ended = episode.act(action).ended
        verdict = episode.verdict()
        final = seen(episode.snapshot)
    if not verdict.success:
        raise DemoFailed(f"the expert ({style}) did not solve level {level.id}: {'; '.join(verdict.reasons)}")
    row = {
        "format": FORMAT,
        "goal": level.task.goal,
        "workflow": level.task.workflow,
        "domain": level.spec.task_site.domain,
        "level": {"id": level.id, "content_seed": level.content_seed, "spec": level.spec.model_dump(mode="json")},
        "engine": engine.name,
        "style": style,
        "steps": steps,
        "final": final,
        "verdict": asdict(verdict) | {"subgoals": [list(pair) for pair in verdict.subgoals], "reasons": list(verdict.reasons)},
    }
    problems = replay(engine, row)
    if problems:
        raise DemoFailed(f"level {level.id}: the replay differs: {problems[0]}")
    return row


def _step(snapshot: Snapshot, action: Action, *, text: bool) -> dict[str, Any]:
    step: dict[str, Any] = {"snapshot": seen(snapshot), "url": snapshot.url, "title": snapshot.title, "action": to_json(action)}
    return step | {"text": snapshot.text} if text else step


def replay(engine: Engine, row: dict[str, Any]) -> list[str]:
    """Play a line again in an engine; return what differs (hashes, verdict), nothing where all is equal."""
    level = level_in(row)
    if level.id != row["level"]["id"]:
        return [f"the spec binds to level {level.id}, not {row['level']['id']}; it was made by another version"]
    if row.get("goal", level.task.goal) != level.task.goal:
        return ["the goal reads otherwise"]
    with Episode(engine, level) as episode:
        for number, step in enumerate(row["steps"]):
            now = episode.snapshot
            same = (now.url, now.title, now.text) == (step["url"], step["title"], step.get("text", now.text))
            if seen(now) != step["snapshot"] or not same:
                return [f"step {number} shows something else"]
            episode.act(from_json(step["action"]))
        problems = [] if seen(episode.snapshot) == row["final"] else ["the end shows something else"]
        verdict = episode.verdict()
        told = row["verdict"]
        if (verdict.success, list(verdict.reasons)) != (told["success"], told.get("reasons", list(verdict.reasons))):
            problems.append("the verdict differs")
        return problems


def level_in(row: dict[str, Any]) -> Level:
    """Return the level of a line.

    Raises:
        SpecError: the line holds no sound spec.
    """
    try:
        spec = Spec.model_validate(row["level"]["spec"])
        refuse_unsound_spec(spec, where="demonstration")
        return bind(spec, int(row["level"]["content_seed"]))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise SpecError(f"not a demonstration: {' '.join(str(error).split())[:160]}") from None


# ---- files


def read_demos(path: Path | str) -> Iterator[dict[str, Any]]:
    """Yield the lines of a file.

    Raises:
        InputError: it cannot be read, or a line is not a demonstration of this format.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path}: {(getattr(error, 'strerror', None) or str(error)).lower()}") from None
    for number, line in enumerate(lines, 1):
        yield _read(line, f"{path} line {number}")


def _read(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SpecError(f"{where}: not JSON: {error}") from None
    if not isinstance(row, dict) or row.get("format") != FORMAT:
        found = row.get("format") if isinstance(row, dict) else None
        raise SpecError(f"{where}: not a demonstration of format {FORMAT} (it says {found!r})")
    missing = {"level", "steps", "final", "verdict", "style", "engine"} - set(row)
    if missing:
        raise SpecError(f"{where}: {', '.join(sorted(missing))} missing")
    if not isinstance(row["steps"], list) or not isinstance(row["verdict"], dict) or "success" not in row["verdict"]:
        raise SpecError(f"{where}: steps is a list, and verdict an object with success")
    for step in row["steps"]:
        try:
            from_json(step["action"])
        except (KeyError, TypeError, BadAction) as error:
            raise SpecError(f"{where}: a step is no action: {error}") from None
        if missing := {"snapshot", "url", "title"} - set(step):
            raise SpecError(f"{where}: a step without {', '.join(sorted(missing))}")
    return row


_BEGINNING = '{"plan":'  # of every line, see _line


def _kept(path: Path, plan: Plan) -> int:
    """Return how many episodes of the plan a file holds already; a half-written last line is cut off.

    Raises:
        InputError: the file holds something else.
    """
    if not path.exists():
        return 0
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    whole = content[: content.rfind(b"\n") + 1]
    begun, ours = content[len(whole) :], _BEGINNING.encode()
    if begun[: len(ours)] != ours[: len(begun)]:
        raise InputError(f"{path} holds something other than demonstrations; name another file or remove it")
    rows = [_read(line, f"{path} line {number}") for number, line in enumerate(whole.decode("utf-8", "replace").splitlines(), 1)]
    for number, row in enumerate(rows):
        if row.get("plan") != plan.mark() or row.get("seed") != plan.first + number:
            raise InputError(f"{path} holds other demonstrations (line {number + 1}); name another file or remove it")
    if len(rows) > plan.count:
        raise InputError(f"{path} holds {len(rows)} demonstrations already, more than {plan.count}")
    if len(whole) < len(content):
        with path.open("r+b") as file:
            file.truncate(len(whole))
    return len(rows)


def record(plan: Plan, path: Path, *, jobs: int = 1, progress: Callable[[int], None] | None = None) -> int:
    """Record what is missing of a plan into a file, in order of seeds; return how many episodes it holds.

    Every line is written as soon as those before it are, so that an interrupted recording goes on where it stopped.

    Raises:
        DemoFailed: an episode is not solved or does not replay; what was recorded before it stays.
        InputError: the file holds something else or cannot be written.
    """
    done = _kept(path, plan)
    seeds = range(plan.first + done, plan.first + plan.count)
    try:
        with path.open("a", encoding="utf-8") as file:
            for line in _lines(plan, seeds, jobs):
                file.write(line + "\n")
                file.flush()
                done += 1
                if progress is not None:
                    progress(done)
    except OSError as error:
        raise InputError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from None
    return done


def _lines(plan: Plan, seeds: range, jobs: int) -> Iterator[str]:
    if jobs == 1 or len(seeds) < 2:
        with engine_named(plan.engine) as engine:
            for seed in seeds:
                yield _line(engine, plan, seed)
        return
    with ProcessPoolExecutor(min(jobs, len(seeds)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(_line_elsewhere, [plan] * len(seeds), seeds)


@cache
def _own_engine(name: str) -> Engine:
    return engine_named(name)  # one for the life of a worker process


def _line_elsewhere(plan: Plan, seed: int) -> str:
    return _line(_own_engine(plan.engine), plan, seed)


def _line(engine: Engine, plan: Plan, seed: int) -> str:
    row = demonstrate(engine, level_of(seed, plan.knobs), plan.style(seed), text=plan.text)
    return json.dumps({"plan": plan.mark(), "seed": seed} | row, ensure_ascii=False, separators=(",", ":"))
