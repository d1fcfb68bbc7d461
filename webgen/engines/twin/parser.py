"""HTML into the tree of ``dom``, through the lexbor HTML5 parser."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from webgen.engines.twin.dom import Document, Element, Loader, Text

_OPTIONS = 1  # no mutation events


class _Siblings:
    """A list of top-level nodes that looks like their parent."""

    def __init__(self, first: LexborNode) -> None:
        self.first_child = first


_Source = LexborNode | _Siblings


def _convert(source: _Source, target: Element, document: Document) -> None:
    """Append the children of a lexbor node to an element."""
    children = target.children
    inside_svg = target.svg and target.tag != "foreignobject"
    node = source.first_child
    while node is not None:
        if node.is_element_node:
            tag = node.tag or ""
            attrs = {name: value or "" for name, value in node.attributes.items()}
            svg = inside_svg or tag == "svg"
            element = Element(document, tag.lower() if svg else tag, attrs, svg)
            element.parent = target
            children.append(element)
            if tag != "template":
                _convert(node, element, document)
            if tag == "input" and "checked" in attrs:
                element._leave_group()
        elif node.is_text_node:
            children.append(Text(node.text_content or "", target))
        elif node.is_comment_node:
            target.comments += 1
        node = node.next


def read_document(html: str, url: str = "", css: Loader | None = None) -> Document:
    """Parse a whole page."""
    document = Document(url)
    document.css = css
    tree = LexborHTMLParser(html, options=_OPTIONS, scripting=True)
    root = tree.root
    while root is not None and root.tag != "html":
        root = root.next
    assert root is not None, "an HTML parser always makes an html element"
    attrs = {name: value or "" for name, value in root.attributes.items()}
    document.root = Element(document, "html", attrs)
    _convert(root, document.root, document)
    return document


def read_fragment(html: str, context: Element) -> list[Text | Element]:
    """Parse the inside of an element."""
    tree = LexborHTMLParser(
        html, is_fragment=True, fragment_tag=context.tag, fragment_namespace="svg" if context.svg else "html",
        options=_OPTIONS, scripting=True,
    )  # fmt: skip
    holder = Element(context.document, context.tag, {}, context.svg)
    first = tree.root
    if first is None:
        return []
    # the root of a fragment is its first node: walk its siblings through a shim with the same face
    _convert(_Siblings(first), holder, context.document)
    for node in holder.children:
        node.parent = None
    return holder.children
