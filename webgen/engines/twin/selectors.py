"""CSS selectors of the closed subset: type, class, id, attribute, ``:not()``, descendant and child combinators."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from webgen.errors import Unsupported

if TYPE_CHECKING:
    from webgen.engines.twin.dom import Element

_IDENT = r"(?:--|-?(?:[a-zA-Z_]|[^\x00-\x7f]|\\.))(?:[\w-]|[^\x00-\x7f]|\\.)*"
_TOKEN = re.compile(
    rf"""(?P<space>\s*[>+~]\s*|\s+)
    |(?P<universal>\*)
    |(?P<tag>{_IDENT})
    |\#(?P<id>(?:[\w-]|[^\x00-\x7f]|\\.)+)
    |\.(?P<cls>{_IDENT})
    |\[\s*(?P<attr>[\w:-]+)\s*(?:(?P<op>[~|^$*]?=)\s*(?P<value>"[^"]*"|'[^']*'|[^\]\s]+)\s*(?P<flag>[isIS])?\s*)?\]
    |(?P<element>::[\w-]+|:(?:before|after|first-line|first-letter)(?![\w-]))
    |:(?P<pseudo>[\w-]+)(?P<args>\()?""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))")


def _unescape(name: str) -> str:
    if "\\" not in name:
        return name
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], name)


@dataclass(frozen=True, slots=True)
class AttrTest:
    """``[name]`` or ``[name OP value]``; ``op`` is empty for mere presence."""

    name: str
    op: str = ""
    value: str = ""
    fold: bool = False

    def accepts(self, actual: str | None) -> bool:
        """Tell whether an attribute value (None: absent) passes."""
        if actual is None:
            return False
        if not self.op:
            return True
        want = self.value
        if self.fold:
            actual, want = actual.lower(), want.lower()
        match self.op:
            case "=":
                return actual == want
            case "~=":
                return bool(want) and want in actual.split()
            case "|=":
                return actual == want or actual.startswith(want + "-")
            case "^=":
                return bool(want) and actual.startswith(want)
            case "$=":
                return bool(want) and actual.endswith(want)
            case _:
                return bool(want) and want in actual


@dataclass(frozen=True, slots=True)
class Compound:
    """Simple selectors that hold for one element. ``pseudos`` are kept by name and not evaluated here."""

    tag: str | None = None
    ids: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    attrs: tuple[AttrTest, ...] = ()
    nots: tuple[Compound, ...] = ()
    anys: tuple[tuple[Compound, ...], ...] = ()
    pseudos: tuple[str, ...] = ()

    def accepts(self, tag: str, attrs: dict[str, str], state: Callable[[str], bool] | None = None) -> bool:
        """Tell whether an element of this tag and these attributes passes; ``state`` answers for pseudo-classes."""
        if self.tag is not None and self.tag != tag:
            return False
        for name in self.ids:
            if attrs.get("id") != name:
                return False
        if self.classes:
            have = attrs.get("class", "").split()
            for name in self.classes:
                if name not in have:
                    return False
        for test in self.attrs:
            if not test.accepts(attrs.get(test.name)):
                return False
        for other in self.nots:
            if other.accepts(tag, attrs, state):
                return False
        for name in self.pseudos:
            if state is None:
                raise Unsupported(f":{name} cannot be searched for")
            if not state(name):
                return False
        return all(any(other.accepts(tag, attrs, state) for other in group) for group in self.anys)


@dataclass(frozen=True, slots=True)
class Selector:
    """A complex selector: ``compounds`` left to right with ``combinators`` (" ", ">", "+", "~") between them."""

    compounds: tuple[Compound, ...]
    combinators: tuple[str, ...]
    pseudo_element: str = ""
    specificity: tuple[int, int, int] = (0, 0, 0)
    text: str = field(default="", compare=False)


def split_commas(text: str) -> list[str]:
    """Split at top-level commas."""
    parts, depth, quote, start = [], 0, "", 0
    for index, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "," and not depth:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return [part.strip() for part in parts]


class _Builder:
    """Collects the simple selectors of one compound."""

    def __init__(self) -> None:
        self.tag: str | None = None
        self.ids: list[str] = []
        self.classes: list[str] = []
        self.attrs: list[AttrTest] = []
        self.nots: list[Compound] = []
        self.anys: list[tuple[Compound, ...]] = []
        self.pseudos: list[str] = []
        self.used = False

    def done(self) -> Compound:
        return Compound(
            self.tag, tuple(self.ids), tuple(self.classes), tuple(self.attrs), tuple(self.nots), tuple(self.anys),
            tuple(self.pseudos),
        )  # fmt: skip


def _close(text: str, start: int) -> int:
    """Return the index of the bracket that closes the one before ``start``."""
    depth = 1
    for index in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if not depth:
            return index
    raise Unsupported(f"selector {text!r} has an open bracket")


def _arguments(inner: str, whole: str) -> tuple[list[Compound], tuple[int, int, int]]:
    """Read the selectors inside ``:not(...)``, ``:is(...)``; each must be one compound."""
    compounds, weight = [], (0, 0, 0)
    for part in split_commas(inner):
        selector = _parse_one(part)
        if len(selector.compounds) != 1 or selector.pseudo_element:
            raise Unsupported(f"selector {whole!r}: only simple selectors may stand inside :not() and :is()")
        compounds.append(selector.compounds[0])
        weight = max(weight, selector.specificity)
    return compounds, weight


def _parse_one(text: str) -> Selector:
    compounds: list[Compound] = []
    combinators: list[str] = []
    here, a, b, c, position, element = _Builder(), 0, 0, 0, 0, ""
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise Unsupported(f"selector {text!r} is outside the subset near {text[position:]!r}")
        position = match.end()
        kind = match.lastgroup
        if match["space"] is not None:
            compounds.append(here.done())
            combinators.append(match["space"].strip() or " ")
            here = _Builder()
            continue
        here.used = True
        if match["universal"]:
            pass
        elif match["tag"]:
            here.tag, c = _unescape(match["tag"]).lower(), c + 1
        elif match["id"]:
            here.ids.append(_unescape(match["id"]))
            a += 1
        elif match["cls"]:
            here.classes.append(_unescape(match["cls"]))
            b += 1
        elif match["attr"]:
            value = match["value"] or ""
            if value[:1] in "\"'" and value:
                value = value[1:-1]
            fold = (match["flag"] or "").lower() == "i" or match["attr"].lower() == "type"
            here.attrs.append(AttrTest(match["attr"].lower(), match["op"] or "", value, fold))
            b += 1
        elif match["element"]:
            element, c = match["element"].lstrip(":"), c + 1
        elif match["args"]:
            end = _close(text, position)
            inner, position = text[position:end], end + 1
            name = match["pseudo"].lower()
            if name in ("not", "is", "where", "matches"):
                found, weight = _arguments(inner, text)
                if name == "not":
                    here.nots.extend(found)
                else:
                    here.anys.append(tuple(found))
                if name != "where":
                    a, b, c = a + weight[0], b + weight[1], c + weight[2]
            else:
                here.pseudos.append(f"{name}({inner})")
                b += 1
        else:
            assert kind
            here.pseudos.append(match["pseudo"].lower())
            b += 1
    if not here.used:
        raise Unsupported(f"selector {text!r} is empty or ends in a combinator")
    compounds.append(here.done())
    return Selector(tuple(compounds), tuple(combinators), element, (a, b, c), text)


@lru_cache(maxsize=4096)
def parse_selectors(text: str) -> tuple[Selector, ...]:
    """Parse a comma-separated selector list; raise :class:`Unsupported` outside the subset."""
    return tuple(_parse_one(part) for part in split_commas(text.strip()))


def _matches_from(element: Element, selector: Selector, index: int) -> bool:
    compound = selector.compounds[index]
    if not compound.accepts(element.tag, element.attrs):
        return False
    if index == 0:
        return True
    combinator = selector.combinators[index - 1]
    if combinator in "+~":
        raise Unsupported(f"selector {selector.text!r}: sibling combinators cannot be searched for")
    ancestor = element.parent
    while ancestor is not None:
        if _matches_from(ancestor, selector, index - 1):
            return True
        if combinator == ">":
            return False
        ancestor = ancestor.parent
    return False


def matches(element: Element, text: str) -> bool:
    """Tell whether an element matches a selector list."""
    return any(_matches_from(element, one, len(one.compounds) - 1) for one in parse_selectors(text))
