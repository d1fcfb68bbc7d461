"""The virtual clock of one document: a queue that only :meth:`Clock.advance` runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Run = Callable[..., None]


class Clock:
    """Virtual milliseconds since the document was loaded.

    What is due is kept as a module-level function and its arguments, never as a closure, so that a copy of the page
    copies its timers too.
    """

    def __init__(self) -> None:
        self.now = 0
        self.opened: int | None = None  # when the running advance began
        self.stopped = False  # the document is being left
        self._sequence = 0
        self._queue: dict[int, tuple[int, Run, tuple[Any, ...]]] = {}

    def later(self, ms: int, run: Run, *arguments: Any) -> int:
        """Let ``run(*arguments)`` come due in ``ms``; return an id for :meth:`cancel`."""
        self._sequence += 1
        self._queue[self._sequence] = (self.now + ms, run, arguments)
        return self._sequence

    def cancel(self, timer: int) -> None:
        """Forget a timer; nothing happens if it is none."""
        self._queue.pop(timer, None)

    def clear(self) -> None:
        """Forget every timer."""
        self._queue.clear()

    @property
    def pending(self) -> int:
        """How many timers wait."""
        return len(self._queue)

    @property
    def elapsed(self) -> int:
        """Virtual ms since the running advance began, 0 outside."""
        return 0 if self.opened is None else self.now - self.opened

    def advance(self, ms: int) -> None:
        """Run what comes due within ``ms``, in order of time and then of asking; end early where the page is left."""
        end = self.now + ms
        self.opened = self.now
        while self._queue and not self.stopped:
            timer = min(self._queue, key=lambda one: (self._queue[one][0], one))
            due, run, arguments = self._queue[timer]
            if due > end:
                break
            del self._queue[timer]
            self.now = max(self.now, due)
            run(*arguments)
        self.opened = None
        if not self.stopped:
            self.now = end
