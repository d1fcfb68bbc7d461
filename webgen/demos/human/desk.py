"""Where a person sits: a small web page with the goal, a picture of the site, and buttons beside it.

One server on one address for any number of levels. The page is this recorder's own, so it can stand in any browser, on
this machine or (through ``ssh -L``, or with another host than 127.0.0.1) elsewhere. Its address holds a key that nobody
else knows; without the key every request is refused.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterable
from typing import Any, Self

from webgen.demos.human.counter import Counter
from webgen.demos.human.hand import Event, Hand
from webgen.demos.human.seat import Seat
from webgen.engines.base import VIEWPORT, Engine
from webgen.errors import EngineFault, InputError
from webgen.spec import Level
from webgen.trajectory import Row

HOLD_MS = 200  # a click waits so long for a second one
Journal = Callable[[list[Row]], None]


class Desk:
    """Serves the panel; :meth:`play` blocks until the person has ended a level.

    Args:
        engine: Chromium, running.
        host: the address to listen on; 127.0.0.1 is reached from this machine only.
        port: 0 takes any free one.
        hold_ms: how long a click waits for a second one.

    Raises:
        InputError: the address cannot be listened on.
    """

    def __init__(self, engine: Engine, *, host: str = "127.0.0.1", port: int = 0, hold_ms: int = HOLD_MS) -> None:
        self.engine, self.host, self.hold_ms = engine, host, hold_ms
        self.seat: Seat | None = None
        self.note = ""  # what the person is told above the page
        self._hand: Hand | None = None
        self._turn = 0  # counts events, so that the panel can tell an older answer from a newer one
        self._number = 0  # of the level, so that the panel knows when another one begins
        self._lock = threading.RLock()
        self._over = threading.Event()
        self._cancelled = self._changed = False
        self._fault: EngineFault | None = None
        self._journal: Journal | None = None
        self._counter = Counter(self.state, self.take, host=host, port=port)
        self.key, self.port = self._counter.key, self._counter.port

    @property
    def address(self) -> str:
        """Where the panel is, seen from this machine."""
        shown = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host
        return f"http://{shown}:{self.port}/{self.key}/"

    def close(self) -> None:
        """Stop serving."""
        self._counter.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # ---- one level

    def play(
        self, level: Level, *, text: bool = False, begun: Iterable[Row] = (), journal: Journal | None = None, **more: Any
    ) -> Row | None:
        """Let a person play a level and return its line; None where the person cancelled it.

        Args:
            level: what is played.
            text: keep the snapshots themselves too.
            begun: steps of an earlier sitting, which are done again first.
            journal: is told all steps after every one of them.
            more: other keys of the line.

        Raises:
            EngineFault: the browser failed; what was done until then went to ``journal``.
        """
        seat = Seat(self.engine, level, text=text)
        try:
            if begun:
                seat.resume(begun)
            with self._lock:
                self.seat, self._hand, self._journal = seat, Hand(seat), journal
                self._cancelled, self._fault = False, None
                self._over.clear()
                self._number += 1
            while not self._over.wait(0.2):  # short, so that Ctrl+C is heard
                pass
            if self._fault is not None:
                raise self._fault
            return None if self._cancelled else seat.row(**more)
        finally:
            with self._lock:
                self.seat = self._hand = self._journal = None
            seat.close()

    def take(self, event: Event) -> dict[str, Any]:
        """Do one event of the panel and return what it shows next."""
        with self._lock:
            hand, self._changed = self._hand, False
            self._turn += 1
            if hand is not None and event.get("level") == self._number and not self._over.is_set():
                self._do(hand, event)
            return self.state(picture=event.get("kind") != "idle" or self._changed)

    def _do(self, hand: Hand, event: Event) -> None:
        seat = hand.seat
        before = (len(seat.steps), seat.episode)
        if event.get("kind") == "cancel":
            self._cancelled = True
            self._over.set()
            return
        try:
            hand.take(event)
        except EngineFault as fault:
            self._fault = fault
            self._over.set()
            return
        except InputError as error:
            hand.said = str(error)
        self._changed = before != (len(seat.steps), seat.episode)
        if self._changed and self._journal is not None:
            try:
                self._journal(seat.steps)
            except InputError as error:  # a full disk, say: what was written before stays, and the person may go on
                hand.said = str(error)
        if seat.ended:
            self._over.set()

    def state(self, *, picture: bool = True) -> dict[str, Any]:
        """Return what the panel shows, as JSON."""
        with self._lock:
            hand, seat = self._hand, self.seat
            shown: dict[str, Any] = {"level": self._number, "turn": self._turn, "note": self.note, "hold": self.hold_ms, "viewport": VIEWPORT}
            if hand is None or seat is None or self._over.is_set():
                return shown | {"over": True}
            try:
                return shown | self._shown(hand, seat, picture)
            except EngineFault as fault:
                self._fault = fault
                self._over.set()
                return shown | {"over": True, "note": str(fault)}

    def _shown(self, hand: Hand, seat: Seat, picture: bool) -> dict[str, Any]:
        now = seat.episode.snapshot
        task = seat.level.task
        shown = {
            "goal": task.goal,
            "asks": task.answer is not None,
            "url": now.url,
            "title": now.title,
            "tab": now.tab,
            "tabs": now.tabs,
            "said": hand.said,
            "failed": seat.error is not None,
            "difference": seat.difference,
            "copied": hand.copied,
            "menu": hand.menu,
            "focus": hand.laid or seat.glass.focused(),
            "files": sorted(seat.episode.session.world.files),
            "steps": seat.told,
            "limit": seat.level.max_steps,
        }
        if picture:
            shown["picture"] = base64.b64encode(seat.glass.picture()).decode()
        return shown
