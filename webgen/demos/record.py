"""Expert demonstrations: trajectories as JSON lines, each replayed before it is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from time import perf_counter
from typing import Any

from webgen.demos.noise import Act, DemoFailed, rehearse
from webgen.demos.pictures import Camera, Files, folders_of, sweep
from webgen.demos.reasons import Reasons
from webgen.engines import engine as engine_named
from webgen.engines.base import Engine
from webgen.episode import Episode
from webgen.errors import InputError
from webgen.generate import Knobs, level_of
from webgen.locking import held
from webgen.oracle import STYLES, Oracle
from webgen.snapshot import Snapshot
from webgen.spec import Level
from webgen.streams import Stream, fingerprint
from webgen.suites import build_id, manifest_of, read_suite, versions
from webgen.trajectory import FORMAT, Recorder, Row, mend_end, read_line, replay, whole_lines
from webgen.workers import in_order

__all__ = ["DemoFailed", "Plan", "Recorded", "demonstrate", "record"]


@dataclass(frozen=True)
class Plan:
    """What to record: ``count`` episodes from seed ``first`` on, or of the levels of a frozen suite.

    Attributes:
        suite: its levels in order, each once in every style, and again from the first where ``count`` is larger.
        at: where the suite is frozen; None: among those that ship.
        text: keep the snapshots themselves too.
        noise: the chance of a mistake before each act of the expert.
        reasons: say with each step why it is done.
        images: ``png`` or ``webp``: a picture of the page before each act, with the boxes of its elements.
        trace: keep a Playwright trace of each episode.
    """

    count: int
    engine: str = "twin"
    first: int = 0
    knobs: Knobs = field(default_factory=Knobs)
    styles: tuple[str, ...] = STYLES
    text: bool = False
    suite: str = ""
    at: Path | None = None
    noise: float = 0.0
    reasons: bool = True
    images: str = ""
    trace: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.noise <= 1:
            raise InputError(f"noise is a chance, 0 to 1, not {self.noise:g}")
        if self.images not in ("", "png", "webp"):
            raise InputError(f"images are png or webp, not {self.images!r}")
        if (self.images or self.trace) and self.engine != "chromium":
            raise InputError(f"the {self.engine} has no pixels: images and traces need --engine chromium")

    def style(self, seed: int) -> str:
        """Return the style of a seed's episode."""
        return Stream(seed, "demo").pick(self.styles)

    def mark(self) -> str:
        """Return what must agree for a file to be gone on with: the order, the suite as it is, and this version of generator and expert."""
        suite = [self.suite, manifest_of(self.suite, self.at).hash] if self.suite else []
        made = [build_id(whole=True), *(versions()[name] for name in ("webgen-gym", "faker"))]
        more = [suite, made, self.noise, self.reasons, self.images, self.trace]
        return fingerprint(
            [FORMAT, self.engine, self.first, self.knobs.model_dump(mode="json"), self.styles, self.text, *more]
        )

    def episode(self, seed: int) -> tuple[Level, str]:
        """Return the level and the style of an episode."""
        if not self.suite:
            return level_of(seed, self.knobs), self.style(seed)
        levels = _suite(self.suite, self.at)
        return levels[seed // len(self.styles) % len(levels)], self.styles[seed % len(self.styles)]


@cache
def _suite(name: str, at: Path | None) -> tuple[Level, ...]:
    return tuple(read_suite(name, at))


# ---- one episode


def demonstrate(
    engine: Engine,
    level: Level,
    style: str,
    *,
    text: bool = False,
    reasons: bool = True,
    noise: float = 0.0,
    stream: Stream | None = None,
    camera: Camera | None = None,
    bound: bool = False,
) -> Row:
    """Let the expert play a level, replay what it did, and return the line.

    Args:
        noise: the chance of a mistake before each act, drawn from ``stream``.
        camera: takes pictures and a trace; its files are to be written before the line is.
        bound: whether this version has just bound the level from its spec, so that the replay need not do so again; not
            so with levels that were frozen.

    Raises:
        DemoFailed: the expert did not solve it, or the replay showed something else.
    """
    act = _acted(level, style) if noise <= 0 else _rehearsed(level, style, noise, stream or Stream(0, "noise"))
    with Episode(engine, level) as episode:
        played = Recorder(episode, text=text)
        if camera is not None:
            camera.begin(episode.session)
        ended = False
        while not ended and len(played.steps) < level.max_steps:
            one = act(episode.snapshot)
            noted: dict[str, Any] = {"reason": one.why} if reasons else {}
            if one.mistake:
                noted |= {"mistake": True, "slip": one.kind}
            if camera is not None:
                noted |= camera.shoot(len(played.steps))
            ended = played.act(one.action, **noted).ended
        more = camera.end() if camera is not None else {}
        verdict = episode.verdict()
        if not verdict.success:
            raise DemoFailed(f"the expert ({style}) did not solve level {level.id}: {'; '.join(verdict.reasons)}")
        row = played.row(engine.name, style, verdict, **more)
    problems = replay(engine, row, known=level if bound else None)
    if problems:
        raise DemoFailed(f"level {level.id}: the replay differs: {problems[0]}")
    return row


def _acted(level: Level, style: str) -> Callable[[Snapshot], Act]:
    oracle = Oracle(level, style)
    reasons = Reasons(oracle)

    def act(now: Snapshot) -> Act:
        action = oracle.act(now)
        return Act(action, reasons.why(now, action))

    return act


def _rehearsed(level: Level, style: str, noise: float, stream: Stream) -> Callable[[Snapshot], Act]:
    acts = iter(rehearse(_own_engine("twin"), level, style, noise, stream))

    def act(now: Snapshot) -> Act:
        one = next(acts, None)
        if one is None:
            raise DemoFailed(f"level {level.id}: the episode does not end where its rehearsal did")
        return one

    return act


# ---- files


_BEGINNING = '{"plan":'  # of every line, see _line


def _kept(path: Path, plan: Plan) -> int:
    """Return how many episodes of the plan a file holds already; a half-written last line does not count.

    Raises:
        InputError: the file holds something else, or was begun by another version of the generator.
    """
    lines = whole_lines(path, _BEGINNING)
    rows = [read_line(line, f"{path} line {number}") for number, line in enumerate(lines, 1)]
    for number, row in enumerate(rows):
        if row.get("plan") != plan.mark() or row.get("seed") != plan.first + number:
            raise InputError(f"{path} holds demonstrations of another order or version (line {number + 1}); name another file or remove it")
        if not row["verdict"]["success"]:
            raise InputError(f"{path} holds what is no demonstration, since it is not solved (line {number + 1}); name another file or remove it")
    if len(rows) > plan.count:
        raise InputError(f"{path} holds {len(rows)} demonstrations already, more than {plan.count}")
    return len(rows)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a file holds now, how many of these are new, and how long those took in seconds."""

    held: int
    new: int
    seconds: float

    @property
    def rate(self) -> float:
        """New demonstrations for each second; 0 where there are none."""
        return self.new / self.seconds if self.new else 0.0


def record(plan: Plan, path: Path, *, jobs: int = 1, progress: Callable[[int], None] | None = None) -> Recorded:
    """Record what is missing of a plan into a file, in order of seeds.

    Every line is written as soon as those before it are, after the pictures it names, so that an interrupted recording
    goes on where it stopped; what a line that was never written left behind is removed then.

    Raises:
        DemoFailed: an episode is not solved or does not replay; what was recorded before it stays.
        InputError: the file holds something else, is written by another recording or cannot be written, or its folders
            hold what no file speaks of.
    """
    began = perf_counter()
    plan.mark()  # a suite that there is not is said before a file is made
    if (plan.images or plan.trace) and not path.exists():
        _refuse_others(path)
    with held(path):
        kept = done = _kept(path, plan)
        for done in _written(plan, path, kept, jobs):
            if progress is not None:
                progress(done)
    return Recorded(done, done - kept, perf_counter() - began)


def _written(plan: Plan, path: Path, kept: int, jobs: int) -> Iterator[int]:
    """Write what is missing; yield after each line how many there are."""
    seeds = range(plan.first + kept, plan.first + plan.count)
    try:
        if plan.images or plan.trace:
            sweep(path, kept)
        mend_end(path)
        with path.open("a", encoding="utf-8") as file:
            for done, (line, files) in enumerate(_lines(plan, seeds, folders_of(path), jobs), kept + 1):
                for name, content in files.items():
                    _whole(path.parent / name, content)
                file.write(line + "\n")
                file.flush()
                yield done
    except OSError as error:
        raise InputError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from None


def _refuse_others(path: Path) -> None:
    """Refuse folders that hold something where there is no file of lines: what lies there is somebody's."""
    for name in folders_of(path):
        folder = path.parent / name
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError(f"{folder} holds files already, and there is no {path.name}; name another file or remove them")


def _whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(content)
    draft.replace(path)


def _lines(plan: Plan, seeds: range, folders: tuple[str, str], jobs: int) -> Iterator[tuple[str, Files]]:
    if jobs == 1 or len(seeds) < 2:
        with _engine_for(plan) as engine:
            for seed in seeds:
                yield _line(engine, plan, seed, folders)
        return
    yield from in_order(partial(_line_elsewhere, plan, folders), seeds, min(jobs, len(seeds)))


def _engine_for(plan: Plan) -> Engine:
    return engine_named(plan.engine, channels=("boxes",)) if plan.images else engine_named(plan.engine)


@cache
def _own_engine(name: str) -> Engine:
    return engine_named(name)  # one for the life of a process


@cache
def _own_engine_for(plan: Plan) -> Engine:
    return _engine_for(plan)


def _line_elsewhere(plan: Plan, folders: tuple[str, str], seed: int) -> tuple[str, Files]:
    return _line(_own_engine_for(plan), plan, seed, folders)


def _line(engine: Engine, plan: Plan, seed: int, folders: tuple[str, str]) -> tuple[str, Files]:
    level, style = plan.episode(seed)
    camera = Camera(seed - plan.first + 1, folders, plan.images, plan.trace) if plan.images or plan.trace else None
    stream = Stream(seed, "demo", "noise", style)
    row = demonstrate(
        engine, level, style, text=plan.text, reasons=plan.reasons, noise=plan.noise, stream=stream, camera=camera,
        bound=not plan.suite,
    )  # fmt: skip
    line = json.dumps({"plan": plan.mark(), "seed": seed} | row, ensure_ascii=False, separators=(",", ":"))
    return line, camera.files if camera is not None else {}
