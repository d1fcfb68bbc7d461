"""Environments by index, in this process or in others; a fault in one of them is a value, not an exception."""

from __future__ import annotations

import multiprocessing
import signal
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Literal

from webgen.engines.base import Engine
from webgen.env import FACES, FAULTS, WebEnv
from webgen.errors import EngineFault, InputError, WebgenError
from webgen.memory import collect_rarely
from webgen.streams import Stream

RETRIES = 3
WORKER_SECONDS = 120.0  # of silence, after which a process counts as dead
Options = Mapping[str, Any]
Turn = tuple[Any, float, bool, bool, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to make one environment; travels to other processes."""

    engine: str | Engine
    face: str
    options: Mapping[str, Any]
    face_options: Mapping[str, Any]

    def make(self) -> Any:
        """Make it."""
        env = WebEnv(self.engine, **self.options)
        wrapper = FACES[self.face]
        return env if wrapper is None else wrapper(env, **self.face_options)


@dataclass(frozen=True, slots=True)
class Order:
    """What one environment is to do: take an action, or reset."""

    do: Literal["step", "reset", "seed"]
    action: Any = None
    seed: int | None = None
    options: Options | None = None


# ---- one environment --------------------------------------------------------------------------------------------


class Lane:
    """One environment whose faults are values."""

    def __init__(self, recipe: Recipe) -> None:
        self.env = recipe.make()

    def run(self, order: Order) -> Turn | str:
        """Return what came of it, or what broke."""
        if order.do == "seed":
            self._web.seed_stream(order.seed)
            return ""
        if order.do == "reset":
            seen, info = self._reset(order)
            return seen, 0.0, False, False, info
        if not self._web.is_open:  # its process was started anew
            return "EngineFault: the episode was lost with its process"
        try:
            seen, reward, terminated, truncated, info = self.env.step(order.action)
        except FAULTS as fault:
            self._web.restart()
            return f"{type(fault).__name__}: {fault}"
        return seen, float(reward), terminated, truncated, info

    @property
    def _web(self) -> WebEnv:
        assert isinstance(self.env.unwrapped, WebEnv)
        return self.env.unwrapped

    def _reset(self, order: Order) -> tuple[Any, dict[str, Any]]:
        """Reset; a fault on the way is met by trying the same level again."""
        options = None if order.options is None else dict(order.options)
        drawn = self._web.np_random.bit_generator.state if order.seed is None else None
        for _ in range(RETRIES):
            try:
                seen, info = self.env.reset(seed=order.seed, options=options)
                return seen, info
            except FAULTS as fault:
                last = fault
                self._web.restart()
                if drawn is not None:
                    self._web.np_random.bit_generator.state = drawn
        raise EngineFault(f"{RETRIES} resets failed in a row; the last: {last}") from last

    def call(self, name: str, *args: Any) -> Any:
        """Return an attribute, or what a method returns."""
        found = self.env.get_wrapper_attr(name)
        return found(*args) if callable(found) else found


# ---- where environments live ------------------------------------------------------------------------------------


class Crew(ABC):
    """The environments by index, wherever they live."""

    @abstractmethod
    def run(self, orders: Mapping[int, Order]) -> dict[int, Turn | str]:
        """Carry out orders, at most one for each environment."""

    @abstractmethod
    def call(self, name: str, *args: Any) -> tuple[Any, ...]:
        """Read an attribute of every environment, or call a method."""

    @abstractmethod
    def close(self) -> None:
        """Close all environments."""


class Here(Crew):
    """In this process: one after the other, or with a thread for each (pages of one browser wait side by side)."""

    def __init__(self, recipe: Recipe, count: int, *, threads: bool) -> None:
        self.lanes = [Lane(recipe) for _ in range(count)]
        # a thread for each environment, always the same one
        self.threads = [ThreadPoolExecutor(1, f"webgen-env-{index}") for index in range(count)] if threads else []

    def run(self, orders: Mapping[int, Order]) -> dict[int, Turn | str]:
        """Carry out orders."""
        if not self.threads:
            return {index: self.lanes[index].run(order) for index, order in orders.items()}
        begun = {index: self.threads[index].submit(self.lanes[index].run, order) for index, order in orders.items()}
        for future in begun.values():
            future.exception()  # all come to an end before any error is raised
        return {index: future.result() for index, future in begun.items()}

    def call(self, name: str, *args: Any) -> tuple[Any, ...]:
        """Read or call."""
        return tuple(lane.call(name, *args) for lane in self.lanes)

    def close(self) -> None:
        """Close all."""
        for lane in self.lanes:
            lane.env.close()
        for thread in self.threads:
            thread.shutdown()


def _work(pipe: Connection, recipe: Recipe, count: int) -> None:
    """Serve environments in a process of its own until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    collect_rarely()
    crew = Here(recipe, count, threads=recipe.engine == "chromium" and count > 1)
    with suppress(EOFError, BrokenPipeError):
        while True:
            name, payload = pipe.recv()
            try:
                answer = crew.run(payload) if name == "run" else crew.call(*payload)
                pipe.send((None, answer))
            except WebgenError as error:
                kind = EngineFault if isinstance(error, EngineFault) else InputError
                pipe.send((kind, str(error)))
            except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
                pipe.send((RuntimeError, f"{type(error).__name__}: {error}"))
    crew.close()


class _Worker:
    """A process with some of the environments."""

    def __init__(self, recipe: Recipe, indices: Sequence[int]) -> None:
        self.recipe, self.indices = recipe, tuple(indices)
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy the locks of browser loops and of torch
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=_work, args=(theirs, self.recipe, len(self.indices)), daemon=True
        )
        self.process.start()
        theirs.close()

    def send(self, message: object) -> bool:
        """Hand over a message; False when the process is gone."""
        try:
            self.pipe.send(message)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def receive(self) -> Any:
        """Return the answer.

        Raises:
            EOFError: the process died, or says nothing.
            WebgenError: what went wrong over there.
        """
        try:
            if not self.pipe.poll(WORKER_SECONDS):
                raise EOFError
            kind, answer = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            raise EOFError(self.death) from None
        if kind is not None:
            raise kind(answer)
        return answer

    @property
    def death(self) -> str:
        """How the death of this process reads."""
        return f"a process with {len(self.indices)} environments died"

    def ask(self, message: object) -> Any:
        """Send and receive."""
        if not self.send(message):
            raise EOFError(self.death)
        return self.receive()

    def restart(self) -> None:
        """Start anew with fresh environments."""
        self.stop(0.0)
        self._start()

    def stop(self, patience: float) -> None:
        """End the process; by force when it does not end by itself."""
        self.pipe.close()
        self.process.join(patience)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Apart(Crew):
    """In other processes; texts travel pickled through pipes."""

    def __init__(self, recipe: Recipe, count: int, processes: int) -> None:
        self.workers = [_Worker(recipe, range(first, count, processes)) for first in range(min(processes, count))]
        self.seeds: dict[int, int] = {}  # of the last seeded reset; a process that starts anew goes on from here
        self.restarts = 0

    def run(self, orders: Mapping[int, Order]) -> dict[int, Turn | str]:
        """Carry out orders; a dead process is a fault of all environments in it."""
        self.seeds |= {index: order.seed for index, order in orders.items() if order.seed is not None}
        busy = []
        for worker in self.workers:
            mine = {place: orders[index] for place, index in enumerate(worker.indices) if index in orders}
            if mine:
                busy.append((worker, mine, worker.send(("run", mine))))
        found: dict[int, Turn | str] = {}
        trouble: Exception | None = None
        for worker, mine, sent in busy:
            try:
                answers = self._answers(worker, mine, sent)
            except Exception as error:  # noqa: BLE001 - every answer is read before an error is raised
                trouble = error
            else:
                found |= {worker.indices[place]: answer for place, answer in answers.items()}
        if trouble is not None:
            raise trouble
        return found

    def _answers(self, worker: _Worker, orders: Mapping[int, Order], sent: bool) -> dict[int, Turn | str]:
        try:
            if not sent:
                raise EOFError(worker.death)
            answers: dict[int, Turn | str] = worker.receive()
            return answers
        except EOFError:
            return self._revive(worker, orders)

    def _revive(self, worker: _Worker, orders: Mapping[int, Order]) -> dict[int, Turn | str]:
        """Start a process anew: steps there are faults, resets are done now."""
        resets = {place: order for place, order in orders.items() if order.do == "reset"}
        for _ in range(RETRIES):
            self.restarts += 1
            worker.restart()
            try:
                worker.ask(("run", {place: self._seeding(index) for place, index in enumerate(worker.indices)}))
                answers = worker.ask(("run", resets))
            except EOFError:
                continue
            return {place: answers.get(place, f"EngineFault: {worker.death}") for place in orders}
        raise EngineFault(f"{worker.death}, and {RETRIES} more after it")

    def _seeding(self, index: int) -> Order:
        """Start the stream of an environment in a new process; it hangs on the last seed and the count of deaths."""
        stream = Stream(self.seeds.get(index, 0), "vector").child(index, self.restarts)
        return Order("seed", seed=stream.seed() >> 32)

    def call(self, name: str, *args: Any) -> tuple[Any, ...]:
        """Read or call; what comes back is a copy."""
        sent = [worker.send(("call", (name, *args))) for worker in self.workers]
        found: dict[int, Any] = {}
        trouble: Exception | None = None
        for worker, reached in zip(self.workers, sent, strict=True):  # every answer is read before an error is raised
            try:
                if not reached:
                    raise EOFError(worker.death)
                found |= dict(zip(worker.indices, worker.receive(), strict=True))
            except EOFError as death:
                self._revive(worker, {})
                trouble = EngineFault(str(death))
            except Exception as error:  # noqa: BLE001 - raised below
                trouble = trouble or error
        if trouble is not None:
            raise trouble
        return tuple(found[index] for index in sorted(found))

    def close(self) -> None:
        """End all processes."""
        for worker in self.workers:
            worker.stop(10.0)
