"""A page as a mutable tree.

Read ``attrs``, ``children``, ``data`` freely; change them only through the methods, which bump ``version`` from the
changed node up to the root so that the snapshot can be cached by subtree. What a browser keeps apart from
the attributes (value, checked, selected, modal) is live state with the browser's rules of dirtiness.
"""

from __future__ import annotations

from webgen.engines.twin.document import Document, Loader
from webgen.engines.twin.elements import LABELABLE, Element, Text
from webgen.engines.twin.parser import read_document, read_fragment

__all__ = ["LABELABLE", "Document", "Element", "Loader", "Text", "parse", "parse_fragment"]


def parse(html: str, url: str = "", css: Loader | None = None) -> Document:
    """Parse a whole page; ``css`` returns the text of a style sheet by its href."""
    return read_document(html, url, css)


def parse_fragment(html: str, context: Element) -> list[Text | Element]:
    """Parse what would become the inside of ``context``; the nodes belong to its document but are not yet in it."""
    return read_fragment(html, context)
