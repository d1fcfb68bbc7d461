"""What runs sites for an agent: real Chromium, or the twin without a browser."""

from __future__ import annotations

from webgen.engines.base import Engine
from webgen.errors import UnknownName

NAMES = ("chromium", "twin")


def engine(name: str, **options: object) -> Engine:
    """Return an engine by name; each is imported only when it is asked for.

    Raises:
        UnknownName: there is no such engine.
    """
    make: type[Engine]
    match name:
        case "chromium":
            from webgen.engines.chromium.session import ChromiumEngine as make
        case "twin":
            from webgen.engines.twin.session import TwinEngine as make
        case _:
            raise UnknownName("engine", name, NAMES)
    return make(**options)
