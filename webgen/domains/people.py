"""The door to faker: names, companies and places, as pools from which a stream draws.

A call of faker takes tens of microseconds, so each pool is made once, with faker seeded by a stream of its own, and a
value is one draw from it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from faker import Faker

from webgen.streams import Stream

LOCALE = "en_US"
_POOL = 400

_MADE: dict[str, Callable[[Faker], str]] = {
    "company": lambda fake: fake.company(),
    "city": lambda fake: fake.city(),
    "street_address": lambda fake: f"{fake.building_number()} {fake.street_name()}",
    "phone": lambda fake: fake.numerify("(%##) 555-01##"),  # the block set aside for fiction
}


@cache
def _faker(locale: str) -> Faker:
    return Faker(locale)


@cache
def pool(method: str, locale: str = LOCALE) -> tuple[str, ...]:
    """Return the different values of one of ``FAKER_METHODS`` other than ``name``."""
    fake = _faker(locale)
    if method in ("first_name", "last_name"):
        names = getattr(fake.provider("faker.providers.person"), f"{method}s")
        return tuple(name for name in dict.fromkeys(names) if name.isalpha())
    fake.seed_instance(Stream(0, "faker", locale, method).seed())
    return tuple(dict.fromkeys(_MADE[method](fake) for _ in range(_POOL)))


def person(stream: Stream, locale: str = LOCALE) -> str:
    """Return a plausible full name."""
    firsts, lasts = pool("first_name", locale), pool("last_name", locale)
    number = stream.integer(0, len(firsts) * len(lasts) - 1)
    return f"{firsts[number % len(firsts)]} {lasts[number // len(firsts)]}"
