"""Work on a range of seeds in several processes, and put the reports together again."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Protocol, Self, TypeVar

from webgen.memory import collect_rarely

PIECES = 12  # of the range for each process: enough that no process waits long for the slowest


class Mergeable(Protocol):
    """A report that can take in another one of its kind, about later seeds."""

    levels: int

    def merge(self, other: Self) -> None:
        """Add what the other one counted."""


R = TypeVar("R", bound=Mergeable)


def spread(
    work: Callable[[range], R], seeds: range, jobs: int, *, progress: Callable[[int], None] | None = None
) -> R:
    """Return the report of ``work`` on all seeds: the same whatever ``jobs`` is, but for times.

    ``work`` travels to other processes: a function of a module, or a ``functools.partial`` of one.
    """
    size = max(1, -(-len(seeds) // (jobs * PIECES)))
    pieces = [seeds[at : at + size] for at in range(0, len(seeds), size)]
    context = multiprocessing.get_context("spawn")
    found: dict[int, R] = {}
    with ProcessPoolExecutor(min(jobs, len(pieces)), mp_context=context, initializer=collect_rarely) as pool:
        running = {pool.submit(work, piece): number for number, piece in enumerate(pieces)}
        try:
            for done in as_completed(running):
                found[running[done]] = done.result()
                if progress is not None:
                    progress(sum(report.levels for report in found.values()))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    total = found[0]
    for number in range(1, len(pieces)):
        total.merge(found[number])
    return total
