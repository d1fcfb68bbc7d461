"""Players of a run: each yields the trajectories of the episodes it is dealt, as they end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import local
from typing import TYPE_CHECKING, Any

from agent.evaluate import PAGES, SEATS
from agent.play import Agent, Deal, Row, Seat, play_deals
from webgen.engines import engine as engine_named
from webgen.engines.base import Engine
from webgen.evaluation.outcome import FAULT
from webgen.spec import Level
from webgen.trajectory import FORMAT
from webgen.trajectory import Row as Line

if TYPE_CHECKING:
    from agent.llm import Model

Lines = Iterator[tuple[int, int, Line]]  # number of the level, attempt, trajectory


def fault_line(level: Level, engine: str, player: str, why: str, usage: dict[str, Any], seconds: float) -> Line:
    """Return the line of an episode that could not even be opened: it holds no step."""
    return {
        "format": FORMAT, "goal": level.task.goal, "workflow": level.task.workflow, "domain": level.spec.task_site.domain,
        "level": {"id": level.id, "content_seed": level.content_seed, "spec": level.spec.model_dump(mode="json")},
        "engine": engine, "style": "", "player": player, "ending": FAULT, "why": why[:200], "seconds": seconds, "usage": usage,
        "steps": [], "final": "", "verdict": {"success": False, "subgoals": [], "reasons": ["the level could not be opened"]},
    }  # fmt: skip


def agent_lines(agent: Agent, player: str, engine: str, deals: Iterable[Deal], *, rows: list[Row] | None = None) -> Lines:
    """Let an agent that chooses for many seats at once play; in Chromium several pages run at once.

    Args:
        agent: who plays.
        player: what the lines call it.
        engine: where it plays.
        deals: what is played.
        rows: takes in the row of each episode, where it is wanted.
    """
    levels: dict[tuple[int, int], Level] = {}
    made: dict[tuple[int, int], Line] = {}

    def dealt() -> Iterator[Deal]:
        for number, attempt, level in deals:
            levels[number, attempt] = level
            yield number, attempt, level

    def ended(seat: Seat, row: Row) -> None:
        made[row.number, row.attempt] = _line_of(seat, row, player, engine)

    with engine_named(engine) as running:
        threads = PAGES if engine == "chromium" else 0
        for row in play_deals(running, dealt(), agent, seats=SEATS[engine], threads=threads, keep=True, ended=ended):
            if rows is not None:
                rows.append(row)
            key = row.number, row.attempt
            level = levels.pop(key)
            yield *key, made.pop(key) if key in made else fault_line(level, engine, player, row.why, {}, row.seconds)


def _line_of(seat: Seat, row: Row, player: str, engine: str) -> Line:
    assert seat.recorder is not None, "the seats of a run write down their steps"
    assert seat.witness is not None, "the seats of a run write down what else is done"
    verdict, why = seat.episode.verdict(), row.why if row.ending in (FAULT, "stuck") else ""
    seen = seat.witness.tell(seat.episode.log(), verdict, seat.episode.session.ending)
    return seat.recorder.row(
        engine, "", verdict, player=player, ending=row.ending, why=why, seconds=row.seconds, usage={}, **seen
    )


class ModelSeats:
    """Threads in which a language model plays; Chromium is shared, the twin is one for each thread."""

    def __init__(self, engine: str, parallel: int) -> None:
        self.name = engine
        self.shared = engine_named(engine) if engine == "chromium" else None
        self.own = local()
        self.pool = ThreadPoolExecutor(parallel, "webgen-model")
        self.parallel = parallel

    def _engine(self) -> Engine:
        if self.shared is not None:
            return self.shared
        if not hasattr(self.own, "engine"):
            self.own.engine = engine_named(self.name)
        found: Engine = self.own.engine
        return found

    def play(self, model: Model, deals: Iterable[Deal]) -> Lines:
        """Yield episodes as they end; no more are begun than are being played.

        Where one raises, or somebody interrupts, no more are begun, those that are being played are yielded, and then it
        is raised: what a model was paid for is not lost.
        """
        from agent.llm import play

        waiting = iter(deals)
        running: dict[Future[Line], tuple[int, int]] = {}
        trouble: BaseException | None = None
        while True:
            while trouble is None and len(running) < self.parallel and (deal := next(waiting, None)) is not None:
                number, attempt, level = deal
                running[self.pool.submit(lambda one: play(model, self._engine(), one), level)] = number, attempt
            if not running:
                break
            try:
                ended, _ = wait(running, return_when=FIRST_COMPLETED)
            except KeyboardInterrupt as interrupt:
                if trouble is not None:  # again: now
                    raise
                trouble = interrupt
                continue
            for future in ended:
                key = running.pop(future)
                try:
                    line = future.result()
                except Exception as error:  # noqa: BLE001 - of whatever kind, it is raised below
                    trouble = trouble or error
                else:
                    yield *key, line
        if trouble is not None:
            raise trouble

    def __enter__(self) -> ModelSeats:
        return self

    def __exit__(self, *exc: object) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)
        if self.shared is not None:
            self.shared.close()
