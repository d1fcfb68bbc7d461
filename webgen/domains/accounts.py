"""The person who uses a site: name, email and password."""

from __future__ import annotations

from webgen.domains.people import handle, person
from webgen.locales import ENGLISH
from webgen.streams import Stream

_WORDS = (
    "amber", "birch", "cedar", "cobalt", "delta", "ember", "fjord", "granite", "harbor", "indigo", "juniper", "kestrel",
    "lantern", "maple", "nectar", "onyx", "pebble", "quartz", "river", "saffron", "tundra", "umber", "velvet", "willow",
)  # fmt: skip


def account(stream: Stream, language: str = ENGLISH) -> tuple[str, str, str]:
    """Return (name, email, password); a pure function of the stream."""
    name = person(stream.child("name"), language)
    email = f"{handle(name)}@example.com"
    first, second = stream.child("password").sample(_WORDS, 2)
    return name, email, f"{first}-{second}-{stream.child('digits').integer(10, 99)}"
