"""Expert demonstrations: trajectories as JSON lines, each replayed before it is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from webgen.engines import engine as engine_named
from webgen.engines.base import Engine
from webgen.episode import Episode
from webgen.errors import InputError, WebgenError
from webgen.generate import Knobs, level_of
from webgen.oracle import STYLES, Oracle
from webgen.spec import Level
from webgen.streams import Stream, fingerprint
from webgen.trajectory import FORMAT, Recorder, read_line, replay, whole_lines
from webgen.widgets.base import Style


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


# ---- one episode


def demonstrate(engine: Engine, level: Level, style: Style, *, text: bool = False) -> dict[str, Any]:
    """Let the expert play a level, replay what it did, and return the line.

    Raises:
        DemoFailed: the expert did not solve it, or the replay showed something else.
    """
    oracle = Oracle(level, style)
    with Episode(engine, level) as episode:
        played = Recorder(episode, text=text)
        ended = False
        while not ended and len(played.steps) < 4 * level.max_steps:
            ended = played.act(oracle.act(episode.snapshot)).ended
        verdict = episode.verdict()
        if not verdict.success:
            raise DemoFailed(f"the expert ({style}) did not solve level {level.id}: {'; '.join(verdict.reasons)}")
        row = played.row(engine.name, style, verdict)
    problems = replay(engine, row)
    if problems:
        raise DemoFailed(f"level {level.id}: the replay differs: {problems[0]}")
    return row


# ---- files


_BEGINNING = '{"plan":'  # of every line, see _line


def _kept(path: Path, plan: Plan) -> int:
    """Return how many episodes of the plan a file holds already; a half-written last line is cut off.

    Raises:
        InputError: the file holds something else.
    """
    lines = whole_lines(path, _BEGINNING)
    rows = [read_line(line, f"{path} line {number}") for number, line in enumerate(lines, 1)]
    for number, row in enumerate(rows):
        if row.get("plan") != plan.mark() or row.get("seed") != plan.first + number:
            raise InputError(f"{path} holds other demonstrations (line {number + 1}); name another file or remove it")
    if len(rows) > plan.count:
        raise InputError(f"{path} holds {len(rows)} demonstrations already, more than {plan.count}")
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
