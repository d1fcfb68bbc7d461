"""Sessions in a real Chromium: one background loop, a synchronous and an asynchronous face."""

from __future__ import annotations

import asyncio
import json
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, assert_never

from webgen.actions import MAX_WAIT_MS, Action, Back, Done, Forward, GiveUp, Navigate, Tab, Wait, to_json
from webgen.engines import base
from webgen.engines.base import ACT_MS, Engine, Session, Step, World
from webgen.engines.chromium import pool as pools
from webgen.engines.chromium.hands import Hands, Mistake
from webgen.engines.chromium.pool import Pool, Slot
from webgen.engines.chromium.tab import Tab as BrowserTab
from webgen.errors import EngineFault, InputError
from webgen.snapshot import Snapshot

ACT_SECONDS = 15.0  # wall-clock ceiling of one act
CHANNELS = frozenset({"screenshot", "boxes"})


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What has been done since the start, and what was seen then."""

    actions: tuple[Action, ...]
    snapshot: Snapshot


class ChromiumEngine(Engine):
    """Opens sessions in the browser of this process.

    ``channels`` may name ``screenshot`` and ``boxes``, which snapshots then carry.
    """

    name = "chromium"

    def __init__(self, *, channels: Iterable[str] = ()) -> None:
        self.channels = frozenset(channels)
        if unknown := self.channels - CHANNELS:
            raise InputError(f"unknown channels {sorted(unknown)}; known: {sorted(CHANNELS)}")
        self._pool: Pool | None = None
        self._sessions: weakref.WeakSet[ChromiumSession] = weakref.WeakSet()

    @property
    def pool(self) -> Pool:
        """The browser of this process; joined on first use."""
        if self._pool is None:
            self._pool = pools.join()
        return self._pool

    def open(self, world: World) -> ChromiumSession:
        """Open a world at its start address and take the first snapshot."""
        return self.pool.loop.run(self._open(world))

    async def async_open(self, world: World) -> ChromiumSession:
        """Open a world without blocking the caller's event loop."""
        return await self.pool.loop.call(self._open(world))

    async def _open(self, world: World) -> ChromiumSession:
        session = ChromiumSession(self, world)
        await session._begin()
        self._sessions.add(session)
        return session

    def open_all(self, worlds: Sequence[World]) -> list[ChromiumSession | EngineFault]:
        """Open many worlds at once."""

        async def together() -> list[ChromiumSession | EngineFault]:
            return _faults(await asyncio.gather(*map(self._open, worlds), return_exceptions=True))

        return self.pool.loop.run(together())

    def act_all(self, deeds: Sequence[tuple[ChromiumSession, Action]]) -> list[Step | EngineFault]:
        """Act in many different sessions at once; a fault of one stands in its place."""

        async def together() -> list[Step | EngineFault]:
            acts = (session._act(action) for session, action in deeds)
            return _faults(await asyncio.gather(*acts, return_exceptions=True))

        return self.pool.loop.run(together())

    def close(self) -> None:
        """Close this engine's sessions; the last engine of the process closes the browser."""
        if self._pool is None:
            return
        for session in list(self._sessions):
            session.close()
        pools.leave(self._pool)
        self._pool = None


def _faults(results: Sequence[Any]) -> list[Any]:
    """Let faults stand as values; raise any other exception."""
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, EngineFault):
            raise result
    return list(results)


def _shown(snapshot: Snapshot) -> tuple[object, ...]:
    return snapshot.text, snapshot.url, snapshot.title, snapshot.tab, snapshot.tabs


class ChromiumSession(Session):
    """One episode in a browser context of its own. Made by :meth:`ChromiumEngine.open`."""

    def __init__(self, engine: ChromiumEngine, world: World) -> None:
        hosts = list(world.sites)
        if bad := [host for host in hosts if not host.endswith(".test")]:
            raise InputError(f"the host {bad[0]!r} cannot be served; hosts end in .test")
        start = base.resolve(world.start, world.start, hosts)
        if start is None:
            raise InputError(f"the start address {world.start!r} is not on a host of the world ({', '.join(hosts)})")
        self.world, self._start, self._hosts = world, start, hosts
        self._engine, self._pool = engine, engine.pool
        self._origins = {host: site.checkpoint() for host, site in world.sites.items()}
        self._slot: Slot | None = None
        self._traced = False
        self._fault: str | None = None
        self._fresh()

    def _fresh(self) -> None:
        self.history, self.clock, self.ending = [], 0, None
        self._number = 0  # of the act, for the clocks of documents
        self._current = 0

    # ---- the contract, from any thread ----------------------------------------------------------------------------

    def act(self, action: Action) -> Step:
        """Do one action, advance the clock, settle, and look once."""
        return self._pool.loop.run(self._act(action))

    async def async_act(self, action: Action) -> Step:
        """Like :meth:`act`, without blocking the caller's event loop."""
        return await self._pool.loop.call(self._act(action))

    def screenshot(self) -> bytes:
        """Return the page as PNG."""
        return self._pool.loop.run(self._tab.guarded(self._picture(), ACT_SECONDS))

    def start_trace(self) -> None:
        """Begin a Playwright trace: a picture and the document at every act, and every request."""
        context = self._lent.context
        self._pool.loop.run(context.tracing.start(screenshots=True, snapshots=True))
        self._traced = True

    def stop_trace(self) -> bytes:
        """End the trace and return it as the zip that ``playwright show-trace`` opens."""

        async def stop() -> bytes:
            with TemporaryDirectory() as folder:
                path = Path(folder) / "trace.zip"
                await self._lent.context.tracing.stop(path=path)
                return path.read_bytes()

        self._traced = False
        return self._pool.loop.run(stop())

    def checkpoint(self) -> Checkpoint:
        """Return the actions so far, for replay."""
        return Checkpoint(tuple(self.history), self.snapshot)

    def restore(self, state: Checkpoint) -> None:
        """Go back by replaying the actions from the start, on the sites' first state.

        Raises:
            EngineFault: the replay ended in another snapshot.
        """
        self._pool.loop.run(self._restore(state))

    def close(self) -> None:
        """Give the page back."""
        if self._slot is not None:
            self._pool.loop.run(self._end())

    async def async_close(self) -> None:
        """Give the page back without blocking the caller's event loop."""
        if self._slot is not None:
            await self._pool.loop.call(self._end())

    # ---- on the loop ----------------------------------------------------------------------------------------------

    @property
    def _tab(self) -> BrowserTab:
        return self._lent.tabs[self._current]

    @property
    def _lent(self) -> Slot:
        if self._slot is None:
            raise InputError("the session is closed; open another one")
        return self._slot

    async def _begin(self) -> None:
        self._slot = await self._pool.acquire(self.world)
        try:
            await self._tab.guarded(self._load_start(), ACT_SECONDS)
        except BaseException:
            await self._end(broken=True)
            raise

    async def _load_start(self) -> None:
        self._number += 1
        await self._tab.go("Page.navigate", {"url": self._start})
        self._tab.fresh = True
        await self._look(ACT_MS, "")

    async def _end(self, *, broken: bool = False) -> None:
        slot, self._slot = self._slot, None
        if slot is not None:  # one that is still being traced is not used again
            await self._pool.release(slot, broken=broken or self._traced or self._fault is not None)

    async def _restore(self, state: Checkpoint) -> None:
        await self._end()
        for host, origin in self._origins.items():
            self.world.sites[host].restore(origin)
        self._fault = None
        self._fresh()
        await self._begin()
        for action in state.actions:
            await self._act(action)
        if _shown(self.snapshot) != _shown(state.snapshot):
            self._fault = "the replay of the actions led to another page than the first time"
            raise EngineFault(self._fault)

    async def _act(self, action: Action) -> Step:
        if self.ending is not None:
            raise InputError("the session has ended with done or give_up; open another one")
        if self._fault is not None:
            raise EngineFault(self._fault)
        tab = self._tab
        if isinstance(action, Done | GiveUp):
            self.history.append(action)
            self.ending = action
            return Step(self.snapshot, ended=True)
        if isinstance(action, Wait) and not 0 <= action.ms <= MAX_WAIT_MS:
            raise InputError(f"cannot wait {action.ms} ms; 0 to {MAX_WAIT_MS}")
        try:
            return await tab.guarded(self._step(action), ACT_SECONDS)
        except EngineFault as fault:
            self._fault = str(fault)
            raise

    async def _step(self, action: Action) -> Step:
        if not self._traced:
            return await self._done(action)
        tracing = self._lent.context.tracing
        await tracing.group(json.dumps(to_json(action), ensure_ascii=False))
        try:
            return await self._done(action)
        finally:
            await tracing.group_end()

    async def _done(self, action: Action) -> Step:
        self._number += 1
        self.history.append(action)
        try:
            caret = await self._perform(action)
        except Mistake as mistake:
            return Step(self.snapshot, mistake.error)
        await self._look(ACT_MS + (action.ms if isinstance(action, Wait) else 0), caret)
        return Step(self.snapshot)

    async def _perform(self, action: Action) -> str:
        match action:
            case Navigate(url):
                await self._tab.go("Page.navigate", {"url": self._inside(url)})
            case Back():
                await self._travel(-1, "back")
            case Forward():
                await self._travel(1, "forward")
            case Tab():
                await self._turn(action)
            case Wait():
                pass
            case Done() | GiveUp():
                raise AssertionError("ends the session before this")
            case _:
                return await Hands(self._tab, self.snapshot, self._hosts, self.world.files).do(action)
        return ""

    def _inside(self, url: str) -> str:
        address = base.resolve(self._tab.url, url, self._hosts)
        if address is None:
            raise Mistake(base.not_allowed(url, self._hosts))
        return address

    async def _travel(self, by: int, direction: str) -> None:
        position, entries = await self._tab.history()
        if not 0 <= position + by < len(entries):
            raise Mistake(base.no_history(direction))
        await self._tab.go("Page.navigateToHistoryEntry", {"entryId": entries[position + by]})

    # ---- tabs -----------------------------------------------------------------------------------------------------

    async def _turn(self, action: Tab) -> None:
        slot = self._slot
        assert slot is not None
        count = len(slot.tabs)
        if action.do == "new":
            await self._open_tab(slot, self._inside(self._start if action.url is None else action.url))
            return
        index = self._current if action.index is None and action.do == "close" else action.index
        if index is None or not 0 <= index < count:
            raise Mistake(base.no_tab(index, count))
        if action.do == "select":
            await self._show(index)
        elif action.do == "close":
            if count == 1:
                raise Mistake(base.last_tab())
            await self._close_tab(slot, index)
        else:
            assert_never(action.do)

    async def _open_tab(self, slot: Slot, url: str) -> None:
        tab = await slot.new_tab()
        slot.tabs.append(tab)
        self._current = len(slot.tabs) - 1
        await tab.go("Page.navigate", {"url": url})

    async def _close_tab(self, slot: Slot, index: int) -> None:
        await slot.tabs.pop(index).close()
        if index < self._current:
            self._current -= 1
        elif index == self._current:
            await self._show(min(index, len(slot.tabs) - 1))

    async def _show(self, index: int) -> None:
        self._current = index
        await self._tab.page.bring_to_front()

    async def _follow_windows(self, ms: int) -> tuple[str, str] | None:
        """Go on in the last window that the page has opened, if it has opened one."""
        slot, opener, rest = self._slot, self._tab, None
        assert slot is not None
        while opener.popups > 0:
            opener.popups -= 1
            slot.tabs.append(await slot.arrived.get())
            self._current = len(slot.tabs) - 1
            rest = await self._tab.settle(self._number, ms, "")
        return rest

    # ---- looking --------------------------------------------------------------------------------------------------

    async def _look(self, ms: int, caret: str) -> None:
        """Settle, pass ``ms`` of virtual time, take the one snapshot, and find out whether anything of ours failed."""
        slot = self._slot
        assert slot is not None
        assert slot.episode is not None
        slot.episode.now = self.clock
        url, title = await self._tab.settle(self._number, ms, caret)
        url, title = await self._follow_windows(ms) or (url, title)
        self.clock += ms
        slot.episode.now = self.clock
        if self._tab.fresh:  # the blank page it began with, or the last session, is no place to go back to
            await self._tab.cdp.send("Page.resetNavigationHistory")
            self._tab.fresh = False
        text = await self._tab.page.aria_snapshot(mode="ai")
        self._raise_faults(slot)
        self.snapshot = Snapshot(
            text=self._tab.refs.shorten(text),
            url=url,
            title=title,
            tab=self._current,
            tabs=tuple(tab.url for tab in slot.tabs),
            screenshot=await self._picture() if "screenshot" in self._engine.channels else None,
            boxes=await self._boxes() if "boxes" in self._engine.channels else None,
        )

    def _raise_faults(self, slot: Slot) -> None:
        assert slot.episode is not None
        failure = slot.episode.fault
        if failure is not None:
            raise EngineFault(f"a site failed: {type(failure).__name__}: {failure}") from failure
        if self._tab.script_error is not None:
            raise EngineFault(self._tab.script_error)

    async def _picture(self) -> bytes:
        return await self._tab.page.screenshot(animations="disabled", caret="hide", scale="css")

    async def _boxes(self) -> dict[str, tuple[int, int, int, int]]:
        tab = self._tab
        found: dict[str, tuple[int, int, int, int]] = {}
        for world in [tab.page_world, *tab.frame_worlds]:
            for name, box in (await tab.probe("boxes", world=world)).items():
                ref = tab.refs.short(name)
                if ref is not None:
                    found[ref] = (box[0], box[1], box[2], box[3])
        return found
