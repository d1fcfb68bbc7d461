"""Sessions that Playwright traces: a zip of every step, with pictures, pages and requests, for its trace viewer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from webgen.actions import Action
from webgen.engines.base import Step, World
from webgen.engines.chromium.session import ACT_SECONDS, ChromiumEngine, ChromiumSession

STOP_SECONDS = 60.0
Words = Callable[[Action, ChromiumSession], str]


class TracedEngine(ChromiumEngine):
    """Opens sessions whose traces are written when they are closed.

    Args:
        path: of the zip that the next session leaves; set it before each session.
        words: says what an action does; it names the group of the step in the viewer.
    """

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self.path: Path | None = None

    async def _open(self, world: World) -> ChromiumSession:
        session = TracedSession(self, world, self.path, self.words)
        await session._begin()
        self._sessions.add(session)
        return session


class TracedSession(ChromiumSession):
    """A session in the trace of Playwright; :meth:`close` writes the zip."""

    def __init__(self, engine: ChromiumEngine, world: World, path: Path | None, words: Words) -> None:
        super().__init__(engine, world)
        self._path, self._words, self._tracing = path, words, False

    async def _load_start(self) -> None:
        assert self._slot is not None
        await self._slot.context.tracing.start(screenshots=True, snapshots=True)
        self._tracing = True
        await self._slot.context.tracing.group("Opens the first page")
        await super()._load_start()
        await self._slot.context.tracing.group_end()

    async def _act(self, action: Action) -> Step:
        assert self._slot is not None
        tracing = self._slot.context.tracing
        await self._tab.guarded(tracing.group(self._words(action, self)), ACT_SECONDS)
        # input goes over the protocol, which the trace does not note; a picture makes it keep the page before the action
        await self._tab.guarded(self._picture(), ACT_SECONDS)
        step = await super()._act(action)
        await self._tab.guarded(tracing.group_end(), ACT_SECONDS)
        return step

    async def _end(self, *, broken: bool = False) -> None:
        if self._slot is not None and self._tracing:
            self._tracing = False
            await self._tab.guarded(self._slot.context.tracing.stop(path=self._path), STOP_SECONDS)
        await super()._end(broken=broken)
