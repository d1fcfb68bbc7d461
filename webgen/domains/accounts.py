"""The person who uses a site: name, email and password."""

from __future__ import annotations

from webgen.domains.people import person
from webgen.streams import Stream

_WORDS = (
    "amber", "birch", "cedar", "cobalt", "delta", "ember", "fjord", "granite", "harbor", "indigo", "juniper", "kestrel",
    "lantern", "maple", "nectar", "onyx", "pebble", "quartz", "river", "saffron", "tundra", "umber", "velvet", "willow",
)  # fmt: skip


def account(stream: Stream) -> tuple[str, str, str]:
    """Return (name, email, password); a pure function of the stream."""
    name = person(stream.child("name"))
    parts = [part for part in name.lower().replace(".", "").replace("'", "").split() if part.isalpha()]
    email = f"{'.'.join(parts[:2])}@example.com"
    first, second = stream.child("password").sample(_WORDS, 2)
    return name, email, f"{first}-{second}-{stream.child('digits').integer(10, 99)}"
