"""Generated content: what ``::before`` and ``::after`` add to the text of an element."""

from __future__ import annotations

import re

from webgen.engines.twin.css import AUTO, ZERO

_PART = re.compile(
    r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|attr\(\s*([\w-]+)\s*\)|(/)|([\w-]+\([^)]*\)|[^\s"'/]+))""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(\n)|(.))", re.DOTALL)


def _unescape(text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else "" if match[2] else match[3]

    return _ESCAPE.sub(replace, text) if "\\" in text else text


def content_text(value: str, attrs: dict[str, str]) -> str | None:
    """Return the text of a ``content`` value; None where it has none (``none``, counters, images)."""
    if value.strip().lower() in ("none", "normal", "initial", "inherit", "unset", ""):
        return None
    parts: list[str | None] = []
    for match in _PART.finditer(value):
        double, single, attribute, slash, other = match.groups()
        if slash:  # what follows is the alternative text
            parts = []
        elif other is not None:
            parts.append(None)
        elif attribute is not None:
            parts.append(attrs.get(attribute.lower(), ""))
        else:
            parts.append(_unescape(double if double is not None else single or ""))
    texts = [part for part in parts if part is not None]
    return "".join(texts) if len(texts) == len(parts) else None


def pseudo_text(declared: dict[str, str], attrs: dict[str, str], blockified: bool, visible: bool) -> tuple[str, bool]:
    """Return the text a pseudo-element adds to its element, and whether it gives the element a box."""
    value = declared.get("content", "none")
    if value.strip().lower() in ("none", "normal", "initial"):
        return "", False
    display = declared.get("display", "inline")
    if display == "none":
        return "", False
    text = content_text(value, attrs)
    floating = declared.get("position", "static") in ("absolute", "fixed")
    sized = not floating and (bool(text and text.strip()) or _sized(declared))
    visibility = declared.get("visibility", "inherit")
    if text is None or not (visible if visibility in ("inherit", "unset") else visibility != "hidden"):
        return "", sized
    return (f" {text} " if display != "inline" or blockified or floating else text), sized


def _sized(declared: dict[str, str]) -> bool:
    names = ("height", "min-height", "padding-top", "padding-bottom")
    return any(declared.get(name, ZERO) not in (ZERO, AUTO) for name in names)
