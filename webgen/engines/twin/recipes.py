"""What a piece of HTML shows, kept across pages.

The same header, form or row comes back on page after page. The second time an untouched piece is seen in the same
context, what it gave is kept as a recipe: its nodes, the refs it asks for, and the labels and references that
must lead to the same elements in it. From then on it is copied instead of computed, with refs of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.engines.twin.tree import Node

if TYPE_CHECKING:
    from webgen.engines.twin.dom import Document, Element
    from webgen.engines.twin.names import Lookup

Numbered = tuple["Element", str, str]


class Recipe:
    """What one piece of HTML in one context adds to the snapshot; elements are given by their place in it."""

    def __init__(
        self, element: Element, items: list[str | Node], left: tuple[Element, ...], cleared: tuple[Element, ...],
        made: bool, numbered: list[Numbered], lookups: list[Lookup],
    ) -> None:  # fmt: skip
        first = element._at
        self.items = items
        self.left = [one._at - first for one in left]
        self.cleared = [one._at - first for one in cleared]
        self.made = made
        self.refs = [(one._at - first, role, name) for one, role, name in numbered]
        self.lookups = [(one._at - first, kind, [found._at - first for found in results]) for one, kind, results in lookups]
        self._place_of = {one._aria_ref[2]: place for place, (one, _, _) in enumerate(numbered) if one._aria_ref}
        self._lines: dict[tuple[Node, str, bool], tuple[str, list[int]]] = {}

    def lines(self, node: Node, indent: str, with_cursor: bool) -> tuple[str, list[int]]:
        """Return the lines of one of the kept nodes, and the places (in ``refs``) of the refs that fill their holes."""
        from webgen.engines.twin.writing import write

        key = (node, indent, with_cursor)
        known = self._lines.get(key)
        if known is None:
            lines: list[str] = []
            refs: list[int] = []
            write(node, indent, with_cursor, lines, refs)
            known = self._lines[key] = ("\n".join(lines), [self._place_of[ref] for ref in refs])
        return known

    def holds(self, elements: list[Element], document: Document) -> bool:
        """Tell whether labels and references lead to the same places as when the recipe was made."""
        for place, kind, results in self.lookups:
            found = document.lookup(elements[place], kind)
            if len(found) != len(results):
                return False
            if any(one is not elements[at] for one, at in zip(found, results, strict=True)):
                return False
        return True

    def lookups_in(self, elements: list[Element]) -> list[Lookup]:
        """Return what the piece looks up, in terms of its elements."""
        return [(elements[at], kind, [elements[one] for one in found]) for at, kind, found in self.lookups]

    def numbers(self, elements: list[Element], document: Document) -> tuple[int, ...]:
        """Give every element of the piece that carries a ref its number."""
        last = document.last_ref
        numbers: list[int] = []
        for place, role, name in self.refs:
            element = elements[place]
            carried = element._aria_ref
            if carried is not None and carried[0] == role and carried[1] == name:
                numbers.append(carried[2])
                continue
            last += 1
            element._aria_ref = (role, name, last)
            numbers.append(last)
        document.last_ref = last
        return tuple(numbers)

    def copies(self, numbers: tuple[int, ...]) -> list[str | Node]:
        """Return the kept items with other refs."""
        return [item if isinstance(item, str) else self._copy(item, numbers) for item in self.items]

    def _copy(self, original: Node, numbers: tuple[int, ...]) -> Node:
        node = Node.__new__(Node)
        node.__dict__.update(original.__dict__)
        if original.ref:
            node.ref = numbers[self._place_of[original.ref]]
        node.written = None
        node.source = (self, original, numbers)
        return node
