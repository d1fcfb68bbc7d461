"""One level with a person before it: every deed becomes an action, is done in Chromium and in the twin, and is compared."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from webgen.actions import Action, Done, GiveUp, Wait, from_json, to_json
from webgen.engines.base import ACT_MS, Engine, Step
from webgen.engines.chromium.glass import Glass
from webgen.engines.twin.session import TwinEngine, TwinSession
from webgen.episode import Episode
from webgen.errors import Unsupported
from webgen.judge import Verdict
from webgen.snapshot import Snapshot
from webgen.spec import Level
from webgen.trajectory import Recorder, Row, replay

GRID_MS = 500  # waiting is recorded in steps of this
PATIENCE_MS = 60_000  # after so long nothing that is due is waited for any more
Clock = Callable[[], float]  # seconds, never going back


class Seat:
    """A level in Chromium, the same in the twin beside it, and what has been written down.

    Args:
        engine: Chromium, running.
        level: what is played.
        text: keep the snapshots themselves too.
        clock: seconds of real time.

    Attributes:
        told: each step in words, for the person.
        difference: where Chromium and the twin went apart, if they did; nothing is compared after that.
        error: what was wrong with the last action, if something was.
    """

    def __init__(self, engine: Engine, level: Level, *, text: bool = False, clock: Clock = time.monotonic) -> None:
        self.engine, self.level, self.text, self._clock = engine, level, text, clock
        self._twin = TwinEngine()
        self._opened: list[Episode] = []
        self.difference: str | None = None
        self.error: str | None = None
        self._open()

    # ---- both episodes

    def _open(self) -> None:
        self.close()
        self.episode = Episode(self.engine, self.level)
        self._opened.append(self.episode)
        self._shadow = Episode(self._twin, self.level)
        self._opened.append(self._shadow)
        self.recorder = Recorder(self.episode, text=self.text)
        self.glass = Glass(self.episode.session)
        self.told: list[str] = []
        self.difference = self.error = None
        self.difference = self._compare("at the start", None, None)
        self._acted, self._waited = self._clock(), -1

    def close(self) -> None:
        """Free both episodes."""
        while self._opened:
            self._opened.pop().close()

    @property
    def steps(self) -> list[Row]:
        """What has been written down."""
        return self.recorder.steps

    @property
    def ended(self) -> bool:
        """Whether the person has said that it is over."""
        return self.episode.session.ending is not None

    def verdict(self) -> Verdict:
        """Judge what was done."""
        return self.episode.verdict()

    # ---- acting

    def act(self, action: Action, **noted: Any) -> Step:
        """Do an action in both engines and write it down; ``noted`` goes into the step.

        Raises:
            EngineFault: the browser failed; the steps so far stay.
        """
        now = self._clock()
        elapsed = round((now - self._acted) * 1000)
        words = _words(action, self.episode.snapshot, secret=bool(noted.get("masked")))
        step = self.recorder.act(action, **{"elapsed": elapsed} | noted)
        self.error = step.error.message if step.error is not None else None
        self.told.append(f"{words} ✗" if self.error else words)
        if self.difference is None:
            self.difference = self._follow(action, step)
        self._acted, self._waited = self._clock(), -1
        return step

    def _follow(self, action: Action, step: Step) -> str | None:
        """Do the same in the twin and say what differs."""
        where = f"after step {len(self.steps) - 1} ({to_json(action)['name']})"
        try:
            other = self._shadow.act(action)
        except Unsupported as error:
            return f"{where} the twin cannot follow: {error}"
        return self._compare(where, step, other)

    def _compare(self, where: str, step: Step | None, other: Step | None) -> str | None:
        one, two = self.episode.snapshot, self._shadow.snapshot
        pairs = (
            ("the mistake", step and step.error, other and other.error),
            ("the address", one.url, two.url),
            ("the title", one.title, two.title),
            ("the tabs", (one.tab, one.tabs), (two.tab, two.tabs)),
            ("the page", one.text, two.text),
            ("the change log", self.episode.log(), self._shadow.log()),
        )
        return next((f"{where} {name} differs in the twin: {_apart(a, b)}" for name, a, b in pairs if a != b), None)

    # ---- time

    def idle(self) -> bool:
        """Let the time that a person has sat there pass, if that changes what is shown; return whether it did.

        The page's clock stands still while a person thinks. Where something is due (a toast that goes, an answer that is
        on its way), the twin is asked what waiting as long would show; only if that is something else is a ``wait`` of
        the elapsed time, in steps of half a second, done and written down.
        """
        past = min(round((self._clock() - self._acted) * 1000), PATIENCE_MS) - ACT_MS
        ms = past // GRID_MS * GRID_MS
        if self.ended or ms < 0 or ms <= self._waited or not self._due():
            return False
        self._waited = ms
        session = self._shadow.session
        before, state = self._looks(), session.checkpoint()
        try:
            session.act(Wait(ms))
            changed = self._looks() != before
        finally:
            session.restore(state)
        if changed:
            self.act(Wait(ms))
        return changed

    def _due(self) -> bool:
        """Tell whether a timer of the page shown, or of a frame in it, is still to come."""
        session = self._shadow.session
        assert isinstance(session, TwinSession)
        return self.difference is None and any(page.clock.pending for page in session.page.pages())

    def _looks(self) -> tuple[object, ...]:
        now = self._shadow.snapshot
        return now.text, now.url, now.title, now.tabs, self._shadow.log()

    # ---- going back, going on

    def undo(self) -> bool:
        """Take the last step back: the level is opened anew and the steps before it are done again."""
        if not self.steps:
            return False
        self.resume(self.steps[:-1])
        return True

    def resume(self, steps: Iterable[Row]) -> None:
        """Open the level anew and do the steps of an earlier sitting again, with what was noted on them."""
        steps = list(steps)
        self._open()
        for step in steps:
            noted = {name: step[name] for name in ("elapsed", "masked") if name in step}
            self.act(from_json(step["action"]), **noted)

    # ---- the line

    def row(self, **more: Any) -> Row:
        """Return the line of what was done; it is played again in the twin first.

        ``verified`` says whether the twin showed the same after every step and again in the replay; if not,
        ``difference`` says where it did not.
        """
        row = self.recorder.row(self.engine.name, "human", self.verdict(), **more)
        found = [self.difference] if self.difference else replay(self._twin, row)
        row["verified"] = not found
        if found:
            row["difference"] = found[0]
        return row

    def end(self, action: Done | GiveUp) -> None:
        """End the episode."""
        self.act(action)


def _words(action: Action, snapshot: Snapshot, *, secret: bool) -> str:
    """Say in a line what an action does, elements by role and name."""
    words = [type(action).__name__.lower()]
    for name, value in to_json(action)["arguments"].items():
        node = snapshot.by_ref.get(value) if name in ("target", "startTarget", "endTarget") else None
        if node is not None:
            words.append(f"{node.role} {node.name}".strip())
        elif name != "slowly":
            words.append("•••" if secret and name == "text" else name if value is True else str(value))
    return " ".join(words)[:120]


def _apart(one: object, two: object) -> str:
    if isinstance(one, str) and isinstance(two, str):
        left, right = one.split("\n"), two.split("\n")
        for number, (a, b) in enumerate(zip(left, right, strict=False), 1):
            if a != b:
                return f"line {number} is {a.strip()!r}, there {b.strip()!r}"
        return f"{len(left)} lines, there {len(right)}"
    return f"{one!s:.200}, there {two!s:.200}"
