"""What a native control makes of a value: the sanitising rules of HTML for each input type."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from webgen.errors import Unsupported

if TYPE_CHECKING:
    from webgen.engines.twin.dom import Element

INPUT_TYPES = frozenset(
    (
        "hidden", "text", "search", "tel", "url", "email", "password", "date", "month", "week", "time",
        "datetime-local", "number", "range", "color", "checkbox", "radio", "file", "submit", "image", "reset", "button",
    )
)  # fmt: skip
ATTRIBUTE_VALUE = frozenset(("hidden", "submit", "image", "reset", "button", "checkbox", "radio"))
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?\Z")
_DATE = re.compile(r"(\d{4,})-(\d\d)-(\d\d)\Z")
_MONTH = re.compile(r"(\d{4,})-(\d\d)\Z")
_WEEK = re.compile(r"(\d{4,})-W(\d\d)\Z")
_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,3})?)?\Z")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}\Z")


def is_date(text: str) -> bool:
    """Tell whether ``text`` is a valid date string such as ``2026-03-02``."""
    match = _DATE.match(text)
    if not match or int(match[1]) < 1:
        return False
    try:
        date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    """Tell whether ``text`` is a valid time string such as ``09:30``."""
    match = _TIME.match(text)
    return match is not None and int(match[1]) < 24 and int(match[2]) < 60 and int(match[3] or 0) < 60


def is_month(text: str) -> bool:
    """Tell whether ``text`` is a valid month string such as ``2026-03``."""
    match = _MONTH.match(text)
    return match is not None and int(match[1]) > 0 and 1 <= int(match[2]) <= 12


def is_week(text: str) -> bool:
    """Tell whether ``text`` is a valid week string such as ``2026-W09``."""
    match = _WEEK.match(text)
    if not match or int(match[1]) < 1:
        return False
    return 1 <= int(match[2]) <= date(int(match[1]), 12, 28).isocalendar().week


def _is_datetime(text: str) -> bool:
    day, mark, clock = text.partition("T" if "T" in text else " ")
    return bool(mark) and is_date(day) and is_time(clock)


def number_text(value: float) -> str:
    """Write a number as JavaScript does (``5``, ``0.5``)."""
    return str(int(value)) if value == int(value) and abs(value) < 1e21 else repr(value)


def _number(text: str | None, default: float) -> float:
    return float(text) if text is not None and _NUMBER.match(text.strip()) else default


def _range(element: Element, text: str) -> str:
    low = _number(element.get("min"), 0.0)
    high = max(_number(element.get("max"), 100.0), low)
    value = _number(text, low + (high - low) / 2)
    value = min(max(value, low), high)
    step_text = element.get("step")
    if step_text is not None and step_text.strip().lower() == "any":
        return number_text(value)
    step = _number(step_text, 1.0)
    step = step if step > 0 else 1.0
    base = low if element.has("min") else _number(element.get("value"), 0.0)
    steps = (value - base) / step
    lower = int(steps // 1)
    # halfway goes up; the last step never passes the maximum
    nearest = base + step * (lower + 1 if steps - lower >= 0.5 else lower)
    if nearest > high:
        nearest -= step
    return number_text(round(nearest, 10))


def sanitise(element: Element, kind: str, text: str) -> str:
    """Return what an ``<input type=kind>`` keeps of ``text``."""
    match kind:
        case "text" | "search" | "tel" | "password":
            return text.replace("\n", "").replace("\r", "") if "\n" in text or "\r" in text else text
        case "url":
            return text.replace("\n", "").replace("\r", "").strip(" \t\f")
        case "email":
            text = text.replace("\n", "").replace("\r", "")
            if element.has("multiple"):
                return ",".join(part.strip(" \t\f") for part in text.split(","))
            return text.strip(" \t\f")
        case "number":
            return text if _NUMBER.match(text) else ""
        case "range":
            return _range(element, text)
        case "date":
            return text if is_date(text) else ""
        case "month":
            return text if is_month(text) else ""
        case "week":
            return text if is_week(text) else ""
        case "time":
            return text if is_time(text) else ""
        case "datetime-local":
            return text.replace(" ", "T") if _is_datetime(text) else ""
        case "color":
            if not text:
                return "#000000"
            if not _COLOR.match(text):
                raise Unsupported(f"colour value {text!r}: only #rrggbb is in the subset")
            return text.lower()
        case _:
            return text
