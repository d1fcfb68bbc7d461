"""HTML into the tree of ``dom``, through the lexbor HTML5 parser."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count

from selectolax.lexbor import LexborHTMLParser, LexborNode

from webgen.engines.twin.controls import leave_group
from webgen.engines.twin.document import Document, Loader
from webgen.engines.twin.elements import Element, Text
from webgen.errors import Unsupported

_OPTIONS = 1  # no mutation events


class _Siblings:
    """A list of top-level nodes that looks like their parent."""

    def __init__(self, first: LexborNode) -> None:
        self.first_child = first


_Source = LexborNode | _Siblings
_TEMPLATE = re.compile(r"\A<template[^>]*>(.*)</template>\Z", re.DOTALL)


SILENT = frozenset(
    (
        "action", "autocomplete", "data-behaviour", "enctype", "hx-boost", "hx-confirm", "hx-get", "hx-include", "hx-post",
        "hx-push-url", "hx-swap", "hx-target", "hx-trigger", "hx-vals", "maxlength", "method", "name", "novalidate",
    )
)  # fmt: skip
_KEYS: dict[tuple[object, ...], int] = {}
DEEPEST = 150
_MOST_KEYS = 50_000
_next_key = count(1)


def _key_of(parts: tuple[object, ...]) -> int:
    """Return the number of a piece of HTML; numbers are never used twice, so forgetting some does no harm."""
    key = _KEYS.get(parts)
    if key is None:
        if len(_KEYS) >= _MOST_KEYS:
            _KEYS.clear()
        key = _KEYS[parts] = next(_next_key)
    return key


def _telling(tag: str, attrs: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Return the attributes that can change what a snapshot shows; form tokens and hypermedia details cannot."""
    if SILENT.isdisjoint(attrs):
        return attrs.items()
    if tag == "input" and attrs.get("type") == "hidden":
        return (("type", "hidden"),)
    return [pair for pair in attrs.items() if pair[0] not in SILENT or (pair[0] == "name" and tag == "input")]


def _convert(
    source: _Source, target: Element, document: Document, flat: list[Element], depth: int = 0, *, inside: bool = False
) -> list[object]:
    """Append the children of a lexbor node to an element; return what names them: texts and keys.

    ``inside``: they are the shadow tree of the element.
    """
    if depth > DEEPEST:
        raise Unsupported(f"elements nested more than {DEEPEST} deep are outside the twin's subset")
    children = target.children
    named: list[object] = []
    inside_svg = target.svg and target.tag != "foreignobject"
    node = source.first_child
    while node is not None:
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            if inside or not target.shadow:  # text beside a shadow root is not rendered
                children.append(Text(text, target))
                named.append(text)
        elif tag == "template" and (node.attributes or {}).get("shadowrootmode") == "open" and not target.shadow:
            named += ("#shadow", *_shadow(node, target, document, flat, depth))
        elif tag[:1] != "-":
            if target.shadow and not inside:
                raise Unsupported(f"{target!r}: children beside a shadow root are outside the twin's subset")
            given = node.attributes
            attrs = {name: value or "" for name, value in given.items()} if given else {}
            svg = inside_svg or tag == "svg"
            if svg:
                tag = tag.lower()
            element = Element(document, tag, attrs, svg)
            element.parent = target
            children.append(element)
            element._at = len(flat)
            flat.append(element)
            below = _convert(node, element, document, flat, depth + 1) if tag != "template" else ()
            element._size = len(flat) - element._at
            element._flat = flat
            element._key = key = _key_of((tag, svg, *_telling(tag, attrs), element.comments, *below))
            named.append(key)
            if tag == "input" and "checked" in attrs:
                leave_group(element)
            elif tag == "iframe":
                document.has_frames = True
        elif tag == "-comment":
            target.comments += 1
        node = node.next
    return named


def _shadow(source: LexborNode, host: Element, document: Document, flat: list[Element], depth: int) -> list[object]:
    """Give an element its shadow tree, which stands in the place of its children; return what names it."""
    if any(child.__class__ is Element or child.data.strip() for child in host.children):  # type: ignore[union-attr]
        raise Unsupported(f"{host!r}: children beside a shadow root are outside the twin's subset")
    host.children.clear()
    host.shadow = document.has_shadow = True
    match = _TEMPLATE.match(source.html or "")
    assert match is not None, "a template is serialised with its tags"
    tree = LexborHTMLParser(match[1], is_fragment=True, fragment_tag="template", options=_OPTIONS, scripting=True)
    return [] if tree.root is None else _convert(_Siblings(tree.root), host, document, flat, depth, inside=True)


def read_document(html: str, url: str = "", css: Loader | None = None) -> Document:
    """Parse a whole page."""
    document = Document(url)
    document.css = css
    document.standards = html[:200].lstrip().lower().startswith("<!doctype html")
    tree = LexborHTMLParser(html, options=_OPTIONS, scripting=True)
    root = tree.root
    while root is not None and root.tag != "html":
        root = root.next
    assert root is not None, "an HTML parser always makes an html element"
    attrs = {name: value or "" for name, value in root.attributes.items()}
    document.root = Element(document, "html", attrs)
    flat = [document.root]
    _convert(root, document.root, document, flat)
    document.root._flat, document.root._size = flat, len(flat)
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
    _convert(_Siblings(first), holder, context.document, [])
    for node in holder.children:
        node.parent = None
    return holder.children
