"""Frames: a document inside a page, with a clock and a focus of its own and no place in the history of the tab."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from webgen.engines.twin import address, focus
from webgen.engines.twin.page import Answer, Navigation, Page
from webgen.errors import EngineFault, Unsupported

if TYPE_CHECKING:
    from webgen.engines.twin.browser import Browser
    from webgen.engines.twin.dom import Element

MAX_DOCUMENTS = 8
OUTWARDS = ("_top", "_parent", "_blank")


class Frame:
    """What an ``iframe`` element shows. The host of the page in it.

    Nothing in it adds an entry to the history of the tab: its links and searches replace what it shows, its forms are
    hypermedia, or they lead the whole tab (``target="_top"``).
    """

    def __init__(self, browser: Browser, parent: Page, element: Element) -> None:
        self.browser, self.around, self.element = browser, parent, element
        self.number = browser.next_document()  # of the frame, for its refs
        self.navigation: Navigation | None = None  # begun, not yet loaded
        self.passed = -1  # the act whose time the document has passed
        self.page: Page
        for name in ("srcdoc", "sandbox", "loading"):
            if name in element.attrs:
                raise Unsupported(f"{element!r}: {name} is outside the twin's subset")
        if element.scope is not None:
            raise Unsupported(f"{element!r}: frames in a shadow tree are outside the twin's subset")
        here = parent.document.url
        # where it stands in the page; None where it came in later: history forgets those
        self.place = None if parent.loaded else self._place()
        restored = self.shown_frames.get(self.place or ()) if self.restored else None
        self.document = 0 if restored is None else restored[1]
        self._load(Navigation(address.join(here, element.get("src", "")) if restored is None else restored[0]))
        if address.host(self.page.document.url) != address.host(here):
            raise Unsupported(f"{element!r} leads to another host, which is outside the twin's subset")

    @property
    def parent(self) -> Page | None:
        """The page around the frame."""
        return self.around

    @property
    def restored(self) -> bool:
        """Whether the page of the tab came back from history, and its frames with it."""
        return self.around.host.restored

    @property
    def shown_frames(self) -> dict[tuple[str, ...], tuple[str, int]]:
        """What the frames of the tab's current entry show, by their places: address and number of the document."""
        return self.around.host.shown_frames

    def _place(self) -> tuple[str, ...] | None:
        host = self.around.host
        above: tuple[str, ...] | None = host.place if isinstance(host, Frame) else ()
        return None if above is None else (*above, self.element.get("name") or str(len(self.around.frames)))

    def _remember(self) -> None:
        """Write into the current entry of the tab's history what the frame shows."""
        if self.place is not None:
            self.shown_frames[self.place] = (self.page.document.url, self.document)

    # ---- what the page in it asks for

    def fetch(self, page: Page, method: str, url: str, headers: dict[str, str], form: str | None) -> Answer | None:
        """Ask a site on behalf of the client script."""
        return fetch(self.browser, page, method, url, headers, form)

    def frame(self, page: Page, element: Element) -> Frame:
        """Make a frame inside this one."""
        return Frame(self.browser, page, element)

    def push(self, page: Page, url: str) -> None:
        """Change the address without a new document."""
        page.document.url = url
        self._remember()

    def go_to(self, shown: dict[tuple[str, ...], tuple[str, int]]) -> None:
        """Show what another entry of the history says, where the page around stays."""
        wanted = shown.get(self.place) if self.place is not None else None
        if wanted is None:
            return
        if wanted[1] != self.document:
            self.page.clock.stopped = True
            self.navigation = Navigation(wanted[0], mode="traverse")
            self.document = wanted[1]
            return
        self.page.document.url = wanted[0]
        for frame in self.page.frames.values():
            frame.go_to(shown)

    def leave(self, page: Page, navigation: Navigation) -> None:
        """Begin a navigation of the frame, of one around it, or of a new tab."""
        if navigation.target in OUTWARDS:
            around = self.around.top if navigation.target == "_top" else self.around
            target = navigation.target if navigation.target == "_blank" else ""
            around.host.leave(around, _aimed(navigation, target))
            return
        if navigation.target not in ("", "_self"):
            lead(page, navigation)
            return
        self.replace(navigation)

    def replace(self, navigation: Navigation) -> None:
        """Begin to load another document; one that only names another fragment is there at once."""
        page, there = self.page, navigation.url
        if navigation.method != "GET":
            raise Unsupported("a form in a frame that posts without hypermedia is outside the twin's subset")
        if address.bare(page.document.url) == address.bare(there) and address.fragment(there) is not None:
            self.push(page, there)
            to_anchor(page)
            return
        page.clock.stopped = True
        self.navigation = navigation

    # ---- documents

    def _load(self, navigation: Navigation) -> None:
        answer = self.browser.request("GET", navigation.url, (), {})
        if answer is None:
            raise EngineFault(f"a frame led to {navigation.url}, which is outside the world")
        if answer.response.status in (204, 205):
            raise EngineFault(f"{navigation.url} answered a frame without content")
        old = getattr(self, "page", None)
        holds = old is not None and old.focus_holder in old.pages()
        if old is not None:
            old.dispose()
        self.passed = -1
        self.page = self.browser.make_page(answer, self)
        if not self.document or (navigation.mode != "traverse" and old is not None):
            self.document = self.browser.next_document()
            self._forget_inside()
        self._remember()
        document = self.page.document
        document.has_focus = holds
        if document.body is not None:
            document.body.touch()  # whether it is the active element hangs on where the focus is
        if holds:
            self.page.top.focus_page = self.page
        self.page.start()
        to_anchor(self.page)

    def _forget_inside(self) -> None:
        shown = self.shown_frames
        if self.place is not None:
            for place in [one for one in shown if one[: len(self.place)] == self.place]:
                del shown[place]

    def settle(self, act: int, ms: int) -> None:
        """Load what has begun to load, pass the time of the act once, then that of the frames inside."""
        for _ in range(MAX_DOCUMENTS + 1):
            navigation, self.navigation = self.navigation, None
            if navigation is not None:
                self._load(navigation)
            page = self.page
            if self.passed != act:
                self.passed = act
                if page.scripted:
                    page.clock.advance(ms)
                focus.fix_up(page)
            if self.navigation is None:
                settle_frames(page, act, ms)
                return
        raise EngineFault(f"one action led through more than {MAX_DOCUMENTS} documents in a frame")

    def dispose(self) -> None:
        """Take the page in it apart; the focus goes back to the document of the tab."""
        page = self.page
        if page.focus_holder in page.pages():
            top = page.top
            top.focus_page = None
        page.dispose()


def out_of_reach(page: Page, element: Element) -> bool:
    """Tell whether an element, or a frame around it, is kept from input."""
    if focus.inert(page, element):
        return True
    return isinstance(page.host, Frame) and out_of_reach(page.host.around, page.host.element)


def settle_frames(page: Page, act: int, ms: int) -> None:
    """Let the frames of a page pass the time of an act, in document order."""
    page.load_frames()
    for frame in list(page.frames.values()):
        frame.settle(act, ms)


def anchor(page: Page) -> Element | None:
    """Return the element that the fragment of the address names."""
    name = address.fragment(page.document.url)
    if not name:
        return None
    found = page.document.get(name) or page.document.get(unquote(name))
    if found is not None:
        return found
    return next((one for one in page.document.root.iter() if one.tag == "a" and one.get("name") == name), None)


def to_anchor(page: Page) -> None:
    """Move the focus to what the fragment names, or away from where it was."""
    target = anchor(page)
    if target is None:
        return
    if focus.can_take(page, target):
        focus.move(page, target)
    else:
        focus.blur(page)


def lead(page: Page, navigation: Navigation) -> None:
    """Lead a frame of the page to another document, as a link with the name of the frame does."""
    found = [frame for element, frame in page.frames.items() if element.get("name") == navigation.target]
    if not found:
        raise Unsupported(f"the target {navigation.target!r} is outside the twin's subset: there is no such frame")
    found[0].replace(_aimed(navigation, ""))


def fetch(
    browser: Browser, page: Page, method: str, url: str, headers: dict[str, str], form: str | None
) -> Answer | None:
    """Ask a site on behalf of the client script of a page; other hosts are out of its reach."""
    here = address.host(page.document.url)
    if address.host(url) != here:
        return None
    fields = tuple(parse_qsl(form, keep_blank_values=True)) if form else ()
    answer = browser.request(method, url, fields, headers, page.clock.elapsed)
    return answer if answer is not None and address.host(answer.url) == here else None


def _aimed(navigation: Navigation, target: str) -> Navigation:
    return Navigation(
        navigation.url, navigation.method, navigation.form, navigation.mode, target, navigation.submits
    )  # fmt: skip
