"""How fast is an engine? The expert and random walks over levels that never repeat; the text is read at every step."""

from __future__ import annotations

import asyncio
import resource
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import perf_counter, process_time
from typing import Any

from webgen.actions import Action
from webgen.engines.base import Engine, SiteLike, World
from webgen.engines.chromium.session import ChromiumEngine
from webgen.episode import world_of
from webgen.errors import InputError
from webgen.generate import Knobs, level_of
from webgen.oracle import STYLES, Oracle
from webgen.site.http import Request, Response
from webgen.snapshot import Snapshot
from webgen.spec import Level
from webgen.streams import Stream
from webgen.walks import random_action

RANDOM_STEPS = 8
PAGES = (1, 2, 4, 8)
Choose = Callable[[Snapshot], Action | None]


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of the values lies (nearest rank), 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class _Counted:
    """A site that counts the documents it is asked for; the hypermedia client's requests are not among them."""

    def __init__(self, site: SiteLike) -> None:
        self._site = site
        self.documents = 0

    def handle(self, request: Request) -> Response:
        self.documents += not request.htmx and not request.path.startswith("/static/")
        return self._site.handle(request)

    def checkpoint(self) -> Any:
        return self._site.checkpoint()

    def restore(self, state: Any) -> None:
        self._site.restore(state)


@dataclass
class BenchReport:
    """Times of one engine, in seconds; ``thinking`` (expert, random choice, making levels) is not the engine's."""

    engine: str
    levels: int = 0
    changed: int = 0
    mistakes: int = 0
    in_page: list[float] = field(default_factory=list)
    navigation: list[float] = field(default_factory=list)
    resets: list[float] = field(default_factory=list)
    busy: float = 0.0  # processor time of this process in steps, which other processes do not stretch
    pages: dict[int, float] = field(default_factory=dict)
    acting: dict[int, float] = field(default_factory=dict)  # the same, time of resets left out

    @property
    def steps(self) -> list[float]:
        """The times of all steps."""
        return self.in_page + self.navigation

    def as_json(self) -> dict[str, Any]:
        """Return the report with the stable keys of the command line; times in ms."""
        steps = self.steps
        result: dict[str, Any] = {
            "engine": self.engine,
            "steps_per_second": round(len(steps) / sum(steps), 1) if steps else 0.0,
            "steps_per_busy_second": round(len(steps) / self.busy, 1) if self.busy else 0.0,
            "steps_per_second_with_resets": round(len(steps) / (sum(steps) + sum(self.resets)), 1) if steps else 0.0,
            "step_ms": _ms(steps),
            "reset_ms": _ms(self.resets),
            "memory_mb": _memory_mb(),
            "levels": self.levels,
            "steps": len(steps),
            "changed_share": round(self.changed / len(steps), 3) if steps else 0.0,
            "mistake_share": round(self.mistakes / len(steps), 3) if steps else 0.0,
            "in_page_ms": _ms(self.in_page),
            "navigation_ms": _ms(self.navigation),
        }
        if self.pages:
            result["pages"] = {str(count): round(speed, 1) for count, speed in self.pages.items()}
            result["pages_acting"] = {str(count): round(speed, 1) for count, speed in self.acting.items()}
        return result


def _ms(seconds: list[float]) -> dict[str, float]:
    return {"p50": round(percentile(seconds, 0.5) * 1000, 2), "p95": round(percentile(seconds, 0.95) * 1000, 2)}


def _memory_mb() -> float:
    """Return the most memory this process has held; the browser is another process and not counted."""
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20, 1)


def bench(
    engine: Engine,
    *,
    seconds: float = 20.0,
    first: int = 0,
    knobs: Knobs | None = None,
    progress: Callable[[BenchReport], None] | None = None,
) -> BenchReport:
    """Time an engine on fresh levels for a while of engine time; Chromium then also over several pages at once."""
    if seconds <= 0:
        raise InputError(f"seconds must be more than 0, not {seconds}")
    report = BenchReport(engine.name)
    _episode(engine, first, knobs, BenchReport(engine.name))  # templates, parsers and the browser warm up
    for seed in _seeds(first + 1):
        _episode(engine, seed, knobs, report)
        if progress is not None:
            progress(report)
        if sum(report.steps) + sum(report.resets) > seconds:
            break
    if isinstance(engine, ChromiumEngine):
        for count in PAGES:
            both = asyncio.run(_together(engine, count, first + 10_000 * count, seconds / 2, knobs))
            report.pages[count], report.acting[count] = both
            if progress is not None:
                progress(report)
    return report


def _seeds(first: int) -> Iterator[int]:
    while True:
        yield first
        first += 1


def _chooser(level: Level, seed: int) -> Choose:
    """Return the default mix: a few random steps somewhere on the site, then the expert to the end.

    Odd seeds walk at random only. Styles take turns.
    """
    stream = Stream(seed, "bench")
    oracle = Oracle(level, STYLES[seed // 2 % len(STYLES)])
    taken = 0

    def choose(snapshot: Snapshot) -> Action | None:
        nonlocal taken
        taken += 1
        if seed % 2 == 0:
            return oracle.act(snapshot)
        return random_action(snapshot, stream.child(taken)) if taken <= RANDOM_STEPS else None

    return choose


def _episode(engine: Engine, seed: int, knobs: Knobs | None, report: BenchReport) -> None:
    level = level_of(seed, knobs)
    choose = _chooser(level, seed)
    start = perf_counter()
    world, sites = world_of(level)
    counted = {host: _Counted(site) for host, site in world.sites.items()}
    session = engine.open(World(counted, world.start, world.files))
    report.resets.append(perf_counter() - start)
    report.levels += 1
    try:
        while (action := choose(session.snapshot)) is not None:
            documents = sum(site.documents for site in counted.values())
            before = session.snapshot.text
            start, busy = perf_counter(), process_time()
            step = session.act(action)
            text = step.snapshot.text
            spent, busy = perf_counter() - start, process_time() - busy
            if step.ended:
                break
            report.busy += busy
            navigated = sum(site.documents for site in counted.values()) > documents
            (report.navigation if navigated else report.in_page).append(spent)
            report.changed += text != before
            report.mistakes += step.error is not None
    finally:
        session.close()
        for site in sites:
            site.close()


# ---- many pages at once


async def _together(
    engine: ChromiumEngine, count: int, first: int, seconds: float, knobs: Knobs | None
) -> tuple[float, float]:
    """Return the steps per second of ``count`` pages on one loop: resets included but for each page's first, and left out."""
    streams = [_Stream(engine, first + 500 * number, knobs) for number in range(count)]
    await asyncio.gather(*(stream.open() for stream in streams))
    start = perf_counter()
    steps = await asyncio.gather(*(stream.run(start + seconds) for stream in streams))
    return sum(steps) / (perf_counter() - start), sum(steps) * count / sum(stream.spent for stream in streams)


class _Stream:
    """One page that plays level after level."""

    def __init__(self, engine: ChromiumEngine, seed: int, knobs: Knobs | None) -> None:
        self.engine, self.seed, self.knobs = engine, seed, knobs
        self.spent = 0.0  # seconds in actions

    async def open(self) -> None:
        """Open the next level."""
        level = level_of(self.seed, self.knobs)
        self.choose = _chooser(level, self.seed)
        world, self.sites = world_of(level)
        self.session = await self.engine.async_open(world)
        self.seed += 1

    async def run(self, until: float) -> int:
        """Act until a moment; return how many steps were taken."""
        steps = 0
        while perf_counter() < until:
            action = self.choose(self.session.snapshot)
            began = perf_counter()
            ended = action is None or (await self.session.async_act(action)).ended
            self.spent += perf_counter() - began
            steps += not ended and len(self.session.snapshot.text) > 0
            if ended:
                await self.close()
                await self.open()
        await self.close()
        return steps

    async def close(self) -> None:
        """Close the session and its sites."""
        await asyncio.to_thread(self.session.close)
        for site in self.sites:
            site.close()
