"""One browser per process, on one background event loop, with pages that are wiped and used again."""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from playwright.async_api import Browser, BrowserContext, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from webgen.engines.base import VIEWPORT, World
from webgen.engines.chromium.find import LAUNCH_FLAGS, find
from webgen.engines.chromium.scripts import PAGE
from webgen.engines.chromium.tab import BLANK, DocumentGone, Tab
from webgen.errors import EngineFault, InputError
from webgen.site.server import EPISODE_HEADER, Episode, SiteServer

_log = logging.getLogger(__name__)
T = TypeVar("T")
START_SECONDS = 60.0
CLOSE_SECONDS = 10.0
ATTEMPTS = 3  # at opening a page; the last one with a new browser


class Loop:
    """An event loop in a daemon thread that other threads, with or without loops of their own, hand work to."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_tell)
        self._thread = threading.Thread(target=self._loop.run_forever, name="webgen-chromium", daemon=True)
        self._thread.start()

    @property
    def here(self) -> bool:
        """Whether the caller is on the loop."""
        return threading.current_thread() is self._thread

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do ``work`` on the loop and wait for it."""
        if self.here:
            work.close()
            raise InputError("the synchronous face cannot be used on the engine's own event loop; await the async face")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()  # an interrupt must not leave the work running
            raise

    async def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Do ``work`` on the loop from whatever loop the caller is on."""
        if self.here:
            return await work
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def close(self) -> None:
        """Stop the loop and its thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CLOSE_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()


def _tell(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what failed in a task nobody waits for; the death of the browser reaches those who wait by other ways."""
    error = context.get("exception")
    lost = isinstance(error, PlaywrightError) or "driver" in str(error)
    _log.log(logging.DEBUG if lost else logging.WARNING, "%s: %s", context["message"], error)


class Slot:
    """A browser context with one page, lent to one session at a time."""

    def __init__(self, context: BrowserContext, tab: Tab, generation: int) -> None:
        self.context, self.tab, self.generation = context, tab, generation
        self.tabs = [tab]  # all tabs of the session, in the order in which they are shown
        self.arrived: asyncio.Queue[Tab] = asyncio.Queue()  # windows that pages opened
        self.episode: Episode | None = None

    async def lend(self, episode: Episode) -> None:
        """Make the pages of this slot see an episode."""
        self.episode = episode
        self.tabs = [self.tab]
        await self.context.set_extra_http_headers({EPISODE_HEADER: episode.name})

    async def wipe(self) -> None:
        """Leave nothing of the last episode: tabs, cookies, storage, document. (History goes when the next begins.)"""
        survivor = next((tab for tab in self.tabs if tab.broken is None), None)
        assert self.episode is not None
        # Storage of a tab can be reached only from the origin it belongs to.
        if survivor is None or len(self.episode.sites) != 1:
            survivor = await self.new_tab()
        for page in self.context.pages:
            if page is not survivor.page:
                await page.close()
        while not self.arrived.empty():
            self.arrived.get_nowait()
        await survivor.clear_storage()
        await asyncio.gather(
            survivor.go("Page.navigate", {"url": BLANK}),
            self.context.clear_cookies(),
            *(
                survivor.cdp.send("Storage.clearDataForOrigin", {"origin": f"http://{host}", "storageTypes": "all"})
                for host in self.episode.sites
            ),
        )
        survivor.url, survivor.script_error, survivor.popups = BLANK, None, 0
        self.tab, self.tabs, self.episode = survivor, [survivor], None

    async def new_tab(self) -> Tab:
        """Open an empty tab."""
        await self.context.new_page()
        return await self.arrived.get()


class Pool:
    """The browser of this process, its site server, and the slots that are free.

    Everything but ``loop`` and ``close`` belongs to the loop's thread.
    """

    def __init__(self) -> None:
        self.loop = Loop()
        self.server = SiteServer()
        self.pid = os.getpid()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._generation = 0  # counts launches
        self._free: list[Slot] = []
        self._wiping: set[asyncio.Task[None]] = set()
        self._starting: asyncio.Lock | None = None

    # ---- slots ----------------------------------------------------------------------------------------------------

    async def acquire(self, world: World) -> Slot:
        """Lend a clean slot in which the world's sites are reachable.

        Raises:
            EngineFault: the browser does not start.
            InputError: there is no browser.
        """
        try:
            async with asyncio.timeout(START_SECONDS):
                for left in reversed(range(ATTEMPTS)):
                    try:
                        return await self._lend(world, await self._running_browser(afresh=left == 0))
                    except PlaywrightError:  # the page, or the whole browser, may have died a moment ago
                        if left == 0:
                            raise
        except PlaywrightError as error:
            raise EngineFault(f"the browser could not open a page: {error.message.splitlines()[0]}") from error
        except TimeoutError:
            pass
        raise EngineFault(f"the browser did not start within {START_SECONDS:g} s")

    async def _lend(self, world: World, browser: Browser) -> Slot:
        slot = await self._free_slot() or await self._new_slot(browser)
        episode = self.server.episode(self.server.add(world.sites))
        try:
            await slot.lend(episode)
        except BaseException:
            self.server.remove(episode.name)
            raise
        return slot

    async def _free_slot(self) -> Slot | None:
        """Return a clean slot, waiting for one that is being wiped; None where a new one must be made."""
        while True:
            self._free = [slot for slot in self._free if slot.generation == self._generation]
            if self._free:
                return self._free.pop()
            if not self._wiping:
                return None
            await asyncio.wait(self._wiping, return_when=asyncio.FIRST_COMPLETED)

    async def release(self, slot: Slot, *, broken: bool = False) -> None:
        """Take a slot back: it is wiped for the next session while the caller goes on, or thrown away."""
        if slot.episode is not None:
            self.server.remove(slot.episode.name)
        if broken or slot.generation != self._generation:
            await self._discard(slot)
            return
        task = asyncio.ensure_future(self._wipe(slot))
        self._wiping.add(task)
        task.add_done_callback(self._wiping.discard)

    async def _wipe(self, slot: Slot) -> None:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await slot.wipe()
            self._free.append(slot)
        except (PlaywrightError, EngineFault, DocumentGone, TimeoutError):
            await self._discard(slot)  # a page that cannot be wiped is not used again

    async def _discard(self, slot: Slot) -> None:
        async def arrive() -> None:
            await asyncio.gather(*(tab.arrive() for tab in slot.tabs))

        for work, seconds in ((arrive, 2.0), (slot.context.close, CLOSE_SECONDS)):
            try:
                async with asyncio.timeout(seconds):
                    await work()
            except (PlaywrightError, EngineFault, TimeoutError):
                pass  # gone already, with its browser

    async def _new_slot(self, browser: Browser) -> Slot:
        width, height = VIEWPORT
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=1,
            locale="en-US",
            timezone_id="UTC",
            reduced_motion="reduce",
            color_scheme="light",
            accept_downloads=False,
            service_workers="block",
            permissions=[],
        )
        await context.add_init_script(PAGE)
        slot = Slot(context, await Tab.attach(context, await context.new_page()), self._generation)
        attaching: set[asyncio.Task[None]] = set()

        def arrived(page: Any) -> None:
            async def attach() -> None:
                slot.arrived.put_nowait(await Tab.attach(context, page))

            task = asyncio.ensure_future(attach())
            attaching.add(task)
            task.add_done_callback(attaching.discard)

        context.on("page", arrived)
        return slot

    # ---- browser --------------------------------------------------------------------------------------------------

    async def _running_browser(self, *, afresh: bool = False) -> Browser:
        if self._starting is None:
            self._starting = asyncio.Lock()
        seen = self._generation
        async with self._starting:
            if afresh and seen == self._generation:
                await self._drop()
            if self._browser is None or not self._browser.is_connected():
                await self._launch()
            assert self._browser is not None
            return self._browser

    async def _drop(self) -> None:
        """Let go of browser and driver, whatever state they are in."""
        browser, playwright = self._browser, self._playwright
        self._browser = self._playwright = None
        self._free.clear()
        for ending in (browser.close() if browser else None, playwright.stop() if playwright else None):
            if ending is not None:
                try:
                    async with asyncio.timeout(CLOSE_SECONDS):
                        await ending
                except Exception as error:  # noqa: BLE001 - a dead driver fails in ways of its own
                    _log.debug("closing failed: %s", error)

    async def _launch(self) -> None:
        binary = find()
        self.server.start()
        rules = f"MAP *.test 127.0.0.1:{self.server.port}, MAP * ~NOTFOUND"
        if self._playwright is None:
            self._playwright = await async_playwright().start()
        self._generation += 1
        self._free.clear()
        self._browser = await self._playwright.chromium.launch(
            executable_path=str(binary.path),
            headless=True,
            args=[*LAUNCH_FLAGS, f"--host-resolver-rules={rules}"],
            timeout=START_SECONDS * 1000,
            handle_sigint=False,
        )

    def close(self) -> None:
        """Close browser, server and loop; nothing stays behind."""

        async def shut() -> None:
            for task in self._wiping:
                task.cancel()
            await asyncio.gather(*self._wiping, return_exceptions=True)
            await self._drop()

        self.loop.run(shut())
        self.server.close()
        self.loop.close()


# ---- the pool of this process -------------------------------------------------------------------------------------

_lock = threading.Lock()
_pool: Pool | None = None
_users = 0


def join() -> Pool:
    """Return the pool of this process and count as its user until :func:`leave`."""
    global _pool, _users
    with _lock:
        if _pool is None or _pool.pid != os.getpid():  # a forked child cannot use its parent's browser
            _pool, _users = Pool(), 0
        _users += 1
        return _pool


def leave(pool: Pool) -> None:
    """Stop using the pool; the last user closes it."""
    global _pool, _users
    with _lock:
        if pool is not _pool or pool.pid != os.getpid():
            return
        _users -= 1
        if _users > 0:
            return
        _pool = None
    pool.close()


@atexit.register
def _close_at_exit() -> None:
    global _pool, _users
    with _lock:
        pool, _pool, _users = _pool, None, 0
    if pool is not None and pool.pid == os.getpid():
        pool.close()
