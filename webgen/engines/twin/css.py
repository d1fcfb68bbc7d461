"""Style sheets of the closed subset, reduced to the declarations that can change a snapshot.

A snapshot reads display, visibility, cursor, pointer-events, generated content and whether a box is empty. Everything
else (colours, margins, fonts, placement) is dropped here, once per style sheet text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from webgen.engines.twin.selectors import Selector, parse_selectors, split_commas
from webgen.errors import Unsupported

VIEWPORT = (1280, 720)
SIDES = ("top", "right", "bottom", "left")
# what a length says about emptiness
ZERO, SOME, UNKNOWN, AUTO = "zero", "some", "unknown", "auto"

DECISIVE = frozenset(("display", "visibility", "cursor", "pointer-events", "content", "position", "list-style-type"))
SIZES = frozenset(("width", "height", "min-width", "min-height", "max-width", "max-height", "font-size", "flex-grow"))
LENGTH = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)([a-z]+|%)?\Z")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ZERO_SCALE = re.compile(r"scale[xy3d]*\(\s*(?:0(?:\.0*)?|[^)]*,\s*0(?:\.0*)?)\s*[,)]", re.IGNORECASE)
BORDER_STYLES = frozenset(("solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset"))
_DISPLAYS = frozenset(
    (
        "none", "inline", "block", "inline-block", "flex", "inline-flex", "grid", "inline-grid", "list-item", "table",
        "inline-table", "table-row", "table-cell", "table-row-group", "table-header-group", "table-footer-group",
        "table-caption", "flow-root", "initial", "inherit", "unset",
    )
)  # fmt: skip
_STATES = frozenset(
    (
        "hover", "focus", "focus-visible", "focus-within", "active", "visited", "checked", "indeterminate", "default",
        "valid", "invalid", "user-valid", "user-invalid", "required", "optional", "read-only", "read-write",
        "placeholder-shown", "autofill", "target", "in-range", "out-of-range", "modal", "popover-open",
    )
)  # fmt: skip
KNOWN_PSEUDOS = frozenset(("root", "link", "any-link", "disabled", "enabled"))
# punctuation that structures a style sheet; an escaped character is none
_PUNCTUATION = re.compile(r"(?<!\\)[\"'(){};]")
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*))?\)")
LATER = "?"  # begins a word that hangs on custom properties: "?property:value"
Declarations = tuple[tuple[str, str, bool], ...]  # property, value, important


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector with the declarations that matter."""

    selector: Selector
    declarations: Declarations


def length(value: str) -> str:
    """Say whether a CSS length is zero, some size, automatic or unknown."""
    if value in ("auto", "none", "initial", "unset", "normal", "min-content", "max-content", "fit-content", "revert"):
        return AUTO
    match = LENGTH.match(value)
    if match:
        return ZERO if float(match[1]) == 0 else SOME
    if value in ("thin", "medium", "thick"):
        return SOME
    if value.startswith(("max(", "clamp(")) and "var(" not in value:
        return SOME
    return UNKNOWN


def _box_sides(value: str) -> list[str]:
    parts = words_of(value)
    if not 1 <= len(parts) <= 4:
        return [UNKNOWN] * 4
    top = parts[0]
    right = parts[1] if len(parts) > 1 else top
    bottom = parts[2] if len(parts) > 2 else top
    left = parts[3] if len(parts) > 3 else right
    return [length(one) for one in (top, right, bottom, left)]


def words_of(value: str) -> list[str]:
    """Split at spaces outside brackets."""
    words, depth, word = [], 0, ""
    for char in value:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char.isspace() and not depth:
            if word:
                words.append(word)
            word = ""
        else:
            word += char
    return [*words, word] if word else words


def _border(value: str) -> str:
    """Reduce a border shorthand to one width word; a border without a style has no width."""
    if value in ("initial", "unset", "none", "0"):
        return ZERO
    words = words_of(value)
    if "var(" in value and not any(word in BORDER_STYLES for word in words):
        return UNKNOWN
    if not any(word in BORDER_STYLES for word in words):
        return ZERO
    for word in words:
        if LENGTH.match(word) or word.startswith(("var(", "calc(")):
            return length(word)
    return SOME


def _refuse(name: str, value: str) -> None:
    """Raise for a declaration whose effect on boxes the twin cannot tell."""
    plain = value.lower()
    if (
        (name == "float" and plain not in ("none", "initial"))
        or (name == "content-visibility" and plain != "visible")
        or (name == "all")
        or (name == "line-height" and length(plain) == ZERO)
        or (name in ("scale", "zoom") and length(plain.split()[0]) == ZERO)
        or (name == "transform" and _ZERO_SCALE.search(plain))
        or (name == "container-type" and plain != "normal")
        or (name == "display" and plain not in _DISPLAYS)
        or (name == "visibility" and plain not in ("visible", "hidden", "inherit", "initial", "unset"))
        or ((name in DECISIVE or name == "list-style") and "var(" in plain)
        or (name in ("display", "visibility", "cursor", "pointer-events") and plain.startswith("revert"))
    ):
        raise Unsupported(f"CSS declaration '{name}: {value}' is outside the twin's subset")


def _expand(name: str, value: str) -> list[tuple[str, str]]:
    """Turn one declaration into the longhands that matter, with lengths reduced to words."""
    _refuse(name, value)
    plain = value.lower()
    if name == "content":
        return [(name, value)]
    if name in DECISIVE:
        return [(name, plain)]
    if name in SIZES:
        return [(name, length(plain) if plain != "inherit" else "inherit")]
    if name in ("inline-size", "block-size", "min-inline-size", "min-block-size", "max-inline-size", "max-block-size"):
        return [(name.replace("inline-size", "width").replace("block-size", "height"), length(plain))]
    if name == "padding":
        return [(f"padding-{side}", word) for side, word in zip(SIDES, _box_sides(plain), strict=True)]
    if name == "padding-inline":
        return [("padding-left", _box_sides(plain)[0]), ("padding-right", _box_sides(plain)[1])]
    if name == "padding-block":
        return [("padding-top", _box_sides(plain)[0]), ("padding-bottom", _box_sides(plain)[1])]
    if name.startswith("padding-") and name[8:] in SIDES:
        return [(name, length(plain))]
    if name == "border":
        return [(f"border-{side}", _border(plain)) for side in SIDES]
    if name.startswith("border-") and name[7:] in SIDES:
        return [(name, _border(plain))]
    if name == "border-width":
        return [(f"border-{side}-width", word) for side, word in zip(SIDES, _box_sides(plain), strict=True)]
    if name == "border-style":
        return [("border-style", ZERO if plain in ("none", "hidden") else UNKNOWN if "var(" in plain else SOME)]
    if name == "list-style":
        return [("list-style-type", "none" if "none" in words_of(plain) else "some")]
    if name == "flex":
        first = words_of(plain)[0]
        return [("flex-grow", SOME if first == "auto" else ZERO if first in ("none", "initial") else length(first))]
    if name == "flex-direction":
        return [(name, "column" if plain.startswith("column") else "row")]
    if name == "flex-flow":
        return [("flex-direction", "column" if "column" in plain else "row")]
    if name == "font" and length(plain.split("/")[0].split()[-1]) == ZERO:
        return [("font-size", ZERO)]
    return []


def split_declarations(block: str) -> list[str]:
    """Split at semicolons outside strings and brackets."""
    if "(" not in block and '"' not in block and "'" not in block:
        return block.split(";")
    parts, depth, quote, start = [], 0, "", 0
    for match in _PUNCTUATION.finditer(block):
        char = match[0]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == ";" and depth <= 0:
            parts.append(block[start : match.start()])
            start = match.end()
    return [*parts, block[start:]]


def resolve(longhand: str, word: str, variables: dict[str, str]) -> str:
    """Return the word of a longhand once custom properties are known."""
    if not word.startswith(LATER):
        return word
    name, _, value = word[1:].partition(":")
    value = substitute(value, variables)
    if "var(" in value:
        return UNKNOWN
    return dict(_expand(name, value)).get(longhand, UNKNOWN)


def substitute(value: str, variables: dict[str, str]) -> str:
    """Put in the custom properties that are known; what is unknown stays as it is."""

    def replace(match: re.Match[str]) -> str:
        known = variables.get(match[1])
        return known if known is not None else (match[2] or match[0])

    return VARIABLE.sub(replace, value)


@lru_cache(maxsize=4096)
def parse_declarations(block: str) -> Declarations:
    """Read a declaration block (or a ``style`` attribute) into the declarations that matter."""
    found: list[tuple[str, str, bool]] = []
    for part in split_declarations(_COMMENT.sub("", block)):
        name, colon, value = part.partition(":")
        name, value = name.strip(), value.strip()
        if not colon or name.startswith("--") or not value:
            continue
        important = bool(re.search(r"!\s*important$", value, re.IGNORECASE))
        if important:
            value = value[: value.rindex("!")].strip()
        name = name.lower()
        for longhand, word in _expand(name, value):
            later = word == UNKNOWN and "var(" in value
            found.append((longhand, f"{LATER}{name}:{value}" if later else word, important))
    return tuple(found)


def _media_feature(text: str) -> bool:
    name, _, value = text.strip().strip("()").partition(":")
    name, value = name.strip().lower(), value.strip().lower()
    match = LENGTH.match(value)
    if name in ("min-width", "max-width", "min-height", "max-height") and match and match[2] in ("px", "em", "rem"):
        limit = float(match[1]) * (1 if match[2] == "px" else 16)
        actual = VIEWPORT[0] if name.endswith("width") else VIEWPORT[1]
        return actual >= limit if name.startswith("min") else actual <= limit
    if name == "prefers-reduced-motion":
        return value in ("reduce", "")
    if name == "prefers-color-scheme":
        return value == "light"
    raise Unsupported(f"@media ({text.strip('() ')}) is outside the twin's subset")


def media_matches(query: str) -> bool:
    """Evaluate a media query at the fixed viewport."""
    for alternative in split_commas(query):
        result = True
        for part in re.split(r"\s+and\s+", alternative.strip().lower()):
            if part in ("all", "screen", "only screen", ""):
                continue
            if part in ("print", "not all", "speech"):
                result = False
            elif part.startswith("("):
                result = _media_feature(part) and result
            else:
                raise Unsupported(f"@media {query} is outside the twin's subset")
        if result:
            return True
    return False


def statements(text: str) -> list[tuple[str, str | None]]:
    """Split a style sheet into (prelude, body) pairs; a statement such as ``@import`` has no body."""
    return _blocks(_COMMENT.sub(" ", text))


def _blocks(text: str) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    start, depth, opened, quote = 0, 0, 0, ""
    for match in _PUNCTUATION.finditer(text):
        char = match[0]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == "{":
            opened = opened if depth else match.start()
            depth += 1
        elif char == "}" and depth:
            depth -= 1
            if not depth:
                found.append((text[start:opened].strip(), text[opened + 1 : match.start()]))
                start = match.end()
        elif char == ";" and not depth:
            found.append((text[start : match.start()].strip(), None))
            start = match.end()
    return found


def _keep(selector: Selector, declarations: Declarations) -> Rule | None:
    """Return the rule, None if it cannot matter; refuse what would matter and cannot be told."""
    if selector.pseudo_element not in ("", "before", "after"):
        return None
    if not selector.pseudo_element and any(name == "content" for name, _, _ in declarations):
        raise Unsupported(f"rule {selector.text!r}: content on an element that is no pseudo-element")
    pseudos = [one for compound in selector.compounds for one in _all_pseudos(compound)]
    strange = [one for one in pseudos if one not in KNOWN_PSEUDOS]
    siblings = any(one in "+~" for one in selector.combinators)
    if not strange and not siblings:
        return Rule(selector, declarations)
    decisive = [f"{name}: {value}" for name, value, _ in declarations if name in DECISIVE]
    if decisive:
        what = f":{strange[0]}" if strange else "a sibling combinator"
        raise Unsupported(f"rule {selector.text!r} sets '{decisive[0]}' under {what}, which the twin cannot follow")
    return None  # sizes under a state or position: nothing in the subset is empty because of them


def _all_pseudos(compound: object) -> list[str]:
    from webgen.engines.twin.selectors import Compound

    assert isinstance(compound, Compound)
    inner = [*compound.nots, *(one for group in compound.anys for one in group)]
    return [*compound.pseudos, *(name for one in inner for name in _all_pseudos(one))]


@lru_cache(maxsize=256)
def parse_stylesheet(text: str) -> tuple[Rule, ...]:
    """Read a style sheet into the rules that matter, in order."""
    rules: list[Rule] = []
    for prelude, body in statements(text):
        if prelude.startswith("@"):
            rules += _at_rule(prelude, body)
        elif body is not None:
            if "{" in body:
                raise Unsupported(f"nested rules in {prelude!r} are outside the twin's subset")
            declarations = parse_declarations(body)
            if declarations:
                kept = (_keep(selector, declarations) for selector in parse_selectors(prelude))
                rules += [rule for rule in kept if rule is not None]
    return tuple(rules)


def _at_rule(prelude: str, body: str | None) -> tuple[Rule, ...]:
    name = prelude.split(None, 1)[0].lower() if prelude.split() else ""
    if name == "@media" and body is not None:
        return parse_stylesheet(body) if media_matches(prelude[6:].strip()) else ()
    if name in ("@keyframes", "@-webkit-keyframes", "@font-face", "@page", "@charset", "@property", "@counter-style"):
        return ()
    raise Unsupported(f"{prelude} is outside the twin's subset")
