"""Languages and formats of sites: what an interface says, by the English text that stands in the code.

A locale is a folder of ``scenarios/locales``: ``formats.toml`` (direction, numbers, dates, names of people and places),
``interface.toml`` (English interface text to its own) and a glossary of every trade in ``domains/`` (read by
``webgen.domains.translate``). English is the language of the code, so it has no folder. What is not translated reads
English; a test lists it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from webgen.errors import SpecError
from webgen.registry import lookup
from webgen.resources import folder

ENGLISH = "en"
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})
T = TypeVar("T")

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def spoken(texts: T) -> T:
    """Mark a constant as interface text: it goes through ``say`` where it is shown, and a test sees that it is translated."""
    return texts


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Formats(_Data):
    """How numbers, amounts and dates are written.

    ``money`` has ``{amount}`` between its signs; ``date`` and ``short_date`` have ``{day}``, ``{month}``, ``{year}``
    (``short_date`` numbers of two digits, for answers only); ``month`` is the title of a calendar.
    """

    decimal: str = "."
    group: str = ","
    money: str = "${amount}"
    sign: str = "$"
    date: str = "{day} {month} {year}"
    month: str = "{month} {year}"
    short_date: str = ""
    months: tuple[str, ...] = _MONTHS
    days: tuple[str, ...] = _DAYS
    short_days: tuple[str, ...] = tuple(name[:2] for name in _DAYS)


class People(_Data):
    """What people and places are called: a locale of faker, and lists where faker has none worth showing."""

    faker: str = "en_US"
    family_first: bool = False
    phone: str = "(%##) 555-01##"
    street: str = "{number} {street}"
    streets: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()  # templates with {last}


class Voice(_Data):
    """Sentences that stand for those of the trades: taglines, notes of a few sentences, short remarks, and titles
    of what people write: a subject and what it is about."""

    site_names: tuple[str, ...] = ()
    taglines: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()


class Locale(_Data):
    """One language with its formats. ``interface`` maps English interface texts to its own."""

    name: str
    title: str = "English"
    direction: Literal["ltr", "rtl"] = "ltr"
    lowercase: bool = True  # whether nouns are written small within a sentence
    formats: Formats = Formats()
    people: People = People()
    voice: Voice = Voice()
    interface: dict[str, str] = {}

    def say(self, text: str, /, **values: object) -> str:
        """Return an interface text in this language, with ``{name}`` filled in from ``values``."""
        said = self.interface.get(text, text)
        return said.format(**values) if values else said

    def noun(self, label: str) -> str:
        """Return a label as it is written within a sentence."""
        return label.lower() if self.lowercase else label

    def told(self, value: Any) -> Any:
        """Return every text in a nest of dicts and tuples in this language."""
        if isinstance(value, str):
            return self.say(value)
        if isinstance(value, Mapping):
            return {key: self.told(item) for key, item in value.items()}
        return tuple(self.told(item) for item in value) if isinstance(value, tuple) else value

    # ---- numbers and dates

    def money(self, cents: int) -> str:
        """Return cents as an amount of money."""
        whole = f"{abs(cents) // 100:,}".replace(",", self.formats.group)
        amount = f"{whole}{self.formats.decimal}{abs(cents) % 100:02d}"
        return ("-" if cents < 0 else "") + self.formats.money.format(amount=amount)

    def day(self, iso: str) -> str:
        """Return an ISO date as it reads."""
        when = date.fromisoformat(iso)
        return self.formats.date.format(day=when.day, month=self.formats.months[when.month - 1], year=when.year)

    def weekday(self, iso: str) -> str:
        """Return an ISO date as it reads with its weekday."""
        name = self.formats.days[date.fromisoformat(iso).weekday()]
        return self.say("{weekday}, {date}", weekday=name, date=self.day(iso))

    def month(self, year: int, month: int) -> str:
        """Return the title of a month's page of a calendar."""
        return self.formats.month.format(month=self.formats.months[month - 1], year=year)

    def month_of(self, title: str) -> tuple[int, int]:
        """Return (year, month) of such a title; raise :class:`ValueError` when it is none."""
        found = self._month.fullmatch(title)
        if found is None:
            raise ValueError(title)
        return int(found["year"]), self._number(found["month"])

    def read_money(self, text: str) -> int | None:
        """Read an amount written in this language, or plainly (``1234.50``), as cents; None when it is none."""
        text = text.translate(SPACES).strip()
        found = self._money.fullmatch(text) or _PLAIN.fullmatch(text)
        if found is None or (found["sign"] and found["minus"]):
            return None
        whole = re.sub(r"[^0-9]", "", found["whole"])
        cents = int(whole) * 100 + int((found["part"] or "0").ljust(2, "0"))
        return -cents if found["sign"] or found["minus"] else cents

    def read_integer(self, text: str) -> int | None:
        """Read a whole number, with or without separators; None when it is none."""
        text = text.translate(SPACES).strip()
        if not self._integer.fullmatch(text):
            return None
        return int(re.sub(r"[^0-9-]", "", text))

    def read_date(self, text: str) -> str | None:
        """Read a date as this language writes it, or an ISO date; None when it is none.

        A weekday that is the date's own may stand with it; in English two numbers may stand for day and month where only
        one order makes a date.
        """
        text = text.translate(SPACES).strip()
        told = self._weekday.fullmatch(text)
        if told is not None:
            iso = self.read_date(told["date"])
            return iso if iso and self._day_number(told["weekday"]) == date.fromisoformat(iso).weekday() else None
        if self.name == ENGLISH and (numbers := _NUMBERS.fullmatch(text)):
            return _only_date(*(int(number) for number in numbers.groups()))
        for shape in self._dates:
            found = shape.fullmatch(text)
            if found is not None:
                try:
                    return date(int(found["year"]), self._number(found["month"]), int(found["day"])).isoformat()
                except ValueError:
                    return None
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            return None

    def _number(self, name: str) -> int:
        if name.isdigit():
            return int(name)
        names = [known.lower() for known in self.formats.months]
        low = name.lower()
        if low in names:
            return names.index(low) + 1
        shorts = [known[:3] for known in names] if self.name == ENGLISH else []
        return shorts.index(low) + 1  # a ValueError where it is none

    # ---- the shapes of what is read

    @cached_property
    def amount_pattern(self) -> str:
        """The regular expression of an amount without its signs, in named groups."""
        group, decimal = (re.escape(sign.translate(SPACES)) for sign in (self.formats.group, self.formats.decimal))
        return rf"(?P<whole>\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{decimal}(?P<part>\d{{1,2}}))?"

    @cached_property
    def _money(self) -> re.Pattern[str]:
        before, after = (re.escape(part.translate(SPACES).strip()) for part in self.formats.money.split("{amount}"))
        front = rf"(?:{before} ?)?" if before else ""
        back = rf"(?: ?{after})?" if after else ""
        return re.compile(rf"(?P<sign>-?){front}(?P<minus>-?){self.amount_pattern}{back}")

    @cached_property
    def _integer(self) -> re.Pattern[str]:
        group = re.escape(self.formats.group.translate(SPACES))
        return re.compile(rf"-?\d{{1,3}}(?:{group}\d{{3}})+|-?\d+")

    @cached_property
    def _weekday(self) -> re.Pattern[str]:
        names = [*self.formats.days, *((name[:3] for name in self.formats.days) if self.name == ENGLISH else ())]
        pieces = {"weekday": f"(?P<weekday>{'|'.join(map(re.escape, names))})", "date": r"(?P<date>.*\d.*)"}
        parts = re.split(r"\{(weekday|date)\}", self.say("{weekday}, {date}"))
        shape = "".join(pieces[part] if index % 2 else re.escape(part) for index, part in enumerate(parts))
        return re.compile(shape, re.IGNORECASE)

    def _day_number(self, name: str) -> int:
        low = name.casefold()
        return next(at for at, known in enumerate(self.formats.days) if low in (known.casefold(), known[:3].casefold()))

    @cached_property
    def _month(self) -> re.Pattern[str]:
        return re.compile(self._shape(self.formats.month))

    @cached_property
    def _dates(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(shape, re.IGNORECASE) for shape in self.date_patterns)

    @cached_property
    def date_patterns(self) -> tuple[str, ...]:
        """The regular expressions of a date as it reads, in named groups ``day``, ``month`` and ``year``."""
        if self.name == ENGLISH:
            return (
                r"(?P<day>\d{1,2}) (?P<month>[A-Za-z]+)\.?,? (?P<year>\d{4})",
                r"(?P<month>[A-Za-z]+)\.? (?P<day>\d{1,2}),? (?P<year>\d{4})",
            )
        written = [self._shape(self.formats.date)]
        if self.formats.short_date:
            written.append(self._shape(self.formats.short_date, month=r"\d{1,2}"))
        return tuple(written)

    def _shape(self, template: str, month: str = "") -> str:
        names = "|".join(re.escape(name) for name in sorted(self.formats.months, key=len, reverse=True))
        pieces = {"day": r"(?P<day>\d{1,2})", "month": f"(?P<month>{month or names})", "year": r"(?P<year>\d{4})"}
        parts = re.split(r"\{(day|month|year)\}", template)
        return "".join(pieces[part] if index % 2 else re.escape(part) for index, part in enumerate(parts))


_PLAIN = re.compile(r"(?P<sign>-?)(?P<minus>)(?P<whole>\d+)(?:\.(?P<part>\d{1,2}))?")


_NUMBERS = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def _only_date(first: int, second: int, year: int) -> str | None:
    """Return the one date that two numbers and a year can be; None where they are none, or two."""
    found = set()
    for day, month in ((first, second), (second, first)):
        with suppress(ValueError):
            found.add(date(year, month, day).isoformat())
    return found.pop() if len(found) == 1 else None


# ---- the folders -----------------------------------------------------------------------------------------------------


@cache
def locales() -> dict[str, Locale]:
    """Return every locale by id.

    Raises:
        SpecError: a file is not TOML, or not a locale.
    """
    base = folder("scenarios") / "locales"
    others = {path.parent.name: _read(path.parent) for path in sorted(base.glob("*/formats.toml"))}
    return {ENGLISH: Locale(name=ENGLISH)} | others


def locale(name: str) -> Locale:
    """Return one locale, or raise :class:`webgen.errors.UnknownName`."""
    return lookup("locale", locales(), name)


def read_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file of a locale; nothing where there is none."""
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SpecError(f"{path.parent.name}/{path.name}: this is not TOML: {error}") from None


def _read(place: Path) -> Locale:
    data = {"name": place.name, **read_toml(place / "formats.toml"), "interface": read_toml(place / "interface.toml")}
    try:
        return Locale.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "top level"
        raise SpecError(f"locale {place.name!r}: {where}: {first['msg']}") from None
