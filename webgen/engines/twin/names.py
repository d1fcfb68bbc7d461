"""Accessible names, computed the way Playwright 1.65 does, with the elements whose text went into them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from webgen.engines.twin import roles
from webgen.engines.twin.context import BY_CONTENT, UNNAMED, Context
from webgen.engines.twin.dom import LABELABLE, Document, Element
from webgen.engines.twin.text import blank, squeeze

Lookup = tuple[Element, str, list[Element]]  # who asked, for labels or by which attribute, what was found
Named = tuple[str, tuple[Element, ...]]
NOTHING: Named = ("", ())
NO, SHOWN, HIDDEN = range(3)  # how a reference leads to what is being read
_IGNORED = frozenset(("style", "script", "noscript", "template"))
_PLACEHOLDER_TYPES = frozenset(("text", "password", "number", "search", "tel", "email", "url"))
_RANGE_ROLES = frozenset(("progressbar", "scrollbar", "slider", "spinbutton", "meter"))


@dataclass(frozen=True, slots=True)
class Mode:
    """Why text is being read: for the element itself, as a descendant, or through a reference."""

    target: int = 0  # 1: the element whose name is wanted, 2: something inside it
    labelled_by: int = NO
    label: int = NO
    native: int = NO

    @property
    def reveals(self) -> bool:
        """Whether hidden content counts, because a reference leads to a hidden element."""
        return HIDDEN in (self.labelled_by, self.label, self.native)

    @property
    def inside(self) -> Mode:
        """The mode for children."""
        return _DESCENDANT if self == _SELF else replace(self, target=2) if self.target == 1 else self


_SELF, _DESCENDANT = Mode(1), Mode(2)


class _NeedsOrder(Exception):
    """Labels or references are involved: what was visited before matters."""


def single_text(element: Element) -> bool:
    """Tell whether an element holds one text node and nothing else."""
    children = element.children
    return len(children) == 1 and children[0].__class__ is not Element and not element.comments


class Names:
    """Names for the elements of one document, during one snapshot.

    ``outside`` collects elements that a name was read from by reference; ``asked`` counts lookups of ids and labels,
    and ``lookups`` has those that were not taken over from earlier results.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.outside: list[Element] = []
        self.asked = 0
        self.lookups: list[Lookup] = []

    # ---- roles that depend on other elements ---------------------------------------------------------------------

    def role(self, element: Element) -> str:
        """Return the role, or the empty string."""
        role: str | None = element._style.role
        if role is None:
            return ""
        if role == roles.DYNAMIC_TH:
            return self._header_role(element)
        if role == roles.DYNAMIC_LIST:
            targets = self._lookup(element, "list")
            if targets and targets[0].tag == "datalist":
                return "combobox"
            return "searchbox" if element.type == "search" else "textbox"
        return role

    def _header_role(self, cell: Element) -> str:
        row = cell.parent
        siblings = row.elements if row is not None else [cell]
        place = next(index for index, one in enumerate(siblings) if one is cell)
        before = siblings[place - 1] if place else None
        after = siblings[place + 1] if place + 1 < len(siblings) else None
        if before is None and after is None:
            table = row.closest("table") if row is not None and row.tag == "tr" else None
            if table is not None:
                self.outside.append(table)
                if sum(one.tag == "tr" for one in table.iter()) <= 1:
                    return ""
            return "columnheader"
        if before is not None and after is not None and before.tag == "th" and after.tag == "th":
            return "columnheader"
        return "rowheader" if _data_cell(before) or _data_cell(after) else "columnheader"

    # ---- names ---------------------------------------------------------------------------------------------------

    def name(self, element: Element) -> Named:
        """Return the normalised name and the elements it came from."""
        context: Context = element._style
        naming = context.naming
        if naming == UNNAMED or context.hidden:
            return NOTHING
        if naming != BY_CONTENT and self.role(element) in roles.UNNAMED:
            return NOTHING
        try:
            if naming == BY_CONTENT:
                text, elements = self._inner(element, _DESCENDANT, None)
                if blank(text):
                    return NOTHING
                return squeeze(text), (*elements, element)
            text, elements = self._read(element, _SELF, None)
        except _NeedsOrder:
            text, elements = self._read(element, _SELF, set())
        return squeeze(text), elements

    def _lookup(self, element: Element, kind: str) -> list[Element]:
        found = self.document.lookup(element, kind)
        self.asked += 1
        self.lookups.append((element, kind, found))
        return found

    def _follow(self, target: Element) -> int:
        self.outside.append(target)
        return HIDDEN if target._style.hidden else SHOWN

    def _read(self, element: Element, mode: Mode, visited: set[Element] | None) -> Named:
        """Return the text alternative of an element; ``visited`` None means that order cannot matter so far."""
        context: Context = element._style
        attrs, tag = element.attrs, element.tag
        if visited is None:
            if "aria-labelledby" in attrs or (tag in LABELABLE and self._lookup(element, "labels")):
                raise _NeedsOrder
        elif element in visited:
            return NOTHING
        if tag in _IGNORED or (context.hidden and not mode.reveals):
            _note(visited, element)
            return NOTHING
        labelled = self._lookup(element, "aria-labelledby") if "aria-labelledby" in attrs else []
        if labelled and not mode.labelled_by:
            assert visited is not None
            parts = [self._read(one, Mode(labelled_by=self._follow(one)), visited) for one in labelled]
            text = " ".join(part[0] for part in parts)
            if text:
                return text, tuple(one for part in parts for one in part[1])
        role = self.role(element)
        if (mode.label or mode.labelled_by or mode.target == 2) and element not in labelled:
            value = self._embedded_value(element, role, mode, visited)
            if value is not None:
                return value
        label = attrs.get("aria-label", "")
        if label and not blank(label):
            _note(visited, element)
            return label, (element,)
        if role not in roles.NONE:
            native = self._native(element, mode, visited, bool(labelled))
            if native is not None:
                return native
        return self._from_content(element, role, mode, visited)

    def _from_content(self, element: Element, role: str, mode: Mode, visited: set[Element] | None) -> Named:
        presentational = role in roles.NONE
        allowed = (
            role in (roles.PASS_TEXT_UP if mode.target == 2 else roles.NAME_FROM_CONTENT)
            or (element.tag == "summary" and not presentational)
            or mode.labelled_by
            or mode.label
            or mode.native
        )
        _note(visited, element)
        if allowed:
            text, elements = self._inner(element, mode.inside, visited)
            if text and not (mode.target == 1 and blank(text)):
                return text, (elements if blank(text) else (*elements, element))
        title = element.attrs.get("title", "")
        if title and not presentational and not blank(title):
            return title, (element,)
        return NOTHING

    def _embedded_value(self, element: Element, role: str, mode: Mode, visited: set[Element] | None) -> Named | None:
        """Return what a control inside a name stands for: its value."""
        tag = element.tag
        if role in ("textbox", "searchbox"):
            _note(visited, element)
            return _one(element.value if tag in ("input", "textarea") else element.text_content, element)
        if role in ("combobox", "listbox"):
            _note(visited, element)
            return self._chosen(element, role, mode, visited)
        if role in _RANGE_ROLES:
            _note(visited, element)
            for name in ("aria-valuetext", "aria-valuenow", "value"):
                if name in element.attrs:
                    return _one(element.attrs[name], element)
            return NOTHING
        if role == "menu":
            _note(visited, element)
            return NOTHING
        return None

    def _chosen(self, element: Element, role: str, mode: Mode, visited: set[Element] | None) -> Named:
        if element.tag == "select":
            chosen = element.selected_options or element.options[:1]
        else:
            inside = (one for one in element.iter() if one is not element)
            box = next((one for one in inside if self.role(one) == "listbox"), None) if role == "combobox" else element
            chosen = [] if box is None else [
                one for one in box.iter()
                if one is not box and one.get("aria-selected", "").lower() == "true" and self.role(one) == "option"
            ]  # fmt: skip
        if not chosen and element.tag == "input":
            return _one(element.value, element)
        parts = [self._read(one, mode.inside, visited) for one in chosen]
        return " ".join(part[0] for part in parts), tuple(one for part in parts for one in part[1])

    def _from_labels(self, labels: list[Element], visited: set[Element] | None) -> Named:
        assert visited is not None
        parts = [self._read(one, Mode(label=self._follow(one)), visited) for one in labels]
        parts = [part for part in parts if part[0]]
        return " ".join(part[0] for part in parts), tuple(one for part in parts for one in part[1])

    def _native(self, element: Element, mode: Mode, visited: set[Element] | None, labelled: bool) -> Named | None:
        """Return the name HTML gives an element by its tag; None to go on with its content."""
        tag, attrs = element.tag, element.attrs
        title = attrs.get("title", "")
        if tag == "input":
            special = self._native_input(element, mode, visited)
            if special is not None:
                return special
        if not labelled and tag in LABELABLE:
            _note(visited, element)
            labels = self._lookup(element, "labels")
            if labels:
                return self._from_labels(labels, visited)
            if tag == "button":
                return None
            takes_hint = tag == "textarea" or (tag == "input" and element.type in _PLACEHOLDER_TYPES)
            return _one(title if title or not takes_hint else attrs.get("placeholder", ""), element)
        if not labelled and tag in ("fieldset", "figure"):
            _note(visited, element)
            caption = _first_child(element, "legend" if tag == "fieldset" else "figcaption")
            return self._caption(caption, mode, visited) if caption is not None else _one(title, element)
        if tag in ("img", "area"):
            _note(visited, element)
            alt = attrs.get("alt", "")
            return _one(title if blank(alt) else alt, element)
        if tag == "table":
            _note(visited, element)
            caption = _first_child(element, "caption")
            if caption is not None:
                return self._caption(caption, mode, visited)
            if attrs.get("summary"):
                return _one(attrs["summary"], element)
        if element.svg:
            _note(visited, element)
            caption = _first_child(element, "title")
            if caption is not None and caption.svg:
                inside = replace(mode.inside, labelled_by=self._follow(caption))
                return self._read(caption, inside, visited)
        return None

    def _native_input(self, element: Element, mode: Mode, visited: set[Element] | None) -> Named | None:
        kind, attrs = element.type, element.attrs
        title = attrs.get("title", "")
        if kind in ("button", "submit", "reset"):
            _note(visited, element)
            value = element.value
            if not blank(value):
                return _one(value, element)
            word = {"submit": "Submit", "reset": "Reset"}.get(kind)
            return _one(word or title, element)
        if kind in ("file", "image"):
            _note(visited, element)
            labels = self._lookup(element, "labels")
            if labels and not mode.labelled_by:
                return self._from_labels(labels, visited)
            if kind == "file":
                return _one("Choose File", element)
            for text in (attrs.get("alt", ""), title):
                if not blank(text):
                    return _one(text, element)
            return _one("Submit", element)
        return None

    def _caption(self, caption: Element, mode: Mode, visited: set[Element] | None) -> Named:
        hidden = HIDDEN if caption._style.hidden else SHOWN
        return self._read(caption, replace(mode.inside, native=hidden), visited)

    def _inner(self, element: Element, mode: Mode, visited: set[Element] | None) -> Named:
        """Return the text inside an element, with the contributions of its children."""
        plain = visited is None and mode is _DESCENDANT
        if plain:
            known: Any = element._inner
            if (
                known is not None
                and known[0] == element.version
                and known[1] is element._style
                and (known[2] is None or known[2] == self.document.index_version)
            ):
                if known[2] is not None:
                    self.asked += 1
                if known[3] is None:
                    raise _NeedsOrder
                return known[3]  # type: ignore[no-any-return]
            asked = self.asked
            try:
                result: Named | None = self._gather(element, mode, visited)
            except _NeedsOrder:
                result = None
            version = self.document.index_version if self.asked != asked or result is None else None
            element._inner = (element.version, element._style, version, result)
            if result is None:
                raise _NeedsOrder
            return result
        return self._gather(element, mode, visited)

    def _gather(self, element: Element, mode: Mode, visited: set[Element] | None) -> Named:
        context: Context = element._style
        tokens = [context.before] if context.before else []
        elements: list[Element] = []
        plain = visited is None and mode is _DESCENDANT
        mute = element.tag == "details" and "open" not in element.attrs and not mode.reveals
        for child in element.children:
            if child.__class__ is not Element:
                if not mute:
                    tokens.append(child.data)  # type: ignore[union-attr]
                continue
            inner: Context = child._style
            if plain and (inner.hidden or inner.passes == UNNAMED):
                text = ""
            elif plain and inner.passes == BY_CONTENT:
                text, found = self._inner(child, mode, None)
                if text and not blank(text):
                    elements += found
                    elements.append(child)
            else:
                text, found = self._read(child, mode, visited)
                elements += found
            tokens.append(f" {text} " if inner.block else text)
        if context.after:
            tokens.append(context.after)
        return "".join(tokens), tuple(elements)


def _note(visited: set[Element] | None, element: Element) -> None:
    if visited is not None:
        visited.add(element)


def _one(text: str | None, element: Element) -> Named:
    return (text, (element,)) if text else NOTHING


def _first_child(element: Element, tag: str) -> Element | None:
    return next((one for one in element.children if one.__class__ is Element and one.tag == tag), None)


def _data_cell(cell: Element | None) -> bool:
    return cell is not None and cell.tag == "td" and (not blank(cell.text_content) or bool(cell.elements))
