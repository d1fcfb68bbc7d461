"""Dates on pages in other notations than the usual one: by numbers, with the weekday, beside how far away they are."""

from __future__ import annotations

from datetime import date
from typing import Literal

from webgen.locales import ENGLISH, Locale, spoken

Notation = Literal["", "day first", "month first", "weekday", "distance"]
ORDERS = spoken(("day/month/year", "month/day/year", "year/month/day"))


def order(language: Locale, notation: Notation) -> str:
    """Return in which order the numbers of a date stand; nothing where the month is written out."""
    if notation not in ("day first", "month first"):
        return ""
    if language.name == ENGLISH:
        return language.say(ORDERS[0 if notation == "day first" else 1])
    return language.say(ORDERS[2 if language.formats.short_date.startswith("{year}") else 0])


def noted(language: Locale, notation: Notation, iso: str, today: date) -> str:
    """Return a date in a notation; in another language than English numbers stand as that language has them."""
    when = date.fromisoformat(iso)
    if notation == "weekday":
        return language.weekday(iso)
    if notation == "distance":
        return _distance(language, (when - today).days, language.day(iso))
    if notation:
        english = "{day}/{month}/{year}" if notation == "day first" else "{month}/{day}/{year}"
        shape = language.formats.short_date or english
        return shape.format(day=f"{when.day:02d}", month=f"{when.month:02d}", year=when.year)
    return language.day(iso)


def _distance(language: Locale, days: int, text: str) -> str:
    if days == 0:
        return language.say("today ({date})", date=text)
    if days == 1:
        return language.say("tomorrow ({date})", date=text)
    if days == -1:
        return language.say("yesterday ({date})", date=text)
    if days > 0:
        return language.say("in {count} days ({date})", count=days, date=text)
    return language.say("{count} days ago ({date})", count=-days, date=text)
