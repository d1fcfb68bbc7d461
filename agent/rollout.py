"""Collect from many twins: the policy as an agent, trajectories, and a crew of processes that play and record."""

from __future__ import annotations

import multiprocessing
import os
import re
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from agent.encode import Encoded, encode
from agent.imitate import Demonstration, Detours, demonstrate
from agent.play import Agent, Random, Row, Seat, play_levels
from agent.policy import Policy, collate, revived
from agent.words import Vocabulary
from webgen.candidates import Candidate
from webgen.curriculum.base import Lesson
from webgen.engines import engine
from webgen.engines.base import Engine
from webgen.errors import EngineFault
from webgen.generate import Knobs, level_of
from webgen.memory import collect_rarely
from webgen.streams import Stream

SEATS = 12
ROUNDS = 2  # how often a cold policy may do the same on the same page
_REF = re.compile(r" \[ref=\w+\]")
# glibc gives big blocks back at once unless told otherwise; 10 to 20 % of an update was spent on page faults
MALLOC = {"MALLOC_MMAP_THRESHOLD_": "268435456", "MALLOC_TRIM_THRESHOLD_": "536870912", "MALLOC_TOP_PAD_": "67108864"}


@dataclass
class Trajectory:
    """One episode of the policy: decisions, choices, their log probabilities, value estimates, and the reward."""

    samples: list[Encoded] = field(default_factory=list)
    choices: list[int] = field(default_factory=list)
    log_probs: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    row: Row | None = None
    cell: str = ""
    spec_id: str = ""


class Learner:
    """The policy as an agent. Sampling draws from named streams, so that a rerun repeats.

    Args:
        policy: the network, used as it is.
        vocabulary: interns what it reads.
        temperature: 1 samples from the policy, lower ones sharpen it, 0 takes the best. A cold policy that is about to
            do the same on the same page for the third time samples instead: else it would go round for ever.
        seed: of the sampling.
        record: whether to keep trajectories, found in :attr:`trajectories` by the seat's number.
    """

    def __init__(
        self, policy: Policy, vocabulary: Vocabulary, *, temperature: float = 1.0, seed: int = 0, record: bool = False
    ) -> None:
        self.policy, self.vocabulary = policy.eval(), vocabulary
        self.temperature, self.record = temperature, record
        self.stream = Stream(seed, "learner")
        self.trajectories: dict[int, Trajectory] = {}
        self.visits: dict[tuple[int, int], Counter[tuple[str, int]]] = {}

    def begin(self, seat: Seat) -> None:
        """Start a trajectory."""
        self.visits[seat.number, seat.attempt] = Counter()
        if self.record:
            self.trajectories[seat.number] = Trajectory()

    def choose(self, seats: Sequence[Seat]) -> list[Candidate]:
        """Evaluate the policy for all seats in one batch and draw."""
        samples = [encode(seat.snapshot, seat.goal, seat.past, seat.among, self.vocabulary) for seat in seats]
        with torch.inference_mode():
            log_probs, values = self.policy(collate(samples, self.vocabulary.table))
        rows = log_probs.numpy().astype(np.float64)
        chosen = []
        for seat, sample, row, value in zip(seats, samples, rows, values.tolist(), strict=True):
            index = self._draw(row[: len(seat.among)], seat)
            chosen.append(seat.among[index])
            if self.record:
                kept = self.trajectories[seat.number]
                kept.samples.append(sample)
                kept.choices.append(index)
                kept.log_probs.append(float(row[index]))
                kept.values.append(value)
        return chosen

    def _draw(self, log_probs: NDArray[np.float64], seat: Seat) -> int:
        temperature = self.temperature
        best = int(log_probs.argmax())
        if temperature < 1.0:
            place = (_REF.sub("", seat.snapshot.text), best)
            self.visits[seat.number, seat.attempt][place] += 1
            if self.visits[seat.number, seat.attempt][place] > ROUNDS:
                temperature = 1.0
        if temperature == 0.0:
            return best
        heated = np.exp((log_probs - log_probs.max()) / temperature)
        mark = self.stream.child(*seat.place).unit() * heated.sum()
        return min(int(np.searchsorted(heated.cumsum(), mark)), len(log_probs) - 1)


# ---- what a process of the crew does ----------------------------------------------------------------------------


@dataclass
class Workplace:
    """What a process keeps between jobs."""

    engine: Engine
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    policy: Policy | None = None

    def demonstrations(self, seeds: Sequence[int], knobs: Knobs, detours: Detours) -> list[Demonstration | None]:
        """Record one demonstration for each seed."""
        return [
            demonstrate(self.engine, level_of(seed, knobs), self.vocabulary, Stream(seed, "demonstration"), detours)
            for seed in seeds
        ]

    def lessons(self, lessons: Sequence[Lesson], temperature: float, seed: int) -> list[Trajectory]:
        """Play lessons with the policy; return those that ended without a fault."""
        agent = Learner(self._policy(), self.vocabulary, temperature=temperature, seed=seed, record=True)
        levels = [lesson.level() for lesson in lessons]
        kept = []
        for row in play_levels(self.engine, levels, agent, seats=SEATS):
            if row.fault:
                continue
            trajectory = agent.trajectories[row.number]
            lesson = lessons[row.number]
            trajectory.row, trajectory.cell, trajectory.spec_id = row, lesson.cell, lesson.spec.id
            kept.append((row.number, trajectory))
        return [trajectory for _, trajectory in sorted(kept, key=lambda pair: pair[0])]

    def rows(self, seeds: Sequence[int], knobs: Knobs, temperature: float, seed: int, policy: bool) -> list[Row]:
        """Play the levels of seeds with the policy, or at random; return what came of each."""
        agent: Agent = (
            Learner(self._policy(), self.vocabulary, temperature=temperature, seed=seed) if policy else Random(seed)
        )
        levels = [level_of(number, knobs) for number in seeds]
        return sorted(play_levels(self.engine, levels, agent, seats=SEATS), key=lambda row: row.number)

    def weights(self, state: dict[str, Any]) -> None:
        """Take over a policy."""
        self.policy = revived(state)

    def _policy(self) -> Policy:
        if self.policy is None:
            raise EngineFault("the crew was asked to play before it was given weights")
        return self.policy


def _serve(pipe: Connection) -> None:
    """Do jobs until the pipe closes; each answer carries the phrases that are new since the last."""
    torch.set_num_threads(1)
    collect_rarely()
    place = Workplace(engine("twin"))
    known = 0
    while True:
        try:
            name, arguments = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            result = getattr(place, name)(*arguments)
        except Exception:  # noqa: BLE001 - told to the parent, which raises it
            pipe.send((traceback.format_exc(), None, []))
            continue
        pipe.send(("", result, place.vocabulary.texts[known:]))
        known = len(place.vocabulary)


class Crew:
    """Processes with an engine each, and one vocabulary over all of them.

    ``size`` 0 does everything in this process, which makes runs repeat bit for bit.
    """

    def __init__(self, size: int) -> None:
        self.vocabulary = Vocabulary()
        self.size = size
        self._own = Workplace(engine("twin"), self.vocabulary) if size == 0 else None
        self._numbers: list[NDArray[np.int32]] = [np.zeros(0, np.int32) for _ in range(size)]
        self._pipes: list[Connection] = []
        self._processes: list[BaseProcess] = []
        context = multiprocessing.get_context("spawn")
        before = {name: os.environ.get(name) for name in MALLOC}
        os.environ.update(MALLOC)
        for _ in range(size):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *exc: object) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(timeout=5)
            if process.is_alive():
                process.terminate()

    def share(self, state: dict[str, Any]) -> None:
        """Give every process a policy."""
        self.do("weights", [(state,)] * max(self.size, 1))

    def do(
        self, job: str, arguments: Sequence[tuple[Any, ...]], progress: Callable[[int], None] | None = None
    ) -> list[Any]:
        """Do a job once for each tuple of arguments; results in their order. Jobs are dealt in turn, always alike.

        Raises:
            EngineFault: a process failed; carries its traceback.
        """
        results: list[Any] = [None] * len(arguments)
        if self._own is not None:
            for number, given in enumerate(arguments):
                results[number] = getattr(self._own, job)(*given)
                if progress is not None:
                    progress(number + 1)
            return results
        answers = self._answers(job, arguments, progress)
        for number, (result, texts) in enumerate(answers):
            worker = number % self.size
            numbers = np.concatenate([self._numbers[worker], self.vocabulary.adopt(texts)])
            self._numbers[worker] = numbers
            results[number] = _renumbered(result, numbers)
        return results

    def _answers(
        self, job: str, arguments: Sequence[tuple[Any, ...]], progress: Callable[[int], None] | None
    ) -> list[tuple[Any, list[str]]]:
        answers: list[Any] = [None] * len(arguments)
        at = {worker: worker for worker in range(self.size) if worker < len(arguments)}
        for worker, number in at.items():
            self._pipes[worker].send((job, arguments[number]))
        finished = 0
        while at:
            for pipe in wait([self._pipes[worker] for worker in at]):
                worker = self._pipes.index(pipe)  # type: ignore[arg-type]
                try:
                    trouble, result, texts = self._pipes[worker].recv()
                except EOFError:
                    raise EngineFault(f"process {worker} of the crew died during {job}") from None
                if trouble:
                    raise EngineFault(f"process {worker} of the crew failed:\n{trouble}")
                answers[at[worker]] = (result, texts)
                finished += 1
                if progress is not None:
                    progress(finished)
                at[worker] += self.size
                if at[worker] < len(arguments):
                    self._pipes[worker].send((job, arguments[at[worker]]))
                else:
                    del at[worker]
        return answers


def _renumbered(result: Any, numbers: NDArray[np.int32]) -> Any:
    """Bring the decisions of a result to the crew's vocabulary."""
    for item in result if isinstance(result, list) else ():
        if isinstance(item, Demonstration | Trajectory):
            item.samples = [sample.moved(numbers) for sample in item.samples]
    return result
