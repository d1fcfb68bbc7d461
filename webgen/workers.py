"""Work shared among processes, with its results in order."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TypeVar

from webgen.errors import EngineFault
from webgen.memory import collect_rarely

AHEAD = 4  # pieces that each process may be ahead of the first one that is missing
A = TypeVar("A")
R = TypeVar("R")


def in_order(work: Callable[[A], R], pieces: Iterable[A], jobs: int) -> Iterator[R]:
    """Yield the results of some pieces of work, in their order, from several processes.

    Args:
        work: travels to the processes: a function of a module, or a ``functools.partial`` of one.
        jobs: how many processes; with one, the work is done in this one.

    Raises:
        EngineFault: a process was killed, or died.
    """
    if jobs <= 1:
        yield from map(work, pieces)
        return
    left = iter(pieces)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin) as pool:
        running: deque[Future[R]] = deque()
        try:
            while True:
                for piece in islice(left, AHEAD * jobs - len(running)):
                    running.append(pool.submit(work, piece))
                if not running:
                    return
                yield running.popleft().result()
        except BrokenProcessPool:
            raise EngineFault("one of the processes that share the work ended all at once (killed, or out of memory)") from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """Make a process ready: it collects garbage rarely, and ends when the process that started it does."""
    collect_rarely()
    parent = parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
