"""Custom properties: what a page's root sets, and the boxes that hang on it.

Contexts are shared by all pages of one style sheet, whatever its colours and paddings are set to. Where the box of an
empty element hangs on a custom property, the theme of the page decides.
"""

from __future__ import annotations

from functools import lru_cache

from webgen.engines.twin.context import Box, Context
from webgen.engines.twin.css import BORDER_STYLES, LENGTH, resolve, split_declarations, statements, substitute, words_of
from webgen.engines.twin.extent import box_of

_KEPT_WORDS = BORDER_STYLES | frozenset(("none", "auto", "thin", "medium", "thick", "hidden"))


class Theme:
    """The custom properties that can matter, reduced so that most themes are the same."""

    def __init__(self, values: dict[str, str]) -> None:
        self.values = values
        self._boxes: dict[Context, Box] = {}

    def box(self, context: Context) -> Box:
        """Return the box of a context whose declarations hang on custom properties."""
        box = self._boxes.get(context)
        if box is None:
            assert context.open is not None
            assert context.parent is not None
            declared = {name: resolve(name, word, self.values) for name, word in context.open.items()}
            box = self._boxes[context] = box_of(context, context.parent, declared)
        return box


@lru_cache(maxsize=512)
def variables_of(sheets: tuple[str, ...]) -> dict[str, str]:
    """Return the custom properties set on the root, reduced; one that is also set elsewhere is not known."""
    values: dict[str, str] = {}
    elsewhere: set[str] = set()
    for sheet in sheets:
        for name, value, everywhere in _custom_properties(sheet):
            if everywhere:
                values[name] = _reduced(value, values)
            else:
                elsewhere.add(name)
    return {name: value for name, value in values.items() if name not in elsewhere}


def _reduced(value: str, variables: dict[str, str]) -> str:
    """Keep of a custom property what can decide about a box."""
    words = []
    for word in words_of(substitute(value, variables).lower()):
        match = LENGTH.match(word)
        words.append(word if word in _KEPT_WORDS else ("0" if float(match[1]) == 0 else "1px") if match else "x")
    return " ".join(words)


@lru_cache(maxsize=256)
def _custom_properties(text: str) -> tuple[tuple[str, str, bool], ...]:
    """Return name, value and whether it holds for the whole page."""
    found: list[tuple[str, str, bool]] = []
    if "--" not in text:
        return ()
    for prelude, body in statements(text):
        if body is None or "--" not in body:
            continue
        if prelude.startswith("@"):
            found += [(name, value, False) for name, value, _ in _custom_properties(body)]
            continue
        for part in split_declarations(body):
            name, _, value = part.partition(":")
            if name.strip().startswith("--"):
                found.append((name.strip(), value.strip(), prelude in (":root", "html")))
    return tuple(found)
