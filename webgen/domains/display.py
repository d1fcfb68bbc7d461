"""How values read on pages and in goals, and back: as the locale of the field writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from webgen.domains.model import FILE_NAME, Domain, Entity, Field, Records, Value, joined, members
from webgen.errors import InputError
from webgen.locales import ENGLISH, SPACES, locale

BLANK = "—"


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
        return locale(field.locale).say("Yes") if value else locale(field.locale).say("No")
    if isinstance(value, int) and not isinstance(value, bool):
        if field.type == "money":
            return money(value, field.locale)
        if field.type == "integer":
            return f"{value} {field.unit}".rstrip()
    if isinstance(value, str):
        if field.type == "date":
            return day(value, field.locale)
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


def money(cents: int, language: str = ENGLISH) -> str:
    """Return cents as ``$1,234.50``."""
    return locale(language).money(cents)


def day(iso: str, language: str = ENGLISH) -> str:
    """Return an ISO date as ``2 March 2026``."""
    return locale(language).day(iso)


def in_goal(text: str) -> str:
    """Return a text as snapshots show it: with plain spaces, whatever spaces hold its parts together on the page."""
    return text.translate(SPACES)


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
    """Read a value back from how it reads; also takes ISO dates, ``March 2, 2026`` and amounts without signs.

    A blank gives None. A ref cannot be read without its records; see :func:`titled`.

    Raises:
        InputError: it does not read as a value of the field's type; says what would.
    """
    text = " ".join(text.split()) if field.type != "longtext" else text
    if text in ("", BLANK):
        return None
    if field.type == "money":
        return parse_money(text, field.locale)
    if field.type == "date":
        return parse_date(text, field.locale)
    if field.type == "integer":
        return _integer(field, text)
    if field.type == "bool":
        yes, no = locale(field.locale).say("Yes"), locale(field.locale).say("No")
        return _one_of(field, text, (yes, no)) == yes
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


def parse_money(text: str, language: str = ENGLISH) -> int:
    """Read an amount as cents: as the locale writes it, or plainly."""
    cents = locale(language).read_money(text)
    if cents is None:
        raise InputError(f"{text!r} is not an amount of money; write it as {money(123450, language)}")
    return cents


def parse_date(text: str, language: str = ENGLISH) -> str:
    """Read a date as ISO text: as the locale writes it, or in that form already."""
    iso = locale(language).read_date(text)
    if iso is None:
        raise InputError(f"{text!r} is not a date; write it as {day('2026-03-02', language)} or 2026-03-02")
    return iso


def _integer(field: Field, text: str) -> int:
    digits = text.removesuffix(field.unit).rstrip() if field.unit else text
    number = locale(field.locale).read_integer(digits)
    if number is None:
        raise InputError(f"{text!r} is not a whole number; write it as {plain(field, 12)!r}")
    return number


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
