"""A loaded document with everything a browser keeps beside the tree: clock, focus, caret, events, timers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours import base as behaviours
from webgen.engines.twin.clock import Clock
from webgen.engines.twin.dom import Document, Element, parse_fragment
from webgen.engines.twin.hypermedia import Hypermedia
from webgen.snapshot import FrameRefs

if TYPE_CHECKING:
    from webgen.engines.twin.frames import Frame
    from webgen.site.http import Response

LINE_KINDS = frozenset(("text", "search", "email", "tel", "url", "password", "number"))
DATE_KINDS = frozenset(("date", "time", "month", "week", "datetime-local"))
FAILURE = (
    '<div id="webgen-failure" class="toast error" role="alert" data-behaviour="toast" data-timeout="4000">'
    "{}</div>"
)


@dataclass(slots=True)
class Event:
    """A DOM event. ``key`` for keys, ``submitter`` for submit, ``command`` when Control or Meta was held in a click."""

    kind: str
    target: Element
    key: str = ""
    submitter: Element | None = None
    command: bool = False
    prevented: bool = False

    def prevent(self) -> None:
        """Keep the default action from happening."""
        self.prevented = True


@dataclass(slots=True)
class Answer:
    """What a request led to after redirects: the response, and the address it came from."""

    response: Response
    url: str
    redirected: bool = False


@dataclass(frozen=True, slots=True)
class Navigation:
    """A document navigation that has begun. ``form`` of a POST; ``mode`` says what happens to the history entry."""

    url: str
    method: str = "GET"
    form: tuple[tuple[str, str], ...] = ()
    mode: str = "push"  # push (or replace, where the address is the same), reload, traverse
    target: str = ""  # the name of a frame, or _blank, _top, _parent; empty: here
    submits: bool = False  # a form was sent: that adds an entry even where it leads to the same address


class Host(Protocol):
    """What a page needs of the tab or frame it is in."""

    @property
    def parent(self) -> Page | None:
        """The page around the frame; None for a tab."""

    @property
    def restored(self) -> bool:
        """Whether the page of the tab came back from history, and its frames with it."""

    @property
    def shown_frames(self) -> dict[tuple[str, ...], tuple[str, int]]:
        """What the frames of the tab's current entry show, by their places: address and number of the document."""

    def fetch(self, page: Page, method: str, url: str, headers: dict[str, str], form: str | None) -> Answer | None:
        """Ask a site on behalf of the client script; None where the request cannot be made."""

    def leave(self, page: Page, navigation: Navigation) -> None:
        """Begin a document navigation."""

    def push(self, page: Page, url: str) -> None:
        """Add a history entry for the same document; in a frame, change its address."""

    def frame(self, page: Page, element: Element) -> Frame:
        """Make the frame of an ``iframe`` element and load what is in it."""


@dataclass(slots=True)
class Caret:
    """The selection in a text field, in code points; ``start == end`` is a caret."""

    start: int
    end: int


@dataclass(slots=True)
class Question:
    """What the confirm dialog will send."""

    node: Element
    call: object
    submitter: Element | None


@dataclass(eq=False)
class Page:
    """One loaded document and its living state. ``alive`` is False once another document has taken its place."""

    document: Document
    host: Host
    clock: Clock = field(default_factory=Clock)
    caret: Caret | None = None  # of the focused text field
    rested: Element | None = None  # what had the focus when the last act ended
    before_edit: str | None = None  # its value before the first edit since it got the focus
    returns: dict[Element, Element | None] = field(default_factory=dict)  # open dialog -> what had the focus before
    question: Question | None = None
    last_radio: dict[tuple[Element | None, str], Element] = field(default_factory=dict)  # see focus._radio_stop
    written: set[Element] = field(default_factory=set)  # text fields whose last change was by hand
    started: set[tuple[Element, str]] = field(default_factory=set)
    scripted: bool = False  # whether the page links the client script
    loaded: bool = False  # whether the frames that were served with it are there
    frames: dict[Element, Frame] = field(default_factory=dict)
    focus_page: Page | None = None  # of the page of a tab: the page in it that has the focus; None: itself
    names: FrameRefs = field(default_factory=FrameRefs)  # of the page of a tab

    def __post_init__(self) -> None:
        self.hypermedia = Hypermedia(self)

    # ---- life

    def start(self) -> None:
        """Do what the client script does when the document has been parsed."""
        self.scripted = any(
            one.tag == "script" and one.get("src", "").split("?")[0].endswith("/client.js")
            for one in self.document.root.iter()
        )
        body = self.document.body
        self.load_frames()
        self.loaded = True
        if self.scripted and body is not None:
            self.hypermedia.process(body)
            behaviours.start(self, body)

    # ---- frames

    @property
    def top(self) -> Page:
        """The page of the tab that this page is in."""
        page = self
        while page.host.parent is not None:
            page = page.host.parent
        return page

    @property
    def focus_holder(self) -> Page:
        """The page in the tab that has the focus: keys go there."""
        top = self.top
        return top if top.focus_page is None else top.focus_page

    def take_focus(self) -> None:
        """Let this page have the focus of the tab; what had it in another page loses it."""
        top, holder = self.top, self.focus_holder
        if holder is self:
            return
        focus.blur(holder)
        top.focus_page = None if self is top else self
        top.mark_focus()

    def mark_focus(self) -> None:
        """Tell all documents of the tab where the focus is, as seen from them."""
        for page in self.pages():
            page.document.inner_focus, page.document.has_focus = None, False
        around: Page | None = self.focus_holder
        inner: Page | None = None
        while around is not None:
            frame = next((element for element, frame in around.frames.items() if frame.page is inner), None)
            around.document.inner_focus, around.document.has_focus = frame, True
            inner, around = around, around.host.parent
        for one in self.pages():
            one.document.note_active()

    def pages(self) -> list[Page]:
        """Return this page and those in its frames, in document order."""
        return [self, *(page for frame in self.frames.values() for page in frame.page.pages())]

    def load_frames(self) -> None:
        """Load the frames that have come in, and let go of those that have left."""
        if not self.frames and not self.document.has_frames:
            return
        found = [one for one in self.document.root.iter() if one.tag == "iframe" and not one.svg]
        old = self.frames
        self.frames = {}
        for element in found:
            self.frames[element] = old.pop(element) if element in old else self.host.frame(self, element)
        for frame in old.values():
            frame.dispose()
        if old:
            self.top.mark_focus()

    def dispose(self) -> None:
        """Take apart what nobody will use again."""
        for frame in self.frames.values():
            frame.dispose()
        self.frames = {}
        self.clock.clear()
        self.document.dispose()
        self.hypermedia.states.clear()
        del self.hypermedia, self.host
        self.question = None
        for kept in (self.returns, self.last_radio, self.written, self.started):
            kept.clear()

    def tidy(self) -> None:
        """Take apart what has left the document, unless a timer may still come back to it."""
        document = self.document
        if document.removed and not self.clock.pending:
            self.forget_removed()
            document.tidy()

    def forget_removed(self) -> None:
        """Drop what is remembered about elements that have left the document."""
        self.started = {one for one in self.started if one[0].connected}
        self.written = {one for one in self.written if one.connected}
        self.last_radio = {key: one for key, one in self.last_radio.items() if one.connected}
        self.returns = {one: before for one, before in self.returns.items() if one.connected}
        self.hypermedia.forget_removed()

    # ---- events

    def dispatch(self, event: Event) -> bool:
        """Send an event through behaviours and hypermedia; return whether the default action may happen."""
        if not self.scripted:
            return True
        behaviours.hear(self, event)
        if event.kind == "click":
            self._answer(event.target)
        self.hypermedia.hear(event)
        return not event.prevented

    def fire(self, kind: str, target: Element) -> None:
        """Dispatch a plain event."""
        self.dispatch(Event(kind, target))

    # ---- live values

    def set_value(self, field_: Element, value: str) -> None:
        """Set a value as a script does: no event; the caret goes behind the text."""
        field_.value = value
        self.written.discard(field_)
        if field_ is self.document.focused and self.caret is not None:
            self.caret = Caret(len(field_.value), len(field_.value))

    def remove(self, node: Element) -> None:
        """Take an element out as a script does."""
        self.release(node)
        node.remove()

    def empty(self, node: Element) -> None:
        """Take all children out as a script does."""
        self.release(node, inside=True)
        node.replace_children(())

    def release(self, node: Element, *, inside: bool = False) -> None:
        """Let the focus leave what is about to be removed, as a browser does: an edited field tells its change."""
        focused = self.document.focused
        if focused is not None and node.contains(focused) and not (inside and focused is node):
            focus.blur(self)

    # ---- dialogs

    def show_modal(self, dialog: Element) -> None:
        """Open a dialog modally and move the focus in."""
        if dialog.open:
            return
        self.returns[dialog] = self.document.focused
        dialog.show_modal()
        focus.enter_dialog(self, dialog)

    def close_dialog(self, dialog: Element) -> None:
        """Close a dialog and give the focus back."""
        if not dialog.open:
            return
        was_modal = dialog.modal
        inside = self.document.focused is not None and dialog.contains(self.document.focused)
        dialog.close()
        before = self.returns.pop(dialog, None)
        if before is not None and (was_modal or inside):
            focus.move(self, before)
        if dialog.id == "webgen-confirm":
            self.question = None
            self.remove(dialog)

    def said(self, name: str, english: str) -> str:
        """Return a text of the client in the language of the page."""
        found = next((one for one in self.document.root.iter() if one.tag == "html"), None)
        return found.get(name, english) if found is not None else english

    def ask(self, text: str, label: str, question: Question) -> None:
        """Open the confirm dialog."""
        body = self.document.body
        assert body is not None
        old = self.document.get("webgen-confirm")
        if old is not None:
            self.remove(old)
        html = (
            '<dialog id="webgen-confirm" class="modal" aria-labelledby="webgen-question">'
            f'<div class="modal-body"><p id="webgen-question">{escape(text)}</p></div><div class="modal-actions">'
            f'<button type="button" class="button" data-answer="no">{escape(self.said("data-cancel", "Cancel"))}</button>'
            f'<button type="button" class="button primary" data-answer="yes">{escape(label)}</button></div></dialog>'
        )
        (dialog,) = parse_fragment(html, body)
        assert isinstance(dialog, Element)
        body.append(dialog)
        self.question = question
        self.show_modal(dialog)

    def _answer(self, target: Element) -> None:
        button = target.closest("[data-answer]") if self.question is not None else None
        dialog = self.document.get("webgen-confirm")
        if button is None or dialog is None or not dialog.contains(button):
            return
        question = self.question
        self.close_dialog(dialog)
        if button.get("data-answer") == "yes" and question is not None:
            self.hypermedia.confirmed(question)

    def show_failure(self) -> None:
        """Show the message of a failed request."""
        body = self.document.body
        assert body is not None
        old = self.document.get("webgen-failure")
        if old is not None:
            self.remove(old)
        (note,) = parse_fragment(FAILURE.format(escape(self.said("data-failed", "Something went wrong. Try again."))), body)
        assert isinstance(note, Element)
        body.append(note)
        behaviours.start(self, note)


_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def escape(text: str) -> str:
    """Escape text for HTML as the client script does."""
    return text.translate(_ESCAPES)
