"""What runs sites for an agent: real Chromium, or the twin without a browser."""

from __future__ import annotations

import atexit
from functools import cache
from importlib import import_module

from webgen.engines.base import Engine
from webgen.registry import lookup

_ENGINES = {
    "chromium": ("webgen.engines.chromium.session", "ChromiumEngine"),
    "twin": ("webgen.engines.twin.session", "TwinEngine"),
}
NAMES = tuple(sorted(_ENGINES))


def engine(name: str, **options: object) -> Engine:
    """Return an engine by name; each is imported only when it is asked for.

    Raises:
        UnknownName: there is no such engine.
    """
    module, kind = lookup("engine", _ENGINES, name)
    made = getattr(import_module(module), kind)(**options)
    assert isinstance(made, Engine)
    return made


@cache
def kept(name: str) -> Engine:
    """Return the one engine of that name that this process keeps until it ends."""
    made = engine(name)
    atexit.register(made.close)
    return made
