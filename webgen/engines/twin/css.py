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
_LENGTH = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)([a-z]+|%)?\Z")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ZERO_SCALE = re.compile(r"scale[xy3d]*\(\s*(?:0(?:\.0*)?|[^)]*,\s*0(?:\.0*)?)\s*[,)]", re.IGNORECASE)
_BORDER_STYLES = frozenset(("solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset"))
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
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*))?\)")
_KEPT_WORDS = _BORDER_STYLES | frozenset(("none", "auto", "row", "column", "thin", "medium", "thick", "hidden"))
Variables = tuple[tuple[str, str], ...]
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
    match = _LENGTH.match(value)
    if match:
        return ZERO if float(match[1]) == 0 else SOME
    if value in ("thin", "medium", "thick"):
        return SOME
    if value.startswith(("max(", "clamp(")) and "var(" not in value:
        return SOME
    return UNKNOWN


def _box_sides(value: str) -> list[str]:
    parts = _words(value)
    if not 1 <= len(parts) <= 4:
        return [UNKNOWN] * 4
    top = parts[0]
    right = parts[1] if len(parts) > 1 else top
    bottom = parts[2] if len(parts) > 2 else top
    left = parts[3] if len(parts) > 3 else right
    return [length(one) for one in (top, right, bottom, left)]


def _words(value: str) -> list[str]:
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
    words = _words(value)
    if "var(" in value and not any(word in _BORDER_STYLES for word in words):
        return UNKNOWN
    if not any(word in _BORDER_STYLES for word in words):
        return ZERO
    for word in words:
        if _LENGTH.match(word) or word.startswith(("var(", "calc(")):
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
        or (name in DECISIVE and "var(" in plain)
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
        return [("border-style", ZERO if plain in ("none", "hidden") else SOME)]
    if name == "list-style":
        return [("list-style-type", "none" if "none" in _words(plain) else "some")]
    if name == "flex":
        first = _words(plain)[0]
        return [("flex-grow", SOME if first == "auto" else ZERO if first in ("none", "initial") else length(first))]
    if name == "flex-direction":
        return [(name, "column" if plain.startswith("column") else "row")]
    if name == "flex-flow":
        return [("flex-direction", "column" if "column" in plain else "row")]
    if name == "font" and length(plain.split("/")[0].split()[-1]) == ZERO:
        return [("font-size", ZERO)]
    return []


def _split_declarations(block: str) -> list[str]:
    """Split at semicolons outside strings and brackets."""
    parts, depth, quote, start = [], 0, "", 0
    for index, char in enumerate(block):
        if quote:
            quote = "" if char == quote and block[index - 1] != "\\" else quote
        elif char in "\"'":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == ";" and not depth:
            parts.append(block[start:index])
            start = index + 1
    return [*parts, block[start:]]


@lru_cache(maxsize=4096)
def parse_declarations(block: str, variables: Variables = ()) -> Declarations:
    """Read a declaration block (or a ``style`` attribute) into the declarations that matter."""
    found: list[tuple[str, str, bool]] = []
    known = dict(variables)
    for part in _split_declarations(_COMMENT.sub("", block)):
        name, colon, value = part.partition(":")
        name, value = name.strip(), value.strip()
        if not colon or name.startswith("--") or not value:
            continue
        important = bool(re.search(r"!\s*important$", value, re.IGNORECASE))
        if important:
            value = value[: value.rindex("!")].strip()
        if "var(" in value:
            value = substitute(value, known)
        found += [(longhand, word, important) for longhand, word in _expand(name.lower(), value)]
    return tuple(found)


def substitute(value: str, variables: dict[str, str]) -> str:
    """Put in the custom properties that are known; what is unknown stays as it is."""

    def replace(match: re.Match[str]) -> str:
        known = variables.get(match[1])
        return known if known is not None else (match[2] or match[0])

    return _VAR.sub(replace, value)


def _reduced(value: str, variables: dict[str, str]) -> str:
    """Keep of a custom property what can decide about a box, so that most themes reduce to the same."""
    words = []
    for word in _words(substitute(value, variables).lower()):
        match = _LENGTH.match(word)
        words.append(word if word in _KEPT_WORDS else ("0" if float(match[1]) == 0 else "1px") if match else "x")
    return " ".join(words)


def variables_of(sheets: tuple[str, ...]) -> Variables:
    """Return the custom properties set on the root, reduced to what can matter; one set elsewhere is not known."""
    values: dict[str, str] = {}
    elsewhere: set[str] = set()
    for sheet in sheets:
        for name, value, everywhere in _custom_properties(sheet):
            if everywhere:
                values[name] = _reduced(value, values)
            else:
                elsewhere.add(name)
    return tuple(sorted((name, value) for name, value in values.items() if name not in elsewhere))


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
        for part in _split_declarations(body):
            name, _, value = part.partition(":")
            if name.strip().startswith("--"):
                found.append((name.strip(), value.strip(), prelude in (":root", "html")))
    return tuple(found)


def _media_feature(text: str) -> bool:
    name, _, value = text.strip().strip("()").partition(":")
    name, value = name.strip().lower(), value.strip().lower()
    match = _LENGTH.match(value)
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
    position, start = 0, 0
    while position < len(text):
        char = text[position]
        if char in "\"'":
            position = text.find(char, position + 1)
            if position < 0:
                break
        elif char == ";":
            found.append((text[start:position].strip(), None))
            start = position + 1
        elif char == "{":
            end = _matching(text, position)
            found.append((text[start:position].strip(), text[position + 1 : end]))
            position, start = end, end + 1
        position += 1
    return found


def _matching(text: str, start: int) -> int:
    depth, position = 0, start
    while position < len(text):
        char = text[position]
        if char in "\"'":
            position = text.find(char, position + 1)
            if position < 0:
                break
        elif char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if not depth:
                return position
        position += 1
    return len(text)


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
def parse_stylesheet(text: str, variables: Variables = ()) -> tuple[Rule, ...]:
    """Read a style sheet into the rules that matter, in order."""
    rules: list[Rule] = []
    for prelude, body in statements(text):
        if prelude.startswith("@"):
            rules += _at_rule(prelude, body, variables)
        elif body is not None:
            if "{" in body:
                raise Unsupported(f"nested rules in {prelude!r} are outside the twin's subset")
            declarations = parse_declarations(body, variables)
            if declarations:
                kept = (_keep(selector, declarations) for selector in parse_selectors(prelude))
                rules += [rule for rule in kept if rule is not None]
    return tuple(rules)


def _at_rule(prelude: str, body: str | None, variables: Variables) -> tuple[Rule, ...]:
    name = prelude.split(None, 1)[0].lower() if prelude.split() else ""
    if name == "@media" and body is not None:
        return parse_stylesheet(body, variables) if media_matches(prelude[6:].strip()) else ()
    if name in ("@keyframes", "@-webkit-keyframes", "@font-face", "@page", "@charset", "@property", "@counter-style"):
        return ()
    raise Unsupported(f"{prelude} is outside the twin's subset")
