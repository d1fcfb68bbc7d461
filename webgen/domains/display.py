"""How values read on pages and in goals, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from webgen.domains.model import FILE_NAME, Domain, Entity, Field, Records, Value, joined, members
from webgen.errors import InputError

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
BLANK = "—"

_MONEY = re.compile(r"(-?)\$?(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?")
_DAY_FIRST = re.compile(r"(\d{1,2}) ([A-Za-z]+)\.?,? (\d{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]+)\.? (\d{1,2}),? (\d{4})")


def display(domain: Domain, field: Field, value: Value, records: Records) -> str:
    """Return how a value reads: ``$1,234.50``, ``2 March 2026``, ``Yes``, ``45 min``, the title of the record it names.

    Different values of a field read differently; a blank reads ``—``.

    Raises:
        InputError: the value does not fit the field's type, or a ref points nowhere.
    """
    if value is None:
        return BLANK
    if field.type == "ref":
        return title_of(domain, str(field.target), value, records)
    return plain(field, value)


def plain(field: Field, value: Value) -> str:
    """Return how a value other than a ref reads."""
    if field.type == "bool" and isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int) and not isinstance(value, bool):
        if field.type == "money":
            return money(value)
        if field.type == "integer":
            return f"{value} {field.unit}".rstrip()
    if isinstance(value, str):
        if field.type == "date":
            return day(value)
        if field.type == "set":
            return ", ".join(members(value))
        if field.type in ("text", "longtext", "choice", "time", "file"):
            return value
    raise InputError(f"{value!r} is not a value of the {field.type} field {field.name!r}")


def title_of(domain: Domain, entity: str, key: Value, records: Records) -> str:
    """Return the title of the record with an id."""
    return str(record_of(records[entity], key, entity)[domain.entity(entity).title])


def record_of(rows: Sequence[Mapping[str, Value]], key: Value, entity: str = "record") -> Mapping[str, Value]:
    """Return the record with an id; ids are mostly in order, so the place is tried first."""
    if isinstance(key, int) and 0 < key <= len(rows) and rows[key - 1]["id"] == key:
        return rows[key - 1]
    for row in rows:
        if row["id"] == key:
            return row
    raise InputError(f"there is no {entity} with id {key!r}; ids are {[row['id'] for row in rows][:30]}")


def titled(entity: Entity, rows: Sequence[Mapping[str, Value]], title: str) -> Mapping[str, Value] | None:
    """Return the record with a title, whatever its case, or None."""
    return next((row for row in rows if str(row[entity.title]).lower() == title.lower()), None)


def money(cents: int) -> str:
    """Return cents as ``$1,234.50``."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def day(iso: str) -> str:
    """Return an ISO date as ``2 March 2026``."""
    when = date.fromisoformat(iso)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def clock(text: str) -> int:
    """Return a time of day, ``HH:MM``, in minutes."""
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)


def clock_text(minutes: int) -> str:
    """Return minutes of the day as ``HH:MM``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def parse_members(text: str) -> list[str]:
    """Read a list such as ``A, B and C``."""
    return [part for part in (piece.strip() for piece in re.split(r",| and |;|\n", text)) if part]


def parse_display(field: Field, text: str) -> Value:
    """Read a value back from how it reads; also takes ISO dates, ``March 2, 2026`` and amounts without ``$`` or commas.

    A blank gives None. A ref cannot be read without its records; see :func:`titled`.

    Raises:
        InputError: it does not read as a value of the field's type; says what would.
    """
    text = " ".join(text.split()) if field.type != "longtext" else text
    if text in ("", BLANK):
        return None
    if field.type == "money":
        return parse_money(text)
    if field.type == "date":
        return parse_date(text)
    if field.type == "integer":
        return _integer(field, text)
    if field.type == "bool":
        return _one_of(field, text, ("Yes", "No")) == "Yes"
    if field.type == "choice":
        return _one_of(field, text, field.choices)
    if field.type == "set":
        return joined(field.choices, [_one_of(field, part, field.choices) for part in parse_members(text)])
    if field.type == "time":
        return _time(text)
    if field.type == "file" and not FILE_NAME.fullmatch(text):
        raise InputError(f"{text!r} is not the name of a file; write it as plan-12.pdf")
    if field.type == "ref":
        raise InputError(f"{text!r} is a title; find the record of {field.target!r} that has it")
    return text


def parse_money(text: str) -> int:
    """Read an amount in dollars as cents."""
    match = _MONEY.fullmatch(text.strip())
    if match is None or (match[1] and match[2]):
        raise InputError(f"{text!r} is not an amount of money; write it as $1,234.50")
    cents = int(match[3].replace(",", "")) * 100 + int((match[4] or "0").ljust(2, "0"))
    return -cents if match[1] or match[2] else cents


def parse_date(text: str) -> str:
    """Read a date as ISO text."""
    text = text.strip()
    try:
        if match := _DAY_FIRST.fullmatch(text):
            return date(int(match[3]), _month(match[2]), int(match[1])).isoformat()
        if match := _MONTH_FIRST.fullmatch(text):
            return date(int(match[3]), _month(match[1]), int(match[2])).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError(f"{text!r} is not a date; write it as 2 March 2026 or 2026-03-02") from None


def _month(name: str) -> int:
    for number, month in enumerate(MONTHS, start=1):
        if name.lower() in (month.lower(), month[:3].lower()):
            return number
    raise ValueError(name)


def _integer(field: Field, text: str) -> int:
    digits = text.removesuffix(field.unit).rstrip().replace(",", "") if field.unit else text.replace(",", "")
    if not re.fullmatch(r"-?[0-9]+", digits):
        raise InputError(f"{text!r} is not a whole number; write it as {plain(field, 12)!r}")
    return int(digits)


def _time(text: str) -> str:
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    if match is None:
        raise InputError(f"{text!r} is not a time of day; write it as 14:30")
    return f"{int(match[1]):02d}:{match[2]}"


def _one_of(field: Field, text: str, known: Sequence[str]) -> str:
    for name in known:
        if name.lower() == text.lower():
            return name
    raise InputError(f"{text!r} is not a value of {field.name!r}; it has {', '.join(known)}")
