"""What fits into which control: the value, option and key rules that both engines share. See docs/engine-rules.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Literal, TypeAlias

from webgen.engines.base import bad_option, bad_value, wrong_element
from webgen.errors import ActionError

LINE_KINDS = frozenset({"text", "search", "email", "tel", "url", "password"})  # one line of free text
DATE_KINDS = frozenset({"date", "time", "month", "week", "datetime-local"})
BLOCK_KINDS = frozenset({"textarea", "editable"})  # several lines
CARET_KINDS = LINE_KINDS | BLOCK_KINDS | {"number"}
FILL_KINDS = CARET_KINDS | DATE_KINDS | {"range", "color"}

NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d{1,2})?")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
_DAY = r"\d{4}-\d\d-\d\d"
_DATE_FORMS = {
    "date": (re.compile(_DAY), "a date such as 2026-03-02"),
    "time": (re.compile(_CLOCK), "a time such as 14:30"),
    "month": (re.compile(r"\d{4}-(0[1-9]|1[0-2])"), "a month such as 2026-03"),
    "week": (re.compile(r"\d{4}-W\d\d"), "a week such as 2026-W09"),
    "datetime-local": (re.compile(_DAY + "T" + _CLOCK), "a date and time such as 2026-03-02T14:30"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """The facts about a field that decide what it can hold.

    ``kind`` is the type of an input, ``textarea`` or ``editable``; ``maxlength`` is in UTF-16 units (-1: any); ``low``,
    ``high`` and ``step`` are the attributes of a range, empty where missing.
    """

    ref: str
    kind: str
    value: str = ""
    maxlength: int = -1
    low: str = ""
    high: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a native select; ``label`` has its white space normalised."""

    value: str
    label: str
    disabled: bool = False
    selected: bool = False


def utf16(text: str) -> int:
    """Return the length of a text as browsers count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_fill(field: Field, text: str) -> ActionError | None:
    """Say why a field cannot be filled with ``text``, if it cannot."""
    wanted = _text_wants(field, text) or _fill_wants(field, text)
    if wanted is None and 0 <= field.maxlength < utf16(text):
        wanted = f"at most {field.maxlength} characters"
    return bad_value(field.ref, text, wanted) if wanted else None


def check_type(field: Field, text: str) -> ActionError | None:
    """Say why ``text`` cannot be typed behind what a field holds, if it cannot."""
    wanted = _text_wants(field, text)
    whole = field.value + text
    if wanted is None and field.kind == "number" and text and not is_number(whole):
        wanted = "a number"
    if wanted is None and 0 <= field.maxlength < utf16(whole):
        wanted = f"at most {field.maxlength} characters"
    return bad_value(field.ref, text, wanted) if wanted else None


def _text_wants(field: Field, text: str) -> str | None:
    """Control characters fit nowhere; a line break fits where there are lines."""
    breaks = "\n" if field.kind in BLOCK_KINDS else ""
    if any(_CONTROL.match(char) and char not in breaks for char in text):
        return "text without control characters" if breaks else "one line of text"
    if any("\ud800" <= char <= "\udfff" for char in text):
        return "well-formed text"
    return None


def _fill_wants(field: Field, text: str) -> str | None:
    kind = field.kind
    if kind == "color":
        return None if re.fullmatch(r"#[0-9a-f]{6}", text) else "a colour such as #1a2b3c"
    if kind == "range":
        return _range_wants(field, text)
    if not text:
        return None
    if kind == "number":
        return None if is_number(text) else "a number"
    if kind in DATE_KINDS:
        return None if _is_date(kind, text) else _DATE_FORMS[kind][1]
    if kind in ("email", "url") and text != text.strip():
        return "text without spaces around it"
    return None


def is_number(text: str) -> bool:
    """Tell whether a number field keeps a text: a decimal number that a double can hold."""
    return NUMBER.fullmatch(text) is not None and isfinite(float(text))


def _is_date(kind: str, text: str) -> bool:
    if not _DATE_FORMS[kind][0].fullmatch(text) or text.startswith("0000"):
        return False
    try:
        if kind in ("date", "datetime-local"):
            date.fromisoformat(text[:10])
        elif kind == "week":
            date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
    except ValueError:
        return False
    return True


def _number(text: str, default: str) -> Decimal:
    return Decimal(text if is_number(text) else default)


def _range_wants(field: Field, text: str) -> str | None:
    low = _number(field.low, "0")
    high = max(low, _number(field.high, "100"))
    wanted = f"a number from {low} to {high}"
    if not is_number(text):
        return wanted
    try:
        value = Decimal(text)
        if not low <= value <= high:
            return wanted
        step = _number(field.step, "1")
        if field.step == "any" or step <= 0 or (value - low) % step == 0:
            return None
    except InvalidOperation:
        return wanted
    return f"{wanted} in steps of {step}"


def choose(ref: str, options: Sequence[Option], values: Sequence[str], *, multiple: bool) -> list[int] | ActionError:
    """Return the positions of the options that ``values`` (values or labels) name, in order, or the mistake."""
    if not multiple and len(values) != 1:
        return bad_value(ref, ", ".join(values), "exactly one option")
    chosen: set[int] = set()
    for value in values:
        label = " ".join(value.split())
        found = next((at for at, option in enumerate(options) if option.value == value), None)
        if found is None:
            found = next((at for at, option in enumerate(options) if option.label == label), None)
        if found is None or options[found].disabled:
            return bad_option(ref, value, [option.label for option in options if not option.disabled])
        chosen.add(found)
    return sorted(chosen)


# ---- elements that do not fit a verb ----------------------------------------------------------------------------

_VERB_WORDS = {"type": "type into", "select": "select in", "upload": "upload to"}
_WORKS_FOR_ALL = {
    "select": "use select on it",
    "option": "use select on its list",
    "check": "use check on it",
    "file": "use upload on it",
    "combobox": "click it and then one of its options",
}
_WORKS: dict[str, dict[str, str]] = {
    "click": {"color": "use fill on it", "range": "use fill on it", "holds": "click one of the controls inside it"},
    "fill": {"": "use it on a text field"},
    "type": {**dict.fromkeys((*DATE_KINDS, "range", "color"), "use fill on it"), "": "use it on a text field"},
    "select": {"": "use it on a native list of options"},
    "check": {
        "combobox": "",
        "radio": "check another radio button of its group",
        "": "use it on a check box, radio button or switch",
    },
    "upload": {"": "use it on a file field"},
    "drag": {"": "drag something that can be moved"},
}


def wrong_kind(verb: str, ref: str, role: str, kind: str) -> ActionError:
    """Say that ``verb`` does not fit an element.

    ``kind`` is a field kind, or ``select``, ``option``, ``check``, ``file``, ``combobox`` (one that is no text field),
    ``holds`` (no control, but holds some), ``radio`` (to be cleared) or ``other``.
    """
    table = _WORKS[verb]
    works = table.get(kind) or (_WORKS_FOR_ALL.get(kind) if kind not in table else None) or table.get("", "")
    return wrong_element(ref, role, _VERB_WORDS.get(verb, verb), works)


# ---- keys ---------------------------------------------------------------------------------------------------------

FocusKind: TypeAlias = Literal[
    "line", "block", "number", "date", "range", "file", "color", "select", "listbox", "other"
]
_NAMED = (
    "Enter", "Space", "Tab", "Shift+Tab", "Escape", "Backspace", "Delete", "ArrowUp", "ArrowDown", "ArrowLeft",
    "ArrowRight", "Home", "End", "PageUp", "PageDown", "Control+A",
)  # fmt: skip
_ALIASES = {name.lower(): name for name in _NAMED} | {"controlormeta+a": "Control+A", " ": "Space"}
_LEAVING = ("Tab", "Shift+Tab", "Escape")
_ONLY: dict[str, tuple[str, ...]] = {
    "select": (*_LEAVING, "ArrowUp", "ArrowDown", "Home", "End"),
    "listbox": _LEAVING,
    "date": (*_LEAVING, "Enter"),
    "range": (*_LEAVING, "Enter"),
    "file": _LEAVING,
    "color": _LEAVING,
    "number": (*_LEAVING, "Enter", "Backspace", "Delete", "Control+A", "ArrowLeft", "ArrowRight", "Home", "End",
               *"0123456789"),
}  # fmt: skip
_NEVER = {
    "block": ("ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"),  # where they lead depends on the screen
    "line": ("PageUp", "PageDown"),
}
_INSTEAD = {"select": "use select on the list", "listbox": "use select on the list", "file": "use upload on the field"}


def canonical_key(key: str) -> str | None:
    """Return the one name of a key, a single printable character as it is, or None for a key that is not offered."""
    if len(key) == 1 and key.isprintable() and key != " ":
        return key
    return _ALIASES.get(key.lower() if len(key) > 1 else key)


def key_trouble(key: str, focus: FocusKind) -> str | None:
    """Say what works instead, if the focused kind of element does not take a (canonical) key."""
    only = _ONLY.get(focus)
    if (only is not None and key not in only) or key in _NEVER.get(focus, ()):
        return _INSTEAD.get(focus, "use fill on the field")
    return None


KEYS_HINT = f"the keys are {', '.join(_NAMED)} and single characters"
