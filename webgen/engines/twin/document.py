"""A page: the tree, its ids and labels, focus and style sheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from webgen.engines.twin.elements import Element, Text

if TYPE_CHECKING:
    from webgen.engines.twin.rules import RuleIndex
    from webgen.engines.twin.theme import Theme

Loader = Callable[[str], str]
_SPACES = re.compile(r"[ \t\n\f\r]+")


class Document:
    """One page. ``last_ref`` counts the refs given out; ``version`` grows with every change."""

    def __init__(self, url: str = "") -> None:
        self.url = url
        self.standards = True  # False: no doctype, a browser would be in quirks mode
        self.version = 0
        self.last_ref = 0
        self.removed: list[Element] = []  # what has left the tree since it was last tidied
        self.modals: list[Element] = []  # open modal dialogs, the front one last
        self.css: Loader | None = None
        self._focused: Element | None = None
        self.inner_focus: Element | None = None  # the frame that holds the focus
        self.has_focus = True  # itself or one of its frames
        self._shown_active: Element | None = None  # what was marked as active when the focus last moved between pages
        self.has_shadow = False  # whether a shadow tree has ever been in it
        self.has_frames = False  # whether an iframe has ever been in it
        self._index: tuple[dict[tuple[str, Element | None], Element], dict[Element, list[Element]]] | None = None
        self.index_version = 0  # grows when ids or labels may lead elsewhere
        self._sheets: tuple[str, ...] | None = None
        self._theme: Theme | None = None
        self._rules: RuleIndex | None = None  # the compiled style sheets its contexts come from
        self.root = Element(self, "html", {})

    @property
    def head(self) -> Element | None:
        """The head element."""
        return next((one for one in self.root.elements if one.tag == "head"), None)

    @property
    def body(self) -> Element | None:
        """The body element."""
        for child in self.root.children:
            if child.__class__ is Element and child.tag == "body":
                return child
        return None

    @property
    def focused(self) -> Element | None:
        """The element that has focus; None means the body."""
        return self._focused

    @focused.setter
    def focused(self, element: Element | None) -> None:
        old = self._focused
        if element is not None and element is self.body:
            element = None
        if old is element:
            return
        self._focused = element
        for one in (old, element):
            if one is None:
                one = self.body
            if one is not None:
                one.touch()
        self._shown_active = self.active

    @property
    def active(self) -> Element | None:
        """The element that ``document.activeElement`` names, None where the focus is in another document."""
        if not self.has_focus:
            return None
        return self.inner_focus or self.outer_focus or self.body

    @property
    def outer_focus(self) -> Element | None:
        """The focused element as the document sees it: the host of the shadow tree that it is in."""
        element = self._focused
        while element is not None and (host := element.scope) is not None:
            element = host
        return element

    def note_active(self) -> None:
        """Note that another element may be the active one, because the focus moved between documents."""
        active = self.active
        for one in {self._shown_active or self.body, active}:
            if one is not None and one.document is self:
                one.touch()
        self._shown_active = active

    @property
    def title(self) -> str:
        """What ``document.title`` says."""
        for one in self.root.iter():
            if one.tag == "title" and not one.svg:
                text = "".join(node.data for node in one.children if isinstance(node, Text))
                return _SPACES.sub(" ", text).strip(" ")
        return ""

    @property
    def stylesheets(self) -> tuple[str, ...]:
        """The text of every style sheet, in order."""
        if self._sheets is None:
            self._sheets = tuple(self._collect_sheets())
        return self._sheets

    def _collect_sheets(self) -> Iterator[str]:
        for one in self.root.iter():
            if one.tag == "style" and not one.svg:
                yield one.text_content
            elif (
                one.tag == "link" and self.css is not None and "stylesheet" in one.get("rel", "").lower().split()
                and one.scope is None  # a shadow tree has the sheets of its document
            ):  # fmt: skip
                yield self.css(one.get("href", ""))

    def _indexed(self) -> tuple[dict[tuple[str, Element | None], Element], dict[Element, list[Element]]]:
        index = self._index
        if index is None:
            ids: dict[tuple[str, Element | None], Element] = {}
            labels: list[Element] = []
            for one in self.root.iter():
                name = one.attrs.get("id")
                if name:
                    ids.setdefault((name, one.scope), one)
                if one.tag == "label":
                    labels.append(one)
            by_control: dict[Element, list[Element]] = {}
            index = self._index = (ids, by_control)
            for label in labels:
                control = label.control
                if control is not None:
                    by_control.setdefault(control, []).append(label)
        return index

    def forget_index(self) -> None:
        """Note that ids or labels may lead elsewhere now."""
        self._index = None
        self.index_version += 1

    def get(self, name: str, scope: Element | None = None) -> Element | None:
        """Return the first element with this id, in the document's own tree or in the shadow tree of a host."""
        return self._indexed()[0].get((name, scope))

    def labels_of(self, control: Element) -> list[Element]:
        """Return the labels of a control, in document order."""
        return self._indexed()[1].get(control, [])

    def lookup(self, element: Element, kind: str) -> list[Element]:
        """Return the labels of an element (kind ``labels``), or the elements one of its attributes names by id."""
        if kind == "labels":
            return self.labels_of(element)
        scope = element.scope
        targets = (self.get(name, scope) for name in element.attrs.get(kind, "").split())
        return [one for one in targets if one is not None]

    def find(self, selector: str) -> Element | None:
        """Return the first element that matches."""
        return self.root if self.root.matches(selector) else self.root.find(selector)

    def find_all(self, selector: str) -> list[Element]:
        """Return all elements that match, in document order."""
        return ([self.root] if self.root.matches(selector) else []) + self.root.find_all(selector)

    def create(
        self, tag: str, attrs: dict[str, str] | None = None, children: str | Iterable[Text | Element] = ()
    ) -> Element:
        """Make an element of this document, not yet in the tree; ``children`` may be one text."""
        element = Element(self, tag, dict(attrs or {}))
        nodes: Iterable[Text | Element] = [Text(children)] if isinstance(children, str) and children else children or ()
        for node in nodes:
            assert not isinstance(node, str)
            node.parent = element
            element.children.append(node)
        return element

    def dispose(self) -> None:
        """Take a page that nobody will use again apart, so that its memory does not wait for the garbage collector."""
        self.tidy()
        _take_apart(self.root)
        self._index = self._focused = self.inner_focus = self._shown_active = None
        self.modals = []
        del self.root

    def yield_body(self) -> list[Text | Element]:
        """Give away what is inside the body; nothing else of the document is left."""
        body = self.body
        nodes: list[Text | Element] = []
        if body is not None:
            nodes, body.children = body.children, []
            body._flat = self.root._flat = None
        _take_apart(self.root)
        del self.root
        return nodes

    def tidy(self) -> None:
        """Take what has left the tree apart, where nobody will use it again."""
        for element in self.removed:
            if element.parent is None:
                _take_apart(element)
        self.removed.clear()

    def copy(self) -> tuple[Document, dict[Element, Element]]:
        """Return an exact copy (live state, focus, refs) and the map from old elements to new ones."""
        other = Document(self.url)
        found: dict[Element, Element] = {}
        other.root = _copy_element(self.root, other, found, [])
        other.version, other.last_ref, other.css = self.version, self.last_ref, self.css
        other.standards = self.standards
        other.index_version = self.index_version
        other._focused = found.get(self._focused) if self._focused is not None else None
        other.inner_focus = found.get(self.inner_focus) if self.inner_focus is not None else None
        other._shown_active = found.get(self._shown_active) if self._shown_active is not None else None
        other.has_focus, other.has_frames, other.has_shadow = self.has_focus, self.has_frames, self.has_shadow
        other.modals = [found[one] for one in self.modals]
        return other, found


def _take_apart(root: Element) -> None:
    for element in root.iter():
        element.parent = element._aria = element._inner = element._box = element._flat = None
        element.children = []


def _copy_element(
    source: Element, document: Document, found: dict[Element, Element], flat: list[Element]
) -> Element:
    copy = Element(document, source.tag, dict(source.attrs), source.svg)
    found[source] = copy
    copy._at = len(flat)
    flat.append(copy)
    copy.version, copy.modal, copy.files, copy.comments = source.version, source.modal, source.files, source.comments
    copy._value, copy._checked, copy._selected = source._value, source._checked, source._selected
    copy.shadow = source.shadow
    copy._aria_ref, copy._shape, copy._key = source._aria_ref, source._shape, source._key
    for child in source.children:
        node = Text(child.data) if isinstance(child, Text) else _copy_element(child, document, found, flat)
        node.parent = copy
        copy.children.append(node)
    copy._flat, copy._size = flat, len(flat) - copy._at
    return copy
