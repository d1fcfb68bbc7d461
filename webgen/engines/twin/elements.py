"""Texts and elements of a page. See :mod:`dom` for how to use them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any, overload

from webgen.engines.twin import controls
from webgen.engines.twin.selectors import matches, parse_selectors

if TYPE_CHECKING:
    from webgen.engines.twin.document import Document

LABELABLE = frozenset(("button", "input", "meter", "output", "progress", "select", "textarea"))
_INDEXED = frozenset(("id", "for", "type", "form"))


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
        "_aria", "_aria_ref", "_at", "_box", "_checked", "_flat", "_inner", "_key", "_selected", "_shape", "_size",
        "_style", "_styled", "_value", "attrs", "children", "comments", "document", "files", "modal", "parent", "shadow", "svg", "tag", "version",
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
        self.shadow = False  # the host of a shadow tree: its children are that tree
        self.files: tuple[str, ...] = ()  # names of the files a file input holds
        self._value: str | None = None  # None: not dirty
        self._checked: bool | None = None
        self._selected: bool | None = None
        self._aria_ref: tuple[str, str, int] | None = None  # role, name and number of the ref it carries
        self._shape: Any = None  # what the attributes say, for style and aria
        self._style: Any = None  # caches of style, boxes, names and snapshot, each with the version it holds for
        self._styled = -1
        self._flat: list[Element] | None = None  # all elements it was made with, in order; holds while version is 0
        self._at = 0  # its place there
        self._size = 0  # how many of them it and its inside are
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
            controls.leave_group(self)
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
                for inner in node.iter() if node.children else (node,):
                    if inner.tag == "input":
                        if inner._checked is None and "checked" in inner.attrs:
                            controls.leave_group(inner)
                    elif inner.tag == "style" or inner.tag == "link":
                        document._sheets = None
        self.touch()

    def _leaving(self) -> None:
        """Undo what only a connected element has: focus and a place in the top layer."""
        document = self.document
        document.removed.append(self)
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
    def scope(self) -> Element | None:
        """The host of the shadow tree that this element is in, None in the document's own tree."""
        if not self.document.has_shadow:
            return None
        node = self.parent
        while node is not None and not node.shadow:
            node = node.parent
        return node

    def by_id(self, name: str) -> Element | None:
        """Return the element with this id in the same tree."""
        return self.document.get(name, self.scope)

    @property
    def connected(self) -> bool:
        """Whether the element is in the document."""
        return self.document.root.contains(self)

    def iter(self) -> list[Element]:
        """Return this element and all elements inside, in document order."""
        if self._flat is not None and not self.version:
            return self._flat[self._at : self._at + self._size]
        found = [self]
        for child in self.children:
            if child.__class__ is Element:
                if child.children:
                    found += child.iter()
                else:
                    found.append(child)
        return found

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

    # ---- live state of controls (rules in ``controls``) ----------------------------------------------------------

    @property
    def type(self) -> str:
        """What ``element.type`` says for inputs and buttons; the empty string elsewhere."""
        return controls.type_of(self)

    @property
    def value(self) -> str:
        """The live value of an input, textarea, select, option, button or output; the empty string elsewhere."""
        return controls.value_of(self)

    @value.setter
    def value(self, text: str) -> None:
        controls.set_value(self, text)

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
            controls.leave_group(self)
        self.touch()

    def radio_group(self) -> list[Element]:
        """Return the radio buttons of this one's group, itself included, in document order."""
        return controls.radio_group(self)

    @property
    def form(self) -> Element | None:
        """The form that owns a control: the one named by its ``form`` attribute, or the closest."""
        return controls.form_of(self)

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
        return controls.selected_options(self)

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
        return controls.is_selected(self)

    @selected.setter
    def selected(self, on: bool) -> None:
        controls.set_selected(self, on)

    @property
    def label(self) -> str:
        """What an option shows."""
        return self.attrs.get("label") or " ".join(self.text_content.split())

    def reset(self) -> None:
        """Bring a control back to what its attributes and text say."""
        controls.reset(self)

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
            target = self.by_id(self.attrs["for"])
            return target if target is not None and target.labelable else None
        return next((one for one in self.iter() if one.tag in LABELABLE and one.labelable), None)

    def __deepcopy__(self, memo: dict[int, Any]) -> Element:
        """Copy an element that is not in the tree any more, with all around it; ``memo`` knows those that are."""
        copy = Element(deepcopy(self.document, memo), self.tag, dict(self.attrs), self.svg)
        memo[id(self)] = copy
        copy.version, copy.modal, copy.files, copy.comments = self.version, self.modal, self.files, self.comments
        copy._value, copy._checked, copy._selected = self._value, self._checked, self._selected
        copy.shadow = self.shadow
        copy.parent = deepcopy(self.parent, memo)
        copy.children = [deepcopy(child, memo) for child in self.children]
        return copy

    def __repr__(self) -> str:
        attrs = "".join(f' {name}="{value}"' for name, value in self.attrs.items())
        return f"<{self.tag}{attrs}>"
