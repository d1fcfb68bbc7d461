"""One browser tab: a page, a debugging session into it, and how it comes to rest."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from playwright.async_api import BrowserContext, CDPSession, Page
from playwright.async_api import Error as PlaywrightError

from webgen.engines.chromium.scripts import PROBE
from webgen.errors import EngineFault
from webgen.snapshot import FrameRefs

MAX_DOCUMENTS = 8  # one act may lead through this many documents
BLANK = "about:blank"
_GONE = (
    "context was destroyed",
    "Promise was collected",
    "navigated or closed",
    "Cannot find context",
    "Cannot find default",
)
_log = logging.getLogger(__name__)
T = TypeVar("T")


class DocumentGone(Exception):
    """The document a script ran in was replaced."""


class Tab:
    """A page with a debugging session.

    ``documents`` counts what was loaded in it, ``moves`` also fragments and pushState.
    """

    def __init__(self, page: Page, cdp: CDPSession) -> None:
        self.page, self.cdp = page, cdp
        self.url = page.url
        self.documents = self.moves = 0
        self.popups = 0  # windows this tab has asked for
        self.navigating = False
        self.fresh = True  # its history still holds what came before the first document of the session
        self.broken: str | None = None  # why the tab can no longer be used
        self.script_error: str | None = None
        self.refs = FrameRefs()
        self._worlds: dict[str, int] = {}  # by frame: the script world in which its refs are kept
        self._frame = ""  # the frame of the page itself
        self._change = asyncio.Event()
        self._pending: asyncio.Task[Any] | None = None

    @classmethod
    async def attach(cls, context: BrowserContext, page: Page) -> Tab:
        """Attach to a page of a context."""
        cdp = await context.new_cdp_session(page)
        tab = cls(page, cdp)
        page.on("crash", lambda _: tab._break("the page crashed"))
        page.on("close", lambda _: tab._break("the page was closed"))
        for event, react in (
            ("Runtime.executionContextCreated", tab._world_created),
            ("Runtime.executionContextDestroyed", tab._world_gone),
            ("Runtime.executionContextsCleared", tab._worlds_gone),
            ("Page.frameDetached", tab._frame_gone),
            ("Runtime.exceptionThrown", tab._script_failed),
            ("Page.frameNavigated", tab._navigated),
            ("Page.navigatedWithinDocument", tab._moved),
            ("Page.frameStartedNavigating", tab._navigation_started),
            ("Page.frameStoppedLoading", tab._loading_stopped),
            ("Page.windowOpen", tab._window_asked),
        ):
            cdp.on(event, react)
        tree = (await cdp.send("Page.getFrameTree"))["frameTree"]
        tab._frame = tree["frame"]["id"]
        await asyncio.gather(cdp.send("Page.enable"), cdp.send("Runtime.enable"))
        return tab

    # ---- what the browser says ------------------------------------------------------------------------------------

    def _world_created(self, event: dict[str, Any]) -> None:
        world = event["context"]
        if world["name"].startswith("__playwright_utility_world"):
            self._worlds[world["auxData"]["frameId"]] = world["id"]
            self._send_and_forget("Runtime.evaluate", {"expression": PROBE, "contextId": world["id"]})

    def _world_gone(self, event: dict[str, Any]) -> None:
        gone = event["executionContextId"]
        self._worlds = {frame: world for frame, world in self._worlds.items() if world != gone}

    def _worlds_gone(self, event: dict[str, Any]) -> None:
        self._worlds.clear()

    def _frame_gone(self, event: dict[str, Any]) -> None:
        self._worlds.pop(event["frameId"], None)

    def _script_failed(self, event: dict[str, Any]) -> None:
        details = event["exceptionDetails"]
        text = details.get("exception", {}).get("description") or details["text"]
        self.script_error = f"a script of {self.url} failed: {text.splitlines()[0]}"

    def _navigation_started(self, event: dict[str, Any]) -> None:
        if event["frameId"] == self._frame and event["navigationType"] not in ("sameDocument", "historySameDocument"):
            self.navigating = True

    def _navigated(self, event: dict[str, Any]) -> None:
        if "parentId" not in event["frame"]:
            self.navigating = False
            self.documents += 1
            self.moves += 1
            self._change.set()

    def _moved(self, event: dict[str, Any]) -> None:
        if event["frameId"] == self._frame:
            self.moves += 1
            self._change.set()

    def _loading_stopped(self, event: dict[str, Any]) -> None:
        if event["frameId"] == self._frame and self.navigating:  # no content, or a download: the document stays
            self.navigating = False
            self._send_and_forget("Runtime.evaluate", {"expression": "globalThis.__webgen_engine?.stay()"})
            self._change.set()

    def _window_asked(self, event: dict[str, Any]) -> None:
        self.popups += 1

    def _break(self, why: str) -> None:
        self.broken = self.broken or why
        self._change.set()
        if self._pending is not None:
            self._pending.cancel()

    def _send_and_forget(self, method: str, params: dict[str, Any]) -> None:
        async def send() -> None:
            try:
                await self.cdp.send(method, params)
            except PlaywrightError as error:
                _log.debug("%s came too late: %s", method, error)

        task = asyncio.ensure_future(send())
        _running.add(task)
        task.add_done_callback(_running.discard)

    # ---- running scripts ------------------------------------------------------------------------------------------

    async def guarded(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        """Await ``work``, but no longer than ``seconds`` and only as long as the tab lives.

        Raises:
            EngineFault: time is up, or the page crashed, or the browser went away.
        """
        task: asyncio.Task[T] = asyncio.ensure_future(work)
        self._pending = task
        try:
            if self.broken:
                task.cancel()
            async with asyncio.timeout(seconds):
                return await task
        except asyncio.CancelledError:
            if self.broken is None:
                raise
            raise EngineFault(f"the browser tab is lost: {self.broken}") from None
        except TimeoutError:
            raise EngineFault(f"the page {self.url} did not come to rest within {seconds:g} s") from None
        except DocumentGone:
            raise EngineFault(f"the page {self.url} was replaced in the middle of an action") from None
        except PlaywrightError as error:
            raise EngineFault(f"the browser failed: {self.broken or error.message.splitlines()[0]}") from error
        finally:
            self._pending = None

    async def _evaluate(self, expression: str, world: int | None) -> Any:
        params: dict[str, Any] = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        if world is not None:
            params["contextId"] = world
        try:
            answer = await self.cdp.send("Runtime.evaluate", params)
        except PlaywrightError as error:
            if any(words in error.message for words in _GONE):
                raise DocumentGone from None
            raise
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            text = details.get("exception", {}).get("description") or details["text"]
            raise EngineFault(f"an engine script failed: {text.splitlines()[0]}")
        return answer["result"].get("value")

    async def probe(self, function: str, *arguments: object, world: int | None = None) -> Any:
        """Call a function of probe.js, in the world of a frame or else in that of the page."""
        if world is None:
            world = self.page_world
        call = f"__webgen_probe.{function}({','.join(map(json.dumps, arguments))})"
        return await self._evaluate(call, world)

    @property
    def page_world(self) -> int:
        """The script world of the page itself."""
        world = self._worlds.get(self._frame)
        if world is None:
            raise EngineFault("the page has no script world for the snapshot")
        return world

    @property
    def frame_worlds(self) -> list[int]:
        """The script worlds of the frames in the page."""
        return [world for frame, world in self._worlds.items() if frame != self._frame]

    async def world_of(self, ref: str) -> tuple[int, str] | None:
        """Return the world in which a ref of the last snapshot is kept, and the ref as it stands there."""
        known = self.refs.long(ref)
        if known is None:
            return None
        frame, name = known
        for world in self.frame_worlds if frame else [self.page_world]:
            if not frame or await self._evaluate(f"__webgen_probe.has({json.dumps(name)})", world):
                return world, name
        return None

    async def focused_world(self) -> int:
        """Return the world of the document that has the focus: the page's, or that of one of its frames."""
        for world in self.frame_worlds:
            if await self._evaluate("__webgen_probe.holdsFocus()", world):
                return world
        return self.page_world

    async def leaving(self) -> bool:
        """Tell whether the document, or that of one of its frames, is being replaced."""
        try:
            return bool(await self._evaluate("globalThis.__webgen_engine?.anyLeaving() ?? false", None))
        except DocumentGone:
            return True

    async def close(self) -> None:
        """Close the page; what is going on in the session goes on."""
        self._pending = None
        await self.page.close()

    async def clear_storage(self) -> None:
        """Empty what the current origin keeps in this tab."""
        await self._evaluate("try { sessionStorage.clear(); localStorage.clear() } catch {} window.name = ''", None)

    # ---- coming to rest -------------------------------------------------------------------------------------------

    async def change(self) -> None:
        """Wait until the tab has navigated, moved within its document, or given up a navigation."""
        self._change.clear()
        await self._change.wait()

    async def settle(self, act: int, ms: int, caret: str) -> tuple[str, str]:
        """Let the document that an input leads to load, pass ``ms`` of virtual time and come to rest.

        Returns address and title.
        """
        expression = f"globalThis.__webgen_engine?.settle({act}, {ms}, {json.dumps(caret)}) ?? null"
        first = self.documents
        while self.documents - first <= MAX_DOCUMENTS:
            seen = self.documents
            try:
                rest = await self._evaluate(expression, None)
            except DocumentGone:
                rest = None
            if self.documents != seen:
                continue
            if rest is not None and rest[0] != BLANK and not self.navigating:
                self.url = str(rest[0])
                return self.url, str(rest[1])
            while self.documents == seen and (self.navigating or self.page.url == BLANK):
                await self.change()
        raise EngineFault(f"one action led through more than {MAX_DOCUMENTS} documents, the last is {self.page.url}")

    async def arrive(self) -> None:
        """Wait until no document is on its way: a page that is closed before that may never close."""
        loaded = "document.readyState === 'complete' || new Promise((done) => addEventListener('load', () => done(1)))"
        while self.broken is None:
            if self.navigating:
                await self.change()
                continue
            seen = self.documents
            try:
                await self._evaluate(loaded, None)
            except DocumentGone:
                continue
            if self.documents == seen and not self.navigating:
                return

    async def history(self) -> tuple[int, list[int]]:
        """Return the position in the tab's history and the ids of its entries."""
        answer = await self.cdp.send("Page.getNavigationHistory")
        return answer["currentIndex"], [entry["id"] for entry in answer["entries"]]

    async def go(self, method: str, params: dict[str, Any]) -> None:
        """Begin a navigation from outside the page and wait until it has left where it was."""
        moves = self.moves
        answer = await self.cdp.send(method, params)
        error = answer.get("errorText", "")
        if error == "net::ERR_ABORTED":  # no content, or a download: the document stays
            return
        if error:
            raise EngineFault(f"the browser could not load {params.get('url', self.url)}: {error}")
        while self.moves == moves:
            await self.change()


_running: set[asyncio.Task[None]] = set()  # tasks nobody waits for must be held somewhere
