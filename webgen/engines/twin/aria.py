"""The snapshot: the text of ``page.aria_snapshot(mode="ai")`` of Playwright 1.65, for a page of the subset.

Nodes are made, numbered, distilled and kept in one walk. What an unchanged subtree gave last time is taken over
as long as its version, its context and what it looked up elsewhere are the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from webgen.engines.twin import roles, ua
from webgen.engines.twin.boxes import has_box
from webgen.engines.twin.dom import Document, Element
from webgen.engines.twin.names import Named, Names, single_text
from webgen.engines.twin.style import Context, restyle
from webgen.engines.twin.text import json_name, needs_key_quotes, squeeze, yaml_value
from webgen.errors import Unsupported

_VALUELESS = frozenset(("checkbox", "radio", "file"))
_LENDING = frozenset(("link", "textbox"))
Outside = tuple[Element, int, Context]


class Node:
    """One line of the snapshot in the making."""

    __slots__ = (
        "active", "children", "cleared", "cursor", "hidden", "leaf", "left", "mute", "name", "placeholder", "ref", "role", "states", "url",
    )  # fmt: skip

    def __init__(self, role: str, name: str) -> None:
        self.role = role
        self.name = name
        self.children: list[str | Node] = []
        self.ref = 0
        self.cursor = False  # shows a pointer
        self.active = False
        self.leaf = True  # no node inside, not even one that is dropped later
        self.mute = role == "textbox"  # text inside is not shown: the value is
        self.left: list[Element] = []  # elements inside that show text without a line that could carry it
        self.cleared: list[Element] = []  # elements elsewhere that a name inside accounts for
        self.states = ""
        self.hidden = False  # marked aria-hidden itself
        self.url: str | None = None
        self.placeholder: str | None = None


class _Walk:
    """One snapshot being taken."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.index = restyle(document)
        self.names = Names(document)
        self.active = document.focused or document.body
        self.chosen: dict[Element, list[Element]] = {}

    def holds(self, outside: tuple[Outside, ...], index_version: int) -> bool:
        """Tell whether what a kept subtree read elsewhere is unchanged."""
        if index_version >= 0 and index_version != self.document.index_version:
            return False
        return all(one.version == version and one._style is context for one, version, context in outside)

    def visit(self, element: Element, parent: Node, pointing: bool) -> None:
        """Add what an element shows to its parent's children; ``pointing``: an ancestor with a ref shows a pointer."""
        context: Context = element._style
        if context.none:
            parent.children.append(" ")
            if self.index.has_pseudo:
                self._leak(element, parent)
            if parent.role in _LENDING:
                for one in element.iter():
                    _lend(one, parent)
            return
        kept = element._aria
        names = self.names
        if (
            kept is not None
            and kept[0] == element.version
            and kept[1] is context
            and kept[2] == parent.name
            and kept[3] == parent.mute
            and kept[4] == pointing
            and self.holds(kept[8], kept[9])
        ):
            parent.children += kept[5]
            if kept[6]:
                parent.left += kept[6]
            if kept[10]:
                _clear(parent, kept[10])
            if kept[7]:
                parent.leaf = False
            names.outside += [one[0] for one in kept[8]]
            names.asked += kept[9] >= 0
            return
        start, left = len(parent.children), len(parent.left)
        outside, asked, cleared = len(names.outside), names.asked, len(parent.cleared)
        leaf, parent.leaf = parent.leaf, True
        element._aria = None
        shown = not context.hidden or (context.shown and has_box(element))
        role = names.role(element)
        if not shown or role in roles.NONE or ((not role or role == "generic") and context.inline and context.shown
                                               and single_text(element)):  # fmt: skip
            self._inside(element, context, parent, shown, pointing)
            if parent.role in _LENDING:
                _lend(element, parent)
                parent.leaf = leaf and parent.leaf
                return
        else:
            self._add(element, context, role or "generic", parent, pointing)
        made = not parent.leaf
        parent.leaf = leaf and not made
        if context.role == roles.DYNAMIC_TH or element.tag == "option":
            return  # what stands beside it decides too
        element._aria = (
            element.version, context, parent.name, parent.mute, pointing, tuple(parent.children[start:]),
            tuple(parent.left[left:]), made,
            tuple((one, one.version, one._style) for one in names.outside[outside:]),
            self.document.index_version if names.asked != asked else -1, tuple(parent.cleared[cleared:]),
        )  # fmt: skip

    def _leak(self, element: Element, parent: Node) -> None:
        """Add the generated content of an undisplayed subtree: Playwright shows it."""
        context: Context = element._style
        if context.before:
            parent.children.append(context.before)
        for child in element.children:
            if child.__class__ is Element:
                self._leak(child, parent)
        if context.after:
            parent.children.append(context.after)
        parent.children.append(" ")

    def _inside(self, element: Element, context: Context, node: Node, shown: bool, pointing: bool) -> None:
        """Add texts and children of an element to a node."""
        children = node.children
        if context.block:
            children.append(" ")
        if context.before:
            children.append(context.before)
        mute = not shown or node.mute or (element.tag == "details" and "open" not in element.attrs)
        for child in element.children:
            if child.__class__ is Element:
                self.visit(child, node, pointing)
            elif not mute:
                children.append(child.data)  # type: ignore[union-attr]
        if context.after:
            children.append(context.after)
        if context.block:
            children.append(" ")

    def _add(self, element: Element, context: Context, role: str, parent: Node, pointing: bool) -> None:
        """Make the node of an element, number it, fill it, distil it and hand it to its parent."""
        tag = element.tag
        if tag in ua.REFUSED and not element.svg:
            raise Unsupported(f"<{tag}> is outside the twin's subset")
        if "aria-owns" in element.attrs:
            raise Unsupported("aria-owns is outside the twin's subset")
        named = self.names.name(element)
        node = Node(role, named[0])
        parent.leaf = False
        if context.pointer and context.shown and has_box(element):
            node.ref = self._number(element, role, named[0])
            node.cursor = context.cursor_pointer
        node.active = element is self.active
        node.hidden = context.hidden and element.attrs.get("aria-hidden", "").lower() == "true"
        node.states = self._states(element, context, role, node)
        if tag == "input" and element.type not in _VALUELESS or tag == "textarea":
            node.children.append(element.value)
        self._inside(element, context, node, True, pointing or (node.ref > 0 and node.cursor))
        _lend(element, node)
        self._distil(element, node, named, parent, pointing)
        if node.cleared:
            _clear(parent, [one for one in node.cleared if not element.contains(one)])
        if node.left:
            parent.left += node.left

    def _number(self, element: Element, role: str, name: str) -> int:
        carried = element._aria_ref
        if carried is not None and carried[0] == role and carried[1] == name:
            return carried[2]
        self.document.last_ref = number = self.document.last_ref + 1
        element._aria_ref = (role, name, number)
        return number

    def _states(self, element: Element, context: Context, role: str, node: Node) -> str:
        """Return the states in the order of the snapshot line, as written before the ref."""
        checked, middle, rest = context.checked, context.middle, context.rest
        if context.role is not None and context.role.endswith("?"):
            checked, middle, rest = roles.states(context, role)
        if context.type in ("checkbox", "radio"):
            checked = " [checked]" if role in roles.CHECKED and element.checked else ""
        elif element.tag == "option" and role in roles.SELECTED and self._selected(element):
            rest += " [selected]"
        if node.hidden:
            rest += " [aria-hidden]"
        return f"{checked}{middle}{' [active]' if node.active else ''}{rest}"

    def _selected(self, option: Element) -> bool:
        owner = option.select
        if owner is None:
            return option.selected
        if owner not in self.chosen:
            self.chosen[owner] = owner.selected_options
        return any(one is option for one in self.chosen[owner])

    # ---- distilling ----------------------------------------------------------------------------------------------

    def _distil(self, element: Element, node: Node, named: Named, parent: Node, pointing: bool) -> None:
        """Merge, drop and unwrap as the AI mode does, in its order, and hand what remains to the parent."""
        generic = node.role == "generic"
        merge_texts(node)
        target = node.ref > 0 and node.cursor and not pointing
        if node.role == "img" and not node.name and not node.children and not target:
            return
        if node.ref:
            if generic and node.leaf:
                node.left.append(element)
            if len(named[1]) > 1 or (named[1] and named[1][0] is not element):
                self._drop_redundant_name(element, node, named)
        if generic:
            _inline_text(node)
            if parent.name and not node.active and not node.hidden and _repeated_text(node) == parent.name:
                if node.ref:
                    node.left.append(element)
                return
            if not node.name and _only_refs(node.children) and (node.children or not target):
                parent.children += node.children
                return
        parent.children.append(node)

    def _drop_redundant_name(self, element: Element, node: Node, named: Named) -> None:
        """Forget a name whose sources all show on lines of their own."""
        sources = [one for one in named[1] if one is not element]
        inside = [one for one in sources if element.contains(one)]
        keep = any(one in sources for one in node.left)
        found = keep or any(self._has_ref(one) for one in inside)
        if len(inside) < len(sources):
            others = [one for one in sources if one not in inside]
            others = [one for one in others if _precedes(one, element) and self._has_ref(one)]
            if others:
                found = True
                keep = keep or any(one not in node.cleared for one in others)
                node.cleared += others
        if not found:
            return
        if keep or node.role in roles.KEEPS_NAME:
            if node.left:
                node.left = [one for one in node.left if one not in sources]
        else:
            node.name = ""

    def _has_ref(self, element: Element) -> bool:
        context: Context = element._style
        if not (context.pointer and context.shown):
            return False
        role = self.names.role(element)
        if role in roles.NONE or ((not role or role == "generic") and context.inline and single_text(element)):
            return False
        return has_box(element)


def _clear(node: Node, elements: Iterable[Element]) -> None:
    """Note that a name inside a node accounts for elements outside of what carries it."""
    node.cleared += elements
    if node.left:
        node.left = [one for one in node.left if one not in node.cleared]


def _lend(element: Element, node: Node) -> None:
    """Give a node address and hint of its element; Playwright also takes them from hidden elements inside."""
    if node.role == "link":
        if "href" in element.attrs:
            node.url = _short_url(element.attrs["href"])
    elif node.mute and element.attrs.get("placeholder", node.name) != node.name:
        node.placeholder = element.attrs["placeholder"]


def merge_texts(node: Node) -> None:
    """Join neighbouring texts; a node whose only text is its name has no children."""
    children = node.children
    if not children:
        return
    merged: list[str | Node] = []
    buffer: list[str] = []
    for child in children:
        if child.__class__ is str:
            buffer.append(child)  # type: ignore[arg-type]
            continue
        if buffer:
            text = squeeze("".join(buffer))
            if text:
                merged.append(text)
            buffer = []
        merged.append(child)
    if buffer:
        text = squeeze("".join(buffer))
        if text:
            merged.append(text)
    node.children = [] if len(merged) == 1 and merged[0] == node.name else merged


def _inline_text(node: Node) -> None:
    if len(node.children) != 1 or node.hidden:
        return
    child = node.children[0]
    if (
        isinstance(child, Node)
        and child.role == "generic"
        and not child.name
        and not child.active
        and not child.hidden
        and len(child.children) == 1
        and child.children[0].__class__ is str
    ):
        node.children = [child.children[0]]


def _repeated_text(node: Node) -> str | None:
    if node.name:
        return None if node.children else node.name
    if len(node.children) == 1 and isinstance(node.children[0], str):
        return node.children[0]
    return None


def _only_refs(children: list[str | Node]) -> bool:
    if not children:
        return True
    return len(children) == 1 and isinstance(children[0], Node) and children[0].ref > 0


def _short_url(href: str) -> str:
    if href.startswith("data:") and "," in href:
        return href[: href.index(",") + 1] + "…"
    return href


def _precedes(first: Element, second: Element) -> bool:
    """Tell whether ``first`` is visited before ``second`` is done: an ancestor, or earlier in the document."""
    path = [first, *first.ancestors()][::-1]
    other = [second, *second.ancestors()][::-1]
    depth = 0
    while depth < min(len(path), len(other)) and path[depth] is other[depth]:
        depth += 1
    if depth == len(path) or depth == len(other):
        return True
    holder = path[depth - 1]
    return holder.index_of(path[depth]) < holder.index_of(other[depth])


# ---- writing ---------------------------------------------------------------------------------------------------------


def _head(node: Node, with_cursor: bool) -> str:
    key = f"{node.role}{json_name(node.name)}{node.states}"
    if node.ref:
        key += f" [ref=e{node.ref}]"
        if with_cursor and node.cursor:
            key += " [cursor=pointer]"
    if node.name and needs_key_quotes(key):
        return "'" + key.replace("'", "''") + "'"
    return key


def _write(node: Node, indent: str, with_cursor: bool, lines: list[str]) -> None:
    head = f"{indent}- {_head(node, with_cursor)}"
    children = node.children
    url, placeholder = node.url, node.placeholder
    if url is None and placeholder is None:
        if not children:
            lines.append(head)
            return
        if len(children) == 1 and children[0].__class__ is str:
            lines.append(f"{head}: {yaml_value(children[0])}")  # type: ignore[arg-type]
            return
    lines.append(head + ":")
    deeper = indent + "  "
    if url is not None:
        lines.append(f"{deeper}- /url: {yaml_value(url)}")
    if placeholder is not None:
        lines.append(f"{deeper}- /placeholder: {yaml_value(placeholder)}")
    with_cursor = with_cursor and not (node.ref and node.cursor)
    for child in children:
        if child.__class__ is str:
            lines.append(f"{deeper}- text: {yaml_value(child)}")  # type: ignore[arg-type]
        else:
            _write(child, deeper, with_cursor, lines)  # type: ignore[arg-type]


def snapshot_text(document: Document) -> str:
    """Return the snapshot of a page; elements get and keep their refs by it, so take exactly one per act.

    Raises:
        Unsupported: the page uses HTML or CSS outside the subset where it could change the text.
    """
    walk = _Walk(document)
    root = Node("fragment", "")
    if document.body is not None:
        walk.visit(document.body, root, False)
    merge_texts(root)
    lines: list[str] = []
    for child in root.children:
        if isinstance(child, str):
            lines.append(f"- text: {yaml_value(child)}")
        else:
            _write(child, "", True, lines)
    return "\n".join(lines)
