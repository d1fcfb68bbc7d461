"""Style sheets compiled for matching from the root down, one step per element."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from webgen.engines.twin import roles
from webgen.engines.twin.context import Context, Signature
from webgen.engines.twin.css import VARIABLE, Rule
from webgen.engines.twin.dom import Element
from webgen.engines.twin.parser import SILENT
from webgen.engines.twin.selectors import Compound
from webgen.engines.twin.theme import Theme, variables_of

_BY_VALUE = (
    "role", "class", "style", "type", "hidden", "open", "multiple", "size", "scope", "disabled", "tabindex", "popover",
    "aria-hidden", "aria-checked", "aria-pressed", "aria-expanded", "aria-selected", "aria-disabled", "aria-invalid",
    "aria-level", "controls",
)  # fmt: skip
_BY_PRESENCE = (
    "href", "aria-label", "aria-labelledby", "title", "alt", "list", "aria-roledescription",
    *sorted(roles.GLOBAL_ATTRIBUTES - {"aria-hidden"}),
)  # fmt: skip
SIZED_TAGS = frozenset(("svg", "img", "canvas", "video", "hr", "td", "th", "table"))


class RuleIndex:
    """The rules of a set of style sheets, compiled for matching from the root down."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        words = (word for rule in rules for _, word, _ in rule.declarations)
        self.variables = sorted({match[1] for word in words for match in VARIABLE.finditer(word)})
        self._themes: dict[tuple[str | None, ...], Theme] = {}
        self.rules: list[tuple[Rule, int]] = []  # with the bit of its last prefix
        self.steps: dict[Compound, list[tuple[int, int, bool]]] = {}  # own bit, bit needed before (0: none), from the parent only
        self.ending: dict[int, list[tuple[int, Rule]]] = {}  # the rules whose last prefix a bit is, with their order
        self.names: dict[str, bool] = dict.fromkeys(_BY_PRESENCE, False) | dict.fromkeys(_BY_VALUE, True)
        self.has_pseudo = False
        prefixes: dict[tuple[Compound, int, str], int] = {}
        self.carried = 0  # bits that later descendants may ask for
        for rule in rules:
            bit = 0
            for position, compound in enumerate(rule.selector.compounds):
                combinator = rule.selector.combinators[position - 1] if position else ""
                key = (compound, bit, combinator)
                if key not in prefixes:
                    prefixes[key] = 1 << len(prefixes)
                    self.steps.setdefault(compound, []).append((prefixes[key], bit, combinator == ">"))
                if bit:
                    self.carried |= bit
                bit = prefixes[key]
                self._note_names(compound)
            self.ending.setdefault(bit, []).append((len(self.rules), rule))
            self.rules.append((rule, bit))
            if rule.selector.pseudo_element:
                self.has_pseudo = True
                for name, value, _ in rule.declarations:
                    if name == "content":
                        self.names.update(dict.fromkeys(_attr_names(value), True))
        self._by_key: dict[str, list[Compound]] = {}  # compounds by one thing an element must have for them
        for compound in self.steps:
            self._by_key.setdefault(_key_of(compound), []).append(compound)
        self.size = 0
        self.shares = SILENT.isdisjoint(self.names)  # equal keys mean equal contexts
        self.root = Context.before_root(self)

    def theme(self, sheets: tuple[str, ...]) -> Theme:
        """Return the custom properties of these sheets as far as the rules use them; equal ones are one object."""
        values = variables_of(sheets)
        key = tuple(values.get(name) for name in self.variables)
        theme = self._themes.get(key)
        if theme is None:
            known = {name: values[name] for name in self.variables if name in values}
            theme = self._themes[key] = Theme(known)
        return theme

    def _note_names(self, compound: Compound) -> None:
        if compound.ids:
            self.names["id"] = True
        for test in compound.attrs:
            self.names[test.name] = True
        for other in (*compound.nots, *(one for group in compound.anys for one in group)):
            self._note_names(other)

    def signature(self, element: Element) -> Signature:
        """Return what of an element decides its context (place among siblings aside)."""
        attrs = element.attrs
        tag = "svg:" + element.tag if element.svg else element.tag
        if not attrs and not element.shadow:
            return tag
        names = self.names
        parts: list[Any] = [tag]
        for name, value in attrs.items():
            whole = names.get(name)
            if whole is not None:
                parts.append((name, value if whole else "1" if value else ""))
            elif (name == "width" or name == "height") and element.tag in SIZED_TAGS:
                parts.append((name, value))
        if element.shadow:
            parts.append(("#shadow", "1"))
        return tuple(parts) if len(parts) > 1 else tag

    def match(self, context: Context) -> int:
        """Return the bits of all selector prefixes that end at this element."""
        tag, attrs, state = context.tag, context.attrs, context.in_state
        parent = context.parent
        above, direct = (parent.above, parent.matched) if parent is not None and not parent.shadow else (0, 0)
        matched = 0
        for key in _keys_of(tag, attrs):
            for compound in self._by_key.get(key, ()):
                if compound.accepts(tag, attrs, state):
                    for bit, needed, from_parent in self.steps[compound]:
                        if not needed or needed & (direct if from_parent else above):
                            matched |= bit
        return matched

    def matching(self, matched: int) -> Iterator[tuple[int, Rule]]:
        """Yield the rules whose whole selector is among the matched prefixes, each with its place among all rules."""
        while matched:
            lowest = matched & -matched
            yield from self.ending.get(lowest, ())
            matched ^= lowest


def _key_of(compound: Compound) -> str:
    """Return one thing that every element has that a compound accepts, the rarest kind first; ``*``: nothing."""
    if compound.ids:
        return "#" + compound.ids[0]
    if compound.classes:
        return "." + compound.classes[0]
    if compound.attrs:
        return "[" + compound.attrs[0].name
    return compound.tag or "*"


def _keys_of(tag: str, attrs: dict[str, str]) -> list[str]:
    """Return everything that :func:`_key_of` may have named for an element."""
    keys = ["*", tag, *("[" + name for name in attrs)]
    if "id" in attrs:
        keys.append("#" + attrs["id"])
    if "class" in attrs:
        keys += {"." + name for name in attrs["class"].split()}
    return keys


def _attr_names(content: str) -> list[str]:
    return [part.split(")")[0].strip().lower() for part in content.split("attr(")[1:]]
