"""Tabs, history, cookies and requests: the part of a browser around its pages."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, unquote

from webgen.engines.base import World
from webgen.engines.twin import address, focus, frames
from webgen.engines.twin.dom import Element, parse
from webgen.engines.twin.page import Answer, Host, Navigation, Page, escape
from webgen.errors import EngineFault
from webgen.site.http import Request, Response

MAX_REDIRECTS = 20
MAX_DOCUMENTS = 8
_KEEPS_METHOD = (307, 308)
_REDIRECTS = (301, 302, 303, *_KEEPS_METHOD)
Form = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Entry:
    """One entry of a tab's history. Entries with the same ``document`` are one document; ``marked``: by pushState.

    ``frames`` says what its frames show, by their places: the address and the number of the document.
    """

    url: str
    document: int
    marked: bool = False
    frames: dict[tuple[str, ...], tuple[str, int]] = field(default_factory=dict)


class Sheets:
    """Style sheets by address; sites serve them unchanged for as long as a session lasts."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._texts: dict[str, str] = {}

    def text(self, url: str) -> str:
        """Return the text of a style sheet; empty where there is none."""
        known = self._texts.get(url)
        if known is None:
            response = ask(self._world, Request("GET", *_target(url), headers={"host": address.host(url)}), url)
            known = response.body if response is not None and response.status == 200 else ""
            self._texts[url] = known
        return known

    def __deepcopy__(self, memo: dict[int, Any]) -> Sheets:
        return self


class _Loader:
    """Resolves the style sheet references of one page."""

    def __init__(self, sheets: Sheets, base: str) -> None:
        self._sheets, self._base = sheets, base

    def __call__(self, href: str) -> str:
        return self._sheets.text(address.join(self._base, href))


def _target(url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Split an absolute address into path and query as a server sees them."""
    text = address.bare(url)
    path, _, query = text.partition("://")[2].partition("?")
    mark = path.find("/")
    path = "/" if mark < 0 else path[mark:]
    return unquote(path), tuple(parse_qsl(query, keep_blank_values=True)) if query else ()


def ask(world: World, request: Request, url: str) -> Response | None:
    """Let the site of an address answer; None where the world has none."""
    site = world.sites.get(address.host(url))
    if site is None or not url.startswith("http://"):
        return None
    try:
        return site.handle(request)
    except Exception as error:  # whatever a site raises is our fault, not the agent's
        raise EngineFault(f"the site {address.host(url)} failed: {type(error).__name__}: {error}") from error


class Browser:
    """What a session changes: tabs, cookies, and the virtual time requests carry."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sheets = Sheets(world)
        self.cookies: dict[str, dict[str, str]] = {}
        self.now = 0  # session clock at the start of the act
        self.tabs: list[Tab] = []
        self.current = 0
        self._documents = 0

    @property
    def tab(self) -> Tab:
        """The current tab."""
        return self.tabs[self.current]

    @property
    def page(self) -> Page:
        """The page of the current tab."""
        return self.tab.page

    def next_document(self) -> int:
        """Return a number no document has had."""
        self._documents += 1
        return self._documents

    def make_page(self, answer: Answer, host: Host) -> Page:
        """Make the page of an answer, not yet started."""
        document = parse(_markup(answer.response), answer.url)
        document.css = _Loader(self.sheets, answer.url)
        return Page(document, host)

    def open_tab(self, navigation: Navigation) -> None:
        """Open a tab at the end and make it current."""
        tab = Tab(self)
        self.tabs.append(tab)
        self.current = len(self.tabs) - 1
        tab.load(navigation)

    def close_tab(self, index: int) -> None:
        """Close a tab; where it was the current one, its right neighbour, else the last, takes over."""
        del self.tabs[index]
        if index < self.current:
            self.current -= 1
        self.current = min(self.current, len(self.tabs) - 1)

    def request(self, method: str, url: str, form: Form, headers: dict[str, str], elapsed: int = 0) -> Answer | None:
        """Ask and follow redirects; None where an address leads out of the world."""
        for turn in range(MAX_REDIRECTS):
            host = address.host(url)
            path, query = _target(url)
            jar = self.cookies.setdefault(host, {})
            request = Request(method, path, query, form, {"host": host, **headers}, dict(jar), self.now + elapsed)
            response = ask(self.world, request, url)
            if response is None:
                return None
            jar.update(response.cookies)
            location = response.location or response.headers.get("Location")
            if response.status not in _REDIRECTS or location is None:
                return Answer(response, url, redirected=turn > 0)
            rest = address.fragment(url)
            url = address.join(url, location)
            if rest is not None and address.fragment(url) is None:
                url = f"{url}#{rest}"
            if response.status not in _KEEPS_METHOD:
                method, form = "GET" if method != "HEAD" else method, ()
        raise EngineFault(f"more than {MAX_REDIRECTS} redirects, the last to {url}")

    def dispose(self) -> None:
        """Take the pages apart; nobody will use them again."""
        for tab in self.tabs:
            tab.page.dispose()
        self.tabs = []

    def copy(self) -> Browser:
        """Return an exact copy that shares nothing that changes."""
        memo: dict[int, Any] = {id(self.world): self.world}
        for page in (page for tab in self.tabs for page in tab.page.pages()):
            page.forget_removed()
            document, found = page.document.copy()
            memo[id(page.document)] = document
            for old, new in found.items():
                memo[id(old)] = new
        return deepcopy(self, memo)


class Tab:
    """One tab: its history and its page. The page's host."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.entries: list[Entry] = []
        self.at = -1
        self.page: Page
        self.navigation: Navigation | None = None  # begun, not yet loaded
        self.opening: list[Navigation] = []  # windows asked for
        self.restored = False  # whether the page came back from history, and its frames with it
        self._kept: dict[int, Answer] = {}  # what answered a POST, by document

    # ---- what pages ask of their tab

    def fetch(self, page: Page, method: str, url: str, headers: dict[str, str], form: str | None) -> Answer | None:
        """Ask a site on behalf of the client script; other hosts are out of its reach."""
        return frames.fetch(self.browser, page, method, url, headers, form)

    def frame(self, page: Page, element: Element) -> frames.Frame:
        """Make the frame of an ``iframe`` element and load what is in it."""
        return frames.Frame(self.browser, page, element)

    @property
    def shown_frames(self) -> dict[tuple[str, ...], tuple[str, int]]:
        """What the frames of the current entry show."""
        return self.entries[self.at].frames

    @property
    def parent(self) -> Page | None:
        """There is no page around a tab."""
        return None

    def leave(self, page: Page, navigation: Navigation) -> None:
        """Begin a navigation; one that only names another fragment is done at once."""
        if navigation.target == "_blank":
            self.opening.append(navigation)
            return
        if navigation.target not in ("", "_self", "_top", "_parent"):
            frames.lead(page, navigation)
            return
        here, there = page.document.url, navigation.url
        same = address.bare(here) == address.bare(there)
        if same and navigation.method == "GET" and navigation.mode == "push" and address.fragment(there) is not None:
            self._go_to_fragment(page, there)
            return
        if page.clock.stopped and navigation.mode == "reload":
            return
        page.clock.stopped = True
        self.navigation = navigation

    def push(self, page: Page, url: str) -> None:
        """Add an entry for the same document, as ``history.pushState`` does; both entries are marked."""
        entry = self.entries[self.at]
        entry.marked = True
        self._add(replace(entry, url=url, frames=dict(entry.frames)))
        page.document.url = url

    def _add(self, entry: Entry) -> None:
        del self.entries[self.at + 1 :]
        self.entries.append(entry)
        self.at += 1

    def _go_to_fragment(self, page: Page, url: str, *, typed: bool = False) -> None:
        if typed or url != page.document.url:  # a link to where we are adds no entry, a typed address does
            entry = self.entries[self.at]
            self._add(replace(entry, url=url, marked=False, frames=dict(entry.frames)))
            page.document.url = url
        frames.to_anchor(page)

    # ---- documents

    def load(self, navigation: Navigation) -> None:
        """Load a document."""
        browser = self.browser
        kept = self._kept.get(self.entries[self.at].document) if navigation.mode == "traverse" else None
        if kept is not None and address.bare(kept.url) == address.bare(navigation.url):
            answer: Answer | None = Answer(kept.response, navigation.url)  # the entry may name a fragment
        else:
            headers = {"content-type": "application/x-www-form-urlencoded"} if navigation.method == "POST" else {}
            answer = browser.request(navigation.method, navigation.url, navigation.form, headers)
        if answer is None:
            raise EngineFault(f"a page led to {navigation.url}, which is outside the world")
        if answer.response.status in (204, 205):
            if self.at >= 0:
                self.page.clock.stopped = False
                return
            raise EngineFault(f"{navigation.url} answered without content")
        leaving = self.at >= 0
        self._enter(navigation, answer)
        self.restored = navigation.mode == "traverse"
        if not self.restored:
            self.entries[self.at].frames.clear()
        if leaving:
            self.page.dispose()
        self.page = browser.make_page(answer, self)
        self.page.start()
        if frames.anchor(self.page) is not None:
            frames.to_anchor(self.page)
        else:
            focus.autofocus(self.page)

    def _enter(self, navigation: Navigation, answer: Answer) -> None:
        """Write the history entry of a document that is being loaded."""
        posted = navigation.method == "POST"
        if navigation.mode in ("reload", "traverse") and self.at >= 0:
            self.entries[self.at].url = answer.url
        elif self.at >= 0 and not posted and not navigation.submits and navigation.url == self.page.document.url:
            self.entries[self.at] = Entry(answer.url, self.browser.next_document())
        else:
            self._add(Entry(answer.url, self.browser.next_document()))
        if posted and not answer.redirected:
            self._kept[self.entries[self.at].document] = answer

    def can_traverse(self, step: int) -> bool:
        """Tell whether there is an entry ``step`` away."""
        return 0 <= self.at + step < len(self.entries)

    def traverse(self, step: int) -> None:
        """Go back (-1) or forward (1)."""
        before = self.entries[self.at]
        self.at += step
        entry = self.entries[self.at]
        page = self.page
        if entry.document != before.document:
            page.clock.stopped = True
            self.navigation = Navigation(entry.url, mode="traverse")
            return
        page.document.url = entry.url
        for frame in page.frames.values():
            frame.go_to(entry.frames)
        if entry.marked and page.scripted:
            self.leave(page, Navigation(entry.url, mode="reload"))

    def visit(self, url: str) -> None:
        """Go to an address as if it were typed in."""
        page = self.page
        if address.bare(url) == address.bare(page.document.url) and address.fragment(url) is not None:
            self._go_to_fragment(page, url, typed=True)
            return
        page.clock.stopped = True
        self.navigation = Navigation(url)

    def settle(self, act: int, ms: int) -> int:
        """Load what has begun to load, let ``ms`` of virtual time pass, and so on; return what has passed."""
        passed = 0
        for _ in range(MAX_DOCUMENTS + 1):
            navigation, self.navigation = self.navigation, None
            if navigation is not None:
                self.load(navigation)
            page = self.page
            if page.scripted:
                page.clock.advance(ms)
            passed = ms
            focus.fix_up(page)
            if self.navigation is None:
                frames.settle_frames(page, act, ms)
            if self.navigation is None:
                return passed
        raise EngineFault(
            f"one action led through more than {MAX_DOCUMENTS} documents, the last is {self.page.document.url}"
        )


def _markup(response: Response) -> str:
    kind = next((value for name, value in response.headers.items() if name.lower() == "content-type"), "text/html")
    if re.match(r"\s*text/(html|xhtml)", kind, re.IGNORECASE):
        return response.body
    return (
        '<html><head><meta name="color-scheme" content="light dark"></head><body>'
        f'<pre style="word-wrap: break-word; white-space: pre-wrap;">{escape(response.body)}</pre></body></html>'
    )
