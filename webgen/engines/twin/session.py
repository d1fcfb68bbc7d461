"""Sessions without a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, assert_never

from webgen.actions import MAX_WAIT_MS, Action, Back, Done, Forward, GiveUp, Navigate, Tab, Wait
from webgen.engines import base
from webgen.engines.base import ACT_MS, Engine, Session, Step, World
from webgen.engines.twin import focus, keyboard
from webgen.engines.twin.browser import Browser
from webgen.engines.twin.dom import Element
from webgen.engines.twin.frame_text import whole_text
from webgen.engines.twin.hands import Hands, Mistake
from webgen.engines.twin.page import Caret, Navigation, Page
from webgen.errors import EngineFault, InputError, Unsupported
from webgen.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Everything a session and its sites were at one moment."""

    browser: Browser
    sites: dict[str, Any]
    history: tuple[Action, ...]
    clock: int
    ending: Done | GiveUp | None
    snapshot: Snapshot


class TwinEngine(Engine):
    """Opens sessions in this thread; it holds nothing."""

    name = "twin"

    def open(self, world: World) -> TwinSession:
        """Open a world at its start address and take the first snapshot."""
        return TwinSession(world)

    def close(self) -> None:
        """Do nothing: there is nothing to free."""


class TwinSession(Session):
    """One episode in the twin."""

    def __init__(self, world: World) -> None:
        hosts = list(world.sites)
        if bad := [host for host in hosts if not host.endswith(".test")]:
            raise InputError(f"the host {bad[0]!r} cannot be served; hosts end in .test")
        start = base.resolve(world.start, world.start, hosts)
        if start is None:
            raise InputError(f"the start address {world.start!r} is not on a host of the world ({', '.join(hosts)})")
        self.world, self._start, self._hosts = world, start, hosts
        self.history, self.clock, self.ending = [], 0, None
        self._closed = False
        self._fault: str | None = None
        self._browser = Browser(world)
        self._browser.open_tab(Navigation(start))
        self._look(ACT_MS, "")

    # ---- the contract ---------------------------------------------------------------------------------------------

    def act(self, action: Action) -> Step:
        """Do one action, advance the clock, settle, and look once.

        Raises:
            Unsupported: the page or the action is outside the twin's subset.
        """
        if self._closed:
            raise InputError("the session is closed; open another one")
        if self.ending is not None:
            raise InputError("the session has ended with done or give_up; open another one")
        if self._fault is not None:
            raise EngineFault(self._fault)
        if isinstance(action, Done | GiveUp):
            self.history.append(action)
            self.ending = action
            return Step(self.snapshot, ended=True)
        if isinstance(action, Wait) and not 0 <= action.ms <= MAX_WAIT_MS:
            raise InputError(f"cannot wait {action.ms} ms; 0 to {MAX_WAIT_MS}")
        self.history.append(action)
        try:
            caret = self._perform(action)
            self._look(ACT_MS + (action.ms if isinstance(action, Wait) else 0), caret)
        except Mistake as mistake:
            return Step(self.snapshot, mistake.error)
        except EngineFault as fault:
            self._fault = str(fault)
            raise
        return Step(self.snapshot)

    def screenshot(self) -> bytes:
        """Refuse: the twin has no pixels."""
        raise Unsupported("the twin has no screenshot; open the level in Chromium")

    def checkpoint(self) -> Checkpoint:
        """Copy everything, sites included."""
        sites = {host: site.checkpoint() for host, site in self.world.sites.items()}
        return Checkpoint(
            self._browser.copy(), sites, tuple(self.history), self.clock, self.ending, self.snapshot
        )  # fmt: skip

    def restore(self, state: Checkpoint) -> None:
        """Go back, exactly; the checkpoint can be used again."""
        for host, site in state.sites.items():
            self.world.sites[host].restore(site)
        self._browser.dispose()
        self._browser = state.browser.copy()
        self.history, self.clock, self.ending = list(state.history), state.clock, state.ending
        self.snapshot, self._fault = state.snapshot, None

    def close(self) -> None:
        """End the session."""
        self._closed = True
        self._browser.dispose()

    # ---- one act --------------------------------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """The page of the current tab."""
        return self._browser.page

    def _perform(self, action: Action) -> str:
        tab = self._browser.tab
        match action:
            case Navigate(url):
                tab.visit(self._inside(url))
            case Back():
                self._travel(-1, "back")
            case Forward():
                self._travel(1, "forward")
            case Tab():
                self._turn(action)
            case Wait():
                pass
            case Done() | GiveUp():
                raise AssertionError("ends the session before this")
            case _:
                return Hands(tab.page, self.snapshot, self._hosts, self.world.files).do(action)
        return ""

    def _inside(self, url: str) -> str:
        address = base.resolve(self.page.document.url, url, self._hosts)
        if address is None:
            raise Mistake(base.not_allowed(url, self._hosts))
        return address

    def _travel(self, step: int, direction: str) -> None:
        if not self._browser.tab.can_traverse(step):
            raise Mistake(base.no_history(direction))
        self._browser.tab.traverse(step)

    def _turn(self, action: Tab) -> None:
        browser = self._browser
        count = len(browser.tabs)
        if action.do == "new":
            browser.open_tab(Navigation(self._inside(self._start if action.url is None else action.url)))
            return
        index = browser.current if action.index is None and action.do == "close" else action.index
        if index is None or not 0 <= index < count:
            raise Mistake(base.no_tab(index, count))
        if action.do == "select":
            browser.current = index
        elif action.do == "close":
            if count == 1:
                raise Mistake(base.last_tab())
            browser.close_tab(index)
        else:
            assert_never(action.do)

    def _look(self, ms: int, caret: str) -> None:
        """Settle, pass ``ms`` of virtual time, put the caret where it belongs, take the one snapshot."""
        browser = self._browser
        browser.now = self.clock
        opener = browser.tab
        act = len(self.history)
        opener.settle(act, ms)
        _place_carets(opener.page, caret)
        while opener.opening:
            browser.open_tab(opener.opening.pop(0))
            browser.tab.settle(act, ms)
            _place_carets(browser.page, "")
        for page in browser.page.pages():
            page.tidy()
        self.clock += ms
        browser.now = self.clock
        document = browser.page.document
        self.snapshot = Snapshot(
            text=whole_text(browser.page),
            url=document.url,
            title=document.title,
            tab=browser.current,
            tabs=tuple(tab.page.document.url for tab in browser.tabs),
        )


def _place_carets(page: Page, how: str) -> None:
    """Put the caret where it belongs in a page and its frames; only one of them has the focus."""
    for one in page.pages():
        _place_caret(one, how)


def _place_caret(page: Page, how: str) -> None:
    """Put the caret behind the text of a field that has newly got the focus, or select all of it after Tab."""
    focused: Element | None = page.document.focused
    if focused is not None and focus.is_text_field(focused) and (focused is not page.rested or how == "end"):
        length = len(keyboard.raw_text(focused))
        selected = how == "tab" and focused.tag == "input"
        page.caret = Caret(0 if selected else length, length)
    page.rested = focused
