"""The door to faker: names, companies and places of a locale, as pools from which a stream draws.

A call of faker takes tens of microseconds, so each pool is made once, with faker seeded by a stream of its own, and a
value is one draw from it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache

from faker import Faker

from webgen.locales import ENGLISH, People, locale
from webgen.streams import Stream

_POOL = 400

_MADE: dict[str, Callable[[Faker, People], str]] = {
    "company": lambda fake, people: (
        fake.random_element(people.companies).format(last=fake.last_name()) if people.companies else fake.company()
    ),
    "city": lambda fake, people: fake.random_element(people.cities) if people.cities else fake.city(),
    "street_address": lambda fake, people: people.street.format(
        number=fake.random_int(1, 180) if people.faker != "en_US" else fake.building_number(),
        street=fake.random_element(people.streets) if people.streets else fake.street_name(),
    ),
    "phone": lambda fake, people: fake.numerify(people.phone),  # of the block set aside for fiction, where there is one
}

# letters that do not come apart into a Latin one and an accent
_LATIN = {"ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"} | dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآءؤئ",
        ["a", "b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "ss", "dd", "tt", "zz", "aa", "gh", "f", "q", "k", "l", "m", "n", "h", "w", "y", "ae", "ah", "e", "i", "o", "x", "wo", "yi"],
        strict=True,
    )
)


@cache
def _faker(name: str) -> Faker:
    return Faker(name)


@cache
def pool(method: str, language: str = ENGLISH) -> tuple[str, ...]:
    """Return the different values of one of ``FAKER_METHODS`` other than ``name``."""
    people = locale(language).people
    fake = _faker(people.faker)
    if method in ("first_name", "last_name"):
        names = getattr(fake.provider("faker.providers.person"), f"{method}s")
        return tuple(name for name in dict.fromkeys(names) if name.isalpha())
    fake.seed_instance(Stream(0, "faker", people.faker, method).seed())
    return tuple(dict.fromkeys(_MADE[method](fake, people) for _ in range(_POOL)))


def person(stream: Stream, language: str = ENGLISH) -> str:
    """Return a plausible full name."""
    firsts, lasts = pool("first_name", language), pool("last_name", language)
    number = stream.integer(0, len(firsts) * len(lasts) - 1)
    first, last = firsts[number % len(firsts)], lasts[number // len(firsts)]
    return f"{last} {first}" if locale(language).people.family_first else f"{first} {last}"


@cache
def _romanised() -> dict[str, str]:
    """Return how Japanese names are written in Latin letters."""
    provider = _faker("ja_JP").provider("faker.providers.person")
    return {name: latin.lower() for name, _, latin in (*provider.first_name_pairs, *provider.last_name_pairs)}


def handle(text: str) -> str:
    """Return a text as the name part of a mail address: ``Dr. Ann Lee`` is ``dr.ann.lee``; Latin letters and digits."""
    words = "".join(sign if sign.isalnum() else " " for sign in text.lower()).split()
    written = [_latin(word) for word in words]
    return ".".join(word for word in written if word) or "user"


def _latin(word: str) -> str:
    if word.isascii():
        return word
    if word in _romanised():
        return _romanised()[word]
    spelt = "".join(_LATIN.get(sign, sign) for sign in word)
    return "".join(sign for sign in unicodedata.normalize("NFKD", spelt) if sign.isascii() and sign.isalnum())
