"""The tree a snapshot is written from: its nodes, and how the AI mode thins them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.engines.twin.text import squeeze

if TYPE_CHECKING:
    from webgen.engines.twin.dom import Element
    from webgen.engines.twin.recipes import Recipe


class Node:
    """One line of a snapshot. Defaults stand on the class: most nodes set few of them."""

    ref = 0
    cursor = False  # shows a pointer
    active = False
    hidden = False  # marked aria-hidden itself
    leaf = True  # no node inside, not even one that is dropped later
    mute = False  # a text box: text inside is not shown, the value is
    states = ""
    url: str | None = None
    placeholder: str | None = None
    # elements inside that show text without a line that could carry it; elements elsewhere that a name inside is for
    left: tuple[Element, ...] = ()
    cleared: tuple[Element, ...] = ()
    # where the lines below come from, once they have been written or taken over
    written: tuple[str, bool, str, tuple[int, ...]] | None = None
    source: tuple[Recipe, Node, tuple[int, ...]] | None = None

    def __init__(self, role: str, name: str) -> None:
        self.role = role
        self.name = name
        self.children: list[str | Node] = []


def merge_texts(node: Node) -> None:
    """Join neighbouring texts; a node whose only text is its name has no children."""
    children = node.children
    merged: list[str | Node] = []
    buffer = ""
    for child in children:
        if child.__class__ is str:
            buffer += child
            continue
        if buffer:
            if buffer.strip(" \n") and (text := squeeze(buffer)):
                merged.append(text)
            buffer = ""
        merged.append(child)
    if buffer and buffer.strip(" \n") and (text := squeeze(buffer)):
        merged.append(text)
    node.children = [] if len(merged) == 1 and merged[0] == node.name else merged


def inline_text(node: Node) -> None:
    """Pull up the text of an only child that is a bare generic."""
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


def repeated_text(node: Node) -> str | None:
    """Return the text by which a generic may merely repeat the name of its parent."""
    if node.name:
        return None if node.children else node.name
    if len(node.children) == 1 and isinstance(node.children[0], str):
        return node.children[0]
    return None


def only_refs(children: list[str | Node]) -> bool:
    """Tell whether there is at most one child, and it is a node with a ref."""
    if not children:
        return True
    return len(children) == 1 and isinstance(children[0], Node) and children[0].ref > 0


def short_url(href: str) -> str:
    """Cut the payload off a data address."""
    if href.startswith("data:") and "," in href:
        return href[: href.index(",") + 1] + "…"
    return href


def lend(element: Element, node: Node) -> None:
    """Give a node address and hint of its element; Playwright also takes them from hidden elements inside."""
    if node.role == "link":
        if "href" in element.attrs:
            node.url = short_url(element.attrs["href"])
    elif node.mute and element.attrs.get("placeholder", node.name) != node.name:
        node.placeholder = element.attrs["placeholder"]


def clear(node: Node, elements: tuple[Element, ...]) -> None:
    """Note that a name inside a node accounts for elements outside of what carries it."""
    node.cleared += elements
    if node.left:
        node.left = tuple(one for one in node.left if one not in elements)


def precedes(first: Element, second: Element) -> bool:
    """Tell whether ``first`` is visited before ``second`` is done: an ancestor, or earlier in the document."""
    path = [first, *first.ancestors()][::-1]
    other = [second, *second.ancestors()][::-1]
    depth = 0
    while depth < min(len(path), len(other)) and path[depth] is other[depth]:
        depth += 1
    if depth == len(path) or depth == len(other):
        return True
    for child in path[depth - 1].children:
        if child is path[depth]:
            return True
        if child is other[depth]:
            return False
    raise AssertionError(f"{first!r} and {second!r} are not in one document")
