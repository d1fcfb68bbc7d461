"""From the tree to text. Lines are written once with holes for the refs, and kept with the node they hang on."""

from __future__ import annotations

from functools import lru_cache

from webgen.engines.twin.text import json_name, needs_key_quotes, yaml_value
from webgen.engines.twin.tree import Node


@lru_cache(maxsize=16384)
def _value(text: str) -> str:
    """Write a scalar so that it may stand in a format string."""
    return yaml_value(text).replace("%", "%%")


@lru_cache(maxsize=16384)
def _key(role: str, name: str, states: str) -> tuple[str, str]:
    """Return how a line begins, and the quote that must end its key."""
    key = f"{role}{json_name(name)}{states}".replace("%", "%%")
    if name and needs_key_quotes(key):
        return "'" + key.replace("'", "''"), "'"
    return key, ""


def _head(node: Node, with_cursor: bool, refs: list[int]) -> str:
    key, quote = _key(node.role, node.name, node.states)
    if not node.ref:
        return key + quote
    refs.append(node.ref)
    if with_cursor and node.cursor:
        return f"{key} [ref=e%d] [cursor=pointer]{quote}"
    return f"{key} [ref=e%d]{quote}"


def write(node: Node, indent: str, with_cursor: bool, lines: list[str], refs: list[int]) -> None:
    """Append the lines of a node, with ``%d`` in place of every ref, and the refs in their order."""
    children = node.children
    if node.url is None and node.placeholder is None:
        if not children:
            lines.append(f"{indent}- {_head(node, with_cursor, refs)}")
            return
        if len(children) == 1 and children[0].__class__ is str:
            lines.append(f"{indent}- {_head(node, with_cursor, refs)}: {_value(children[0])}")
            return
    written = node.written
    if written is None or written[0] != indent or written[1] != with_cursor:
        written = node.written = _taken(node, indent, with_cursor) if node.source else _made(node, indent, with_cursor)
    lines.append(written[2])
    refs.extend(written[3])


def _taken(node: Node, indent: str, with_cursor: bool) -> tuple[str, bool, str, tuple[int, ...]]:
    """Take over the lines of the node this one is a copy of, with refs of its own."""
    assert node.source is not None
    recipe, original, numbers = node.source
    text, places = recipe.lines(original, indent, with_cursor)
    return indent, with_cursor, text, tuple([numbers[place] for place in places])


def _made(node: Node, indent: str, with_cursor: bool) -> tuple[str, bool, str, tuple[int, ...]]:
    refs: list[int] = []
    lines = [f"{indent}- {_head(node, with_cursor, refs)}:"]
    deeper = indent + "  "
    if node.url is not None:
        lines.append(f"{deeper}- /url: {_value(node.url)}")
    if node.placeholder is not None:
        lines.append(f"{deeper}- /placeholder: {_value(node.placeholder)}")
    inner = with_cursor and not (node.ref and node.cursor)
    for child in node.children:
        if child.__class__ is str:
            lines.append(f"{deeper}- text: {_value(child)}")
        else:
            write(child, deeper, inner, lines, refs)  # type: ignore[arg-type]
    return indent, with_cursor, "\n".join(lines), tuple(refs)


def text_of(root: Node) -> str:
    """Return the whole snapshot."""
    lines: list[str] = []
    refs: list[int] = []
    for child in root.children:
        if isinstance(child, str):
            lines.append(f"- text: {_value(child)}")
        else:
            write(child, "", True, lines, refs)
    return "\n".join(lines) % tuple(refs)
