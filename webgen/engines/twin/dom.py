"""A page as a mutable tree.

Read ``attrs``, ``children``, ``data`` freely; change them only through the methods, which bump ``version`` from the
changed node up to the root so that the snapshot can be cached by subtree. What a browser keeps apart from
the attributes (value, checked, selected, modal) is live state with the browser's rules of dirtiness.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, overload

from webgen.engines.twin import values
from webgen.engines.twin.selectors import matches, parse_selectors

Loader = Callable[[str], str]
LABELABLE = frozenset(("button", "input", "meter", "output", "progress", "select", "textarea"))
_SPACES = re.compile(r"[ \t\n\f\r]+")


class Text:
    """A text node. Change it with :meth:`set_data`."""

    __slots__ = ("data", "parent")

    def __init__(self, data: str, parent: Element | None = None) -> None:
        self.data = data
        self.parent = parent

    def set_data(self, data: str) -> None:
        """Replace the text."""
        if data != self.data:
            self.data = data
            if self.parent is not None:
                self.parent.touch()

    def remove(self) -> None:
        """Take the node out of its parent."""
        if self.parent is not None:
            self.parent.remove_child(self)

    def __repr__(self) -> str:
        return f"Text({self.data!r})"


class Element:
    """An element. ``tag`` is lower case; ``svg`` tells whether it belongs to the SVG namespace."""

    __slots__ = (
        "_aria", "_aria_ref", "_box", "_checked", "_inner", "_key", "_selected", "_shape", "_style", "_styled", "_value", "attrs",
        "children", "comments", "document", "files", "modal", "parent", "svg", "tag", "version",
    )  # fmt: skip

    def __init__(self, document: Document, tag: str, attrs: dict[str, str], svg: bool = False) -> None:
        self.document = document
        self.tag = tag
        self.attrs = attrs
        self.svg = svg
        self.parent: Element | None = None
        self.children: list[Text | Element] = []
        self.version = 0
        self.comments = 0  # comment nodes among the children; only their number can matter
        self.modal = False
        self.files: tuple[str, ...] = ()  # names of the files a file input holds
        self._value: str | None = None  # None: not dirty
        self._checked: bool | None = None
        self._selected: bool | None = None
        self._aria_ref: tuple[str, str, int] | None = None  # role, name and number of the ref it carries
        self._shape: Any = None  # what the attributes say, for style and aria
        self._style: Any = None  # caches of style, boxes, names and snapshot, each with the version it holds for
        self._styled = -1
        self._key = 0  # equal for equal pieces of HTML; says nothing once the version is above 0
        self._box: Any = None
        self._inner: Any = None
        self._aria: Any = None

    # ---- attributes ------------------------------------------------------------------------------------------

    @overload
    def get(self, name: str) -> str | None: ...
    @overload
    def get(self, name: str, default: str) -> str: ...
    def get(self, name: str, default: str | None = None) -> str | None:
        """Return an attribute, or ``default``."""
        return self.attrs.get(name, default)

    def has(self, name: str) -> bool:
        """Tell whether an attribute is present."""
        return name in self.attrs

    def set(self, name: str, value: str) -> None:
        """Set an attribute."""
        if self.attrs.get(name) == value:
            return
        self.attrs[name] = value
        self._attribute_changed(name)

    def remove_attr(self, name: str) -> None:
        """Drop an attribute, if present."""
        if name in self.attrs:
            del self.attrs[name]
            self._attribute_changed(name)

    def toggle_attr(self, name: str, on: bool) -> None:
        """Set a boolean attribute (to the empty string) or drop it."""
        if on:
            if name not in self.attrs:
                self.set(name, "")
        else:
            self.remove_attr(name)

    def _attribute_changed(self, name: str) -> None:
        self._shape = None
        if name in _INDEXED:
            self.document.forget_index()
        if name == "checked" and self._checked is None and name in self.attrs:
            self._leave_group()
        self.touch()

    @property
    def id(self) -> str:
        """The id attribute, or the empty string."""
        return self.attrs.get("id", "")

    @property
    def classes(self) -> list[str]:
        """The class names."""
        return self.attrs.get("class", "").split()

    def add_class(self, name: str) -> None:
        """Add a class name."""
        names = self.classes
        if name not in names:
            self.set("class", " ".join([*names, name]))

    def remove_class(self, name: str) -> None:
        """Drop a class name."""
        names = self.classes
        if name in names:
            self.set("class", " ".join(one for one in names if one != name))

    # ---- tree ------------------------------------------------------------------------------------------------

    def touch(self) -> None:
        """Note that this element, or something in it, changed."""
        document = self.document
        document.version = version = document.version + 1
        node: Element | None = self
        while node is not None:
            node.version = version
            node = node.parent

    def append(self, child: Text | Element) -> None:
        """Put a node at the end (taking it out of where it was)."""
        self.insert(len(self.children) - (child.parent is self), child)

    def insert(self, index: int, child: Text | Element) -> None:
        """Put a node before position ``index`` (taking it out of where it was)."""
        self._detach(child)
        self.children.insert(index, child)
        self._attach((child,))

    def insert_before(self, child: Text | Element, before: Text | Element | None) -> None:
        """Put a node before a child of this element (None: at the end)."""
        self._detach(child)
        index = len(self.children) if before is None else self.index_of(before)
        self.children.insert(index, child)
        self._attach((child,))

    def replace_children(self, nodes: Iterable[Text | Element]) -> None:
        """Replace all children."""
        incoming = tuple(nodes)
        for child in self.children:
            if isinstance(child, Element):
                child._leaving()
                self.document.forget_index()
            child.parent = None
        self.children = []
        for child in incoming:
            self._detach(child)
        self.children = list(incoming)
        self._attach(incoming)

    def replace_with(self, nodes: Iterable[Text | Element]) -> None:
        """Put nodes in the place of this element."""
        parent = self.parent
        assert parent is not None, "an element without parent cannot be replaced"
        incoming = tuple(nodes)
        index = parent.children.index(self)
        parent.remove_child(self)
        for offset, child in enumerate(incoming):
            parent._detach(child)
            parent.children.insert(index + offset, child)
        parent._attach(incoming)

    def set_text(self, text: str) -> None:
        """Replace all children by one text."""
        if len(self.children) == 1 and isinstance(self.children[0], Text):
            self.children[0].set_data(text)
        else:
            self.replace_children([Text(text)] if text else [])

    def remove_child(self, child: Text | Element) -> None:
        """Take a child out."""
        if isinstance(child, Element):
            child._leaving()
            self.document.forget_index()
        del self.children[self.index_of(child)]
        child.parent = None
        self.touch()

    def remove(self) -> None:
        """Take the element out of its parent; focus inside goes back to the body."""
        if self.parent is not None:
            self.parent.remove_child(self)

    def index_of(self, child: Text | Element) -> int:
        """Return the position of a child."""
        for index, other in enumerate(self.children):
            if other is child:
                return index
        raise ValueError(f"{child!r} is not a child of {self!r}")

    def _detach(self, child: Text | Element) -> None:
        if child.parent is not None:
            child.parent.remove_child(child)

    def _attach(self, nodes: tuple[Text | Element, ...]) -> None:
        document = self.document
        for node in nodes:
            node.parent = self
            if isinstance(node, Element):
                document.forget_index()
                for inner in node.iter():
                    if inner.tag == "input":
                        if inner._checked is None and "checked" in inner.attrs:
                            inner._leave_group()
                    elif inner.tag == "style" or inner.tag == "link":
                        document._sheets = None
        self.touch()

    def _leaving(self) -> None:
        """Undo what only a connected element has: focus and a place in the top layer."""
        document = self.document
        if document._focused is not None and self.contains(document._focused):
            document._focused = None
            if document.body is not None:
                document.body.touch()
        if document.modals:
            for dialog in [one for one in document.modals if self.contains(one)]:
                dialog.modal = False
                document.modals.remove(dialog)

    def contains(self, other: Element | None) -> bool:
        """Tell whether ``other`` is this element or inside it."""
        while other is not None:
            if other is self:
                return True
            other = other.parent
        return False

    @property
    def connected(self) -> bool:
        """Whether the element is in the document."""
        return self.document.root.contains(self)

    def iter(self) -> Iterator[Element]:
        """Yield this element and all elements inside, in document order."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            if element.children:
                stack.extend([child for child in reversed(element.children) if child.__class__ is Element])

    @property
    def elements(self) -> list[Element]:
        """The child elements."""
        return [child for child in self.children if child.__class__ is Element]

    @property
    def text_content(self) -> str:
        """All text inside, as ``textContent``."""
        parts: list[str] = []
        stack: list[Text | Element] = [self]
        while stack:
            node = stack.pop()
            if isinstance(node, Text):
                parts.append(node.data)
            else:
                stack.extend(reversed(node.children))
        return "".join(parts)

    def ancestors(self) -> Iterator[Element]:
        """Yield the parent, its parent, and so on."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def matches(self, selector: str) -> bool:
        """Tell whether the element matches a selector list of the subset."""
        return matches(self, selector)

    def closest(self, what: str | Callable[[Element], bool]) -> Element | None:
        """Return the nearest of this element and its ancestors that matches a selector or a predicate."""
        node: Element | None = self
        while node is not None:
            if what(node) if callable(what) else matches(node, what):
                return node
            node = node.parent
        return None

    def find_all(self, selector: str) -> list[Element]:
        """Return the elements inside that match, in document order."""
        parsed = parse_selectors(selector)
        if len(parsed) == 1 and len(parsed[0].compounds) == 1 and not parsed[0].compounds[0].pseudos:
            compound = parsed[0].compounds[0]
            return [one for one in self.iter() if one is not self and compound.accepts(one.tag, one.attrs)]
        return [one for one in self.iter() if one is not self and matches(one, selector)]

    def find(self, selector: str) -> Element | None:
        """Return the first element inside that matches."""
        parsed = parse_selectors(selector)
        if len(parsed) == 1 and len(parsed[0].compounds) == 1 and not parsed[0].compounds[0].pseudos:
            compound = parsed[0].compounds[0]
            for one in self.iter():
                if one is not self and compound.accepts(one.tag, one.attrs):
                    return one
            return None
        return next((one for one in self.iter() if one is not self and matches(one, selector)), None)

    # ---- live state of controls --------------------------------------------------------------------------------

    @property
    def type(self) -> str:
        """What ``element.type`` says for inputs and buttons; the empty string elsewhere."""
        kind = str(self.attrs.get("type", "")).lower()
        if self.tag == "input":
            return kind if kind in values.INPUT_TYPES else "text"
        if self.tag == "button":
            return kind if kind in ("submit", "reset", "button") else "submit"
        return ""

    @property
    def value(self) -> str:
        """The live value of an input, textarea, select, option, button or output; the empty string elsewhere."""
        tag = self.tag
        if tag == "input":
            return self._input_value()
        if tag == "textarea":
            return self.text_content.replace("\r\n", "\n").replace("\r", "\n") if self._value is None else self._value
        if tag == "select":
            chosen = self.selected_options
            return chosen[0].value if chosen else ""
        if tag == "option":
            return self._option_value()
        return self.attrs.get("value", "")

    @value.setter
    def value(self, text: str) -> None:
        tag = self.tag
        if tag == "input" and self.type in values.ATTRIBUTE_VALUE:
            self.set("value", text)
        elif tag == "input":
            if self.type == "file":
                self.files = ()
            self._value = values.sanitise(self, self.type, text)
            self.touch()
        elif tag == "textarea":
            self._value = text.replace("\r\n", "\n").replace("\r", "\n")
            self.touch()
        elif tag == "select":
            for option in self.options:
                option._selected = False
            match = next((option for option in self.options if option.value == text), None)
            if match is not None:
                match._selected = True
            self.touch()
        else:
            self.set("value", text)

    def _input_value(self) -> str:
        kind = self.type
        if kind in values.ATTRIBUTE_VALUE:
            return self.attrs.get("value", "on" if kind in ("checkbox", "radio") else "")
        if kind == "file":
            return f"C:\\fakepath\\{self.files[0]}" if self.files else ""
        raw = self.attrs.get("value", "") if self._value is None else self._value
        return values.sanitise(self, kind, raw)

    def _option_value(self) -> str:
        value = self.attrs.get("value")
        return self.label if value is None else value

    @property
    def default_value(self) -> str:
        """What a form reset would bring back."""
        return self.text_content if self.tag == "textarea" else self.attrs.get("value", "")

    @property
    def checked(self) -> bool:
        """The live state of a check box or radio button."""
        return "checked" in self.attrs if self._checked is None else self._checked

    @checked.setter
    def checked(self, on: bool) -> None:
        self._checked = bool(on)
        if on:
            self._leave_group()
        self.touch()

    def radio_group(self) -> list[Element]:
        """Return the radio buttons of this one's group, itself included, in document order."""
        name = self.attrs.get("name", "")
        if self.type != "radio" or not name:
            return [self]
        form = self.form
        top = self
        while top.parent is not None:
            top = top.parent
        scope = form if form is not None and not self._form_attributes() else top
        return [
            one for one in scope.iter()
            if one.tag == "input" and one.attrs.get("name") == name and one.type == "radio" and one.form is form
        ]  # fmt: skip

    def _form_attributes(self) -> bool:
        return self.document._has_form_attributes

    def _leave_group(self) -> None:
        """Uncheck the other radio buttons of the group."""
        if self.type != "radio":
            return
        for other in self.radio_group():
            if other is not self and other.checked:
                other._checked = False
                other.touch()

    @property
    def form(self) -> Element | None:
        """The form that owns a control: the one named by its ``form`` attribute, or the closest."""
        if "form" in self.attrs:
            self.document._has_form_attributes = True
            named = self.document.get(self.attrs["form"])
            return named if named is not None and named.tag == "form" else None
        node = self.parent
        while node is not None:
            if node.tag == "form":
                return node
            node = node.parent
        return None

    @property
    def options(self) -> list[Element]:
        """The options of a select or datalist."""
        return [one for one in self.iter() if one.tag == "option"]

    @property
    def select(self) -> Element | None:
        """The select an option belongs to."""
        node = self.parent
        while node is not None and node.tag != "select":
            node = node.parent
        return node

    @property
    def drop_down(self) -> bool:
        """Whether a select shows one option at a time (neither ``multiple`` nor ``size`` above 1)."""
        return "multiple" not in self.attrs and self.display_size <= 1

    @property
    def display_size(self) -> int:
        """The ``size`` of a select, 0 if absent or not a number."""
        size = self.attrs.get("size", "").strip()
        return int(size) if size.isdigit() else 0

    @property
    def selected_options(self) -> list[Element]:
        """The selected options of a select; a drop-down falls back to its first option that is not disabled."""
        options = self.options
        chosen = [one for one in options if (one._selected if one._selected is not None else "selected" in one.attrs)]
        if "multiple" in self.attrs:
            return chosen
        if chosen:
            return chosen[-1:]
        if not self.drop_down:
            return []
        return [one for one in options if not one.option_disabled][:1]

    @property
    def option_disabled(self) -> bool:
        """Whether an option, or the group it is in, is disabled."""
        if "disabled" in self.attrs:
            return True
        parent = self.parent
        return parent is not None and parent.tag == "optgroup" and "disabled" in parent.attrs

    @property
    def selected(self) -> bool:
        """The live state of an option."""
        owner = self.select
        if owner is None:
            return "selected" in self.attrs if self._selected is None else self._selected
        return any(one is self for one in owner.selected_options)

    @selected.setter
    def selected(self, on: bool) -> None:
        owner = self.select
        if owner is not None and "multiple" not in owner.attrs:
            for other in owner.options:
                other._selected = False
        self._selected = bool(on)
        self.touch()

    @property
    def label(self) -> str:
        """What an option shows."""
        return self.attrs.get("label") or " ".join(self.text_content.split())

    def reset(self) -> None:
        """Bring a control back to what its attributes and text say."""
        self._value = self._checked = None
        self.files = ()
        if self.tag == "select":
            for option in self.options:
                option._selected = None
        elif self.tag == "input" and "checked" in self.attrs:
            self._leave_group()
        self.touch()

    # ---- details and dialog --------------------------------------------------------------------------------------

    @property
    def open(self) -> bool:
        """Whether a details or dialog element is open."""
        return "open" in self.attrs

    @open.setter  # noqa: A003 - the browser's name
    def open(self, on: bool) -> None:
        if on and self.tag == "details" and self.attrs.get("name"):
            for other in self.document.root.iter():
                if other is not self and other.tag == "details" and other.attrs.get("name") == self.attrs["name"]:
                    other.remove_attr("open")
        self.toggle_attr("open", on)

    def show_modal(self) -> None:
        """Open a dialog in front of everything else."""
        if not self.modal:
            self.modal = True
            self.document.modals.append(self)
        self.toggle_attr("open", True)
        self.touch()

    def close(self) -> None:
        """Close a dialog."""
        if self.modal:
            self.modal = False
            self.document.modals.remove(self)
        self.toggle_attr("open", False)
        self.touch()

    # ---- labels --------------------------------------------------------------------------------------------------

    @property
    def labelable(self) -> bool:
        """Whether a label can belong to this element."""
        return self.tag in LABELABLE and not (self.tag == "input" and self.type == "hidden")

    @property
    def labels(self) -> list[Element]:
        """The labels of a control, in document order."""
        return self.document.labels_of(self)

    @property
    def control(self) -> Element | None:
        """The control a label belongs to."""
        if "for" in self.attrs:
            target = self.document.get(self.attrs["for"])
            return target if target is not None and target.labelable else None
        return next((one for one in self.iter() if one.tag in LABELABLE and one.labelable), None)

    def __repr__(self) -> str:
        attrs = "".join(f' {name}="{value}"' for name, value in self.attrs.items())
        return f"<{self.tag}{attrs}>"


_INDEXED = frozenset(("id", "for", "type", "form"))


class Document:
    """One page. ``last_ref`` counts the refs given out; ``version`` grows with every change."""

    def __init__(self, url: str = "") -> None:
        self.url = url
        self.version = 0
        self.last_ref = 0
        self.modals: list[Element] = []  # open modal dialogs, the front one last
        self.css: Loader | None = None
        self._focused: Element | None = None
        self._index: tuple[dict[str, Element], dict[Element, list[Element]]] | None = None
        self.index_version = 0  # grows when ids or labels may lead elsewhere
        self._sheets: tuple[str, ...] | None = None
        self._sheet_cache: Any = None
        self._has_form_attributes = False
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
            elif one.tag == "link" and self.css is not None and "stylesheet" in one.get("rel", "").lower().split():
                yield self.css(one.get("href", ""))

    def _indexed(self) -> tuple[dict[str, Element], dict[Element, list[Element]]]:
        index = self._index
        if index is None:
            ids: dict[str, Element] = {}
            labels: list[Element] = []
            for one in self.root.iter():
                name = one.attrs.get("id")
                if name and name not in ids:
                    ids[name] = one
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

    def get(self, name: str) -> Element | None:
        """Return the first element with this id."""
        return self._indexed()[0].get(name)

    def labels_of(self, control: Element) -> list[Element]:
        """Return the labels of a control, in document order."""
        return self._indexed()[1].get(control, [])

    def lookup(self, element: Element, kind: str) -> list[Element]:
        """Return the labels of an element (kind ``labels``), or the elements one of its attributes names by id."""
        if kind == "labels":
            return self.labels_of(element)
        targets = (self.get(name) for name in element.attrs.get(kind, "").split())
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

    def copy(self) -> tuple[Document, dict[Element, Element]]:
        """Return an exact copy (live state, focus, refs) and the map from old elements to new ones."""
        other = Document(self.url)
        found: dict[Element, Element] = {}
        other.root = _copy_element(self.root, other, found)
        other.version, other.last_ref, other.css = self.version, self.last_ref, self.css
        other.index_version = self.index_version
        other._focused = found.get(self._focused) if self._focused is not None else None
        other.modals = [found[one] for one in self.modals]
        other._has_form_attributes = self._has_form_attributes
        return other, found


def _copy_element(source: Element, document: Document, found: dict[Element, Element]) -> Element:
    copy = Element(document, source.tag, dict(source.attrs), source.svg)
    found[source] = copy
    copy.version, copy.modal, copy.files, copy.comments = source.version, source.modal, source.files, source.comments
    copy._value, copy._checked, copy._selected = source._value, source._checked, source._selected
    copy._aria_ref, copy._shape, copy._key = source._aria_ref, source._shape, source._key
    for child in source.children:
        node = Text(child.data) if isinstance(child, Text) else _copy_element(child, document, found)
        node.parent = copy
        copy.children.append(node)
    return copy


# ---- parsing ---------------------------------------------------------------------------------------------------------


def parse(html: str, url: str = "", css: Loader | None = None) -> Document:
    """Parse a whole page; ``css`` returns the text of a style sheet by its href."""
    from webgen.engines.twin.parser import read_document

    return read_document(html, url, css)


def parse_fragment(html: str, context: Element) -> list[Text | Element]:
    """Parse what would become the inside of ``context``; the nodes belong to its document but are not yet in it."""
    from webgen.engines.twin.parser import read_fragment

    return read_fragment(html, context)
