"""Play many episodes at once: seats that levels are dealt to, and agents that choose for all seats together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from time import perf_counter
from typing import Protocol

from agent.encode import Past
from agent.goal import Goal
from webgen.actions import Action, Done, GiveUp
from webgen.candidates import Candidate, candidates, index_of
from webgen.engines.base import Engine, Step
from webgen.episode import Episode
from webgen.errors import EngineFault, Unsupported
from webgen.evaluation.witness import Witness
from webgen.oracle import Oracle, OracleStuck
from webgen.snapshot import Snapshot
from webgen.spec import Level
from webgen.streams import Stream
from webgen.trajectory import Recorder

FAULTS = (EngineFault, Unsupported)


class Seat:
    """One episode being played: what the agent knows, and the level it may not look into.

    Args:
        engine: where it is played.
        level: what is played.
        number: of the level.
        attempt: which of several episodes of the level this is.
        keep: whether to write down every step, in :attr:`recorder`, and what else is done, in :attr:`witness`.
    """

    def __init__(self, engine: Engine, level: Level, number: int, attempt: int = 0, *, keep: bool = False) -> None:
        self.level, self.number, self.attempt = level, number, attempt
        self.goal = Goal(level.task.goal)
        self.past = Past(self.goal)
        self.seconds = 0.0  # of its own: opening, looking, acting, and its share of the agent's choosing
        self.errors = 0
        with self.clocked():
            self.episode = Episode(engine, level)
        self.among: list[Candidate] = []
        self.recorder = Recorder(self.episode) if keep else None
        self.witness = Witness(level) if keep else None
        if self.witness is not None:
            self.witness.see(self.snapshot)

    @cached_property
    def _id(self) -> str:
        """The id of the level, hashed once."""
        return self.level.id

    @property
    def place(self) -> tuple[int | str, ...]:
        """What names this step of this episode: what an agent draws by, so that a rerun repeats and attempts differ."""
        first = (self._id, self.past.steps)
        return (*first, "attempt", self.attempt) if self.attempt else first

    @property
    def snapshot(self) -> Snapshot:
        """What the agent sees now."""
        return self.episode.snapshot

    def look(self) -> list[Candidate]:
        """List what could be done now."""
        with self.clocked():
            self.among = candidates(self.snapshot, self.goal.text, rich=False)
        return self.among

    def act(self, candidate: Candidate) -> Step:
        """Take a candidate and remember it."""
        before = self.snapshot
        played = self.episode if self.recorder is None else self.recorder
        with self.clocked():
            step = played.act(candidate.action)
        if self.witness is not None:
            self.witness.see(self.snapshot)
        self.errors += step.error is not None
        self.past.note(before, candidate, step.error)
        return step

    @contextmanager
    def clocked(self, share: float = 1.0) -> Iterator[None]:
        """Count the time inside, or a share of it, as this episode's."""
        began = perf_counter()
        try:
            yield
        finally:
            self.seconds += share * (perf_counter() - began)

    @property
    def spent(self) -> bool:
        """Whether the step limit is reached."""
        return self.past.steps >= self.level.max_steps


@dataclass(frozen=True, slots=True)
class Row:
    """One finished episode. ``ending`` is done, give_up, limit, fault or stuck; a fault is no failure of the agent."""

    number: int
    level: str
    content_seed: int
    workflow: str
    variant: str
    domain: str
    login: bool
    frictions: int
    success: bool
    ending: str
    steps: int
    limit: int
    errors: int
    seconds: float
    why: str = ""
    acts: tuple[str, ...] = field(default=())
    attempt: int = 0

    @property
    def fault(self) -> bool:
        """Whether our infrastructure failed."""
        return self.ending == "fault"


class Agent(Protocol):
    """Chooses for many seats at once."""

    def begin(self, seat: Seat) -> None:
        """Meet a new episode."""

    def choose(self, seats: Sequence[Seat]) -> list[Candidate]:
        """Return what to do in each seat, whose candidates are in ``seat.among``."""


class Random:
    """Takes any candidate, all alike, but seldom one that ends the episode: the floor of every comparison.

    Done (with or without an answer) and giving up are drawn with a chance of 1 / (2 * limit) each a step, and with that of
    all candidates where there is nothing else: a walk that looks around until it stops.
    """

    def __init__(self, seed: int = 0) -> None:
        self.stream = Stream(seed, "random agent")

    def begin(self, seat: Seat) -> None:
        """Nothing to prepare."""

    def choose(self, seats: Sequence[Seat]) -> list[Candidate]:
        """Draw by the place of the episode and step, so that a rerun repeats."""
        return [self._draw(seat) for seat in seats]

    def _draw(self, seat: Seat) -> Candidate:
        stream = self.stream.child(*seat.place)
        kinds = [[one for one in seat.among if isinstance(one.action, kind)] for kind in (Done, GiveUp)]
        others = [one for one in seat.among if not isinstance(one.action, (Done, GiveUp))]
        turn = int(stream.child("stop").unit() * 2 * seat.level.max_steps)
        among = kinds[turn] if turn < len(kinds) else others
        among = among or seat.among
        return among[stream.integer(0, len(among) - 1)]


class Expert:
    """The oracle as an agent. It reads the level: a ceiling, not a competitor."""

    def __init__(self) -> None:
        self.oracles: dict[tuple[int, int], Oracle] = {}

    def begin(self, seat: Seat) -> None:
        """Make an oracle for the episode."""
        self.oracles[seat.number, seat.attempt] = Oracle(seat.level, "mouse")

    def choose(self, seats: Sequence[Seat]) -> list[Candidate]:
        """Ask each oracle."""
        return [as_candidate(self.oracles[seat.number, seat.attempt].act(seat.snapshot), seat) for seat in seats]


def as_candidate(action: Action, seat: Seat) -> Candidate:
    """Return the candidate of an action, or one made for it where the list holds none."""
    place = index_of(action, seat.among)
    return seat.among[place] if place is not None else Candidate(action, "wait", -1, None, "")


def row_of(seat: Seat, ending: str, why: str = "") -> Row:
    """Return what came of an episode."""
    level, task = seat.level, seat.level.task
    judged = ending in ("done", "give_up", "limit")
    verdict = seat.episode.verdict() if judged else None
    return Row(
        number=seat.number,
        level=level.id,
        content_seed=level.content_seed,
        workflow=task.workflow,
        variant=task.variant,
        domain=level.spec.sites[0].domain,
        login=level.spec.sites[0].login,
        frictions=len(level.spec.frictions),
        success=verdict is not None and verdict.success and ending != "limit",
        ending=ending,
        steps=seat.past.steps,
        limit=level.max_steps,
        errors=seat.errors,
        seconds=round(seat.seconds, 3),
        why=why or ("; ".join(verdict.reasons)[:200] if verdict and not verdict.success else ""),
        acts=tuple(" ".join(part for part in act if part) for act in seat.past.acts),
        attempt=seat.attempt,
    )


Watch = Callable[[Seat, Candidate, Step | None, bool], None]
Deal = tuple[int, int, Level]  # number of the level, attempt, level


def play_levels(
    engine: Engine,
    levels: Iterable[Level],
    agent: Agent,
    *,
    seats: int = 8,
    threads: int = 0,
    watch: Watch | None = None,
    ended: Callable[[Seat, Row], None] | None = None,
) -> Iterator[Row]:
    """Play each level once and yield a row for each finished episode; see :func:`play_deals`."""
    deals = ((number, 0, level) for number, level in enumerate(levels))
    return play_deals(engine, deals, agent, seats=seats, threads=threads, watch=watch, ended=ended)


def play_deals(
    engine: Engine,
    deals: Iterable[Deal],
    agent: Agent,
    *,
    seats: int = 8,
    threads: int = 0,
    keep: bool = False,
    watch: Watch | None = None,
    ended: Callable[[Seat, Row], None] | None = None,
) -> Iterator[Row]:
    """Deal levels to seats and yield a row for each finished episode.

    Args:
        engine: where they are played.
        deals: what is played, with the number of each level and attempt.
        agent: who plays.
        seats: episodes at once.
        threads: threads that act, for an engine that waits on a browser; 0 acts in this thread.
        keep: whether seats write down their steps.
        watch: sees each action taken, before the page is looked at again, and whether it ended the episode.
        ended: sees each seat once its episode is over, before it is closed; not that of a level that could not be opened.
    """
    waiting = iter(deals)
    taken: list[Seat] = []
    with _Pool(threads) as together:
        while True:
            opened, faults = _open(engine, agent, waiting, seats - len(taken), together, keep)
            yield from faults
            taken += opened
            if not taken:
                return
            for seat in taken:
                seat.look()
            chosen, taken, lost = _choose(agent, taken)
            steps = together(_act, list(zip(taken, chosen, strict=True)))
            going = []
            for seat, candidate, step in zip(taken, chosen, steps, strict=True):
                row = _after(seat, candidate, step)
                if watch is not None:
                    watch(seat, candidate, step if isinstance(step, Step) else None, row is not None)
                if row is None:
                    going.append(seat)
                else:
                    lost.append((seat, row))
            for seat, row in lost:
                if ended is not None:
                    ended(seat, row)
                yield row
            together(_close, [(seat,) for seat, _ in lost])
            taken = going


Together = Callable[[Callable[..., object], Sequence[tuple[object, ...]]], list[object]]


class _Pool:
    """Calls a function over argument tuples, in threads or in turn."""

    def __init__(self, threads: int) -> None:
        self.pool = ThreadPoolExecutor(threads) if threads > 0 else None

    def __enter__(self) -> Together:
        if self.pool is None:
            return lambda function, rows: [function(*row) for row in rows]
        mapped = self.pool.map
        return lambda function, rows: list(mapped(lambda row: function(*row), rows))

    def __exit__(self, *exc: object) -> None:
        if self.pool is not None:
            self.pool.shutdown(wait=True)


def _open(
    engine: Engine, agent: Agent, waiting: Iterator[Deal], free: int, together: Together, keep: bool
) -> tuple[list[Seat], list[Row]]:
    dealt = list(islice(waiting, free))
    opened, faults = [], []
    for deal, result in zip(dealt, together(_sit, [(engine, keep, *deal) for deal in dealt]), strict=True):
        if isinstance(result, Seat):
            agent.begin(result)
            opened.append(result)
        else:
            faults.append(fault_row(*deal, str(result)))
    return opened, faults


def fault_row(number: int, attempt: int, level: Level, why: str) -> Row:
    """Return the row of a level that could not even be opened."""
    return Row(
        number, level.id, level.content_seed, level.task.workflow, level.task.variant, level.spec.sites[0].domain,
        level.spec.sites[0].login, len(level.spec.frictions), False, "fault", 0, level.max_steps, 0, 0.0, why[:200],
        attempt=attempt,
    )  # fmt: skip


def _sit(engine: Engine, keep: bool, number: int, attempt: int, level: Level) -> Seat | Exception:
    try:
        return Seat(engine, level, number, attempt, keep=keep)
    except FAULTS as fault:
        return fault


def _close(seat: Seat) -> None:
    """Free an episode that is over and counted: trouble with that is no trouble of the next one."""
    with suppress(*FAULTS):
        seat.episode.close()


def _choose(agent: Agent, taken: list[Seat]) -> tuple[list[Candidate], list[Seat], list[tuple[Seat, Row]]]:
    """Ask the agent; an expert that is stuck loses its episode."""
    try:
        with ExitStack() as clocks:
            for seat in taken:
                clocks.enter_context(seat.clocked(1 / len(taken)))
            return agent.choose(taken), taken, []
    except OracleStuck:
        pass
    chosen, kept, lost = [], [], []
    for seat in taken:
        try:
            chosen += agent.choose([seat])
            kept.append(seat)
        except OracleStuck as stuck:
            lost.append((seat, row_of(seat, "stuck", str(stuck)[:200])))
    return chosen, kept, lost


def _act(seat: Seat, candidate: Candidate) -> Step | Exception:
    try:
        return seat.act(candidate)
    except FAULTS as fault:
        return fault


def _after(seat: Seat, candidate: Candidate, step: object) -> Row | None:
    """Return the row of an episode that is over."""
    if not isinstance(step, Step):
        return row_of(seat, "fault", str(step)[:200])
    if step.ended:
        return row_of(seat, "give_up" if isinstance(candidate.action, GiveUp) else "done")
    return row_of(seat, "limit") if seat.spent else None
