"""Languages and formats of sites: what an interface says, by the English text that stands in the code."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from webgen.registry import lookup


class Locale(BaseModel):
    """One language with its formats. ``interface`` maps English interface texts to its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    interface: dict[str, str] = {}

    def say(self, text: str, **values: object) -> str:
        """Return an interface text in this language, with ``{name}`` filled in from ``values``."""
        said = self.interface.get(text, text)
        return said.format(**values) if values else said


@cache
def locales() -> dict[str, Locale]:
    """Return every locale by id."""
    return {"en": Locale(name="en")}


def locale(name: str) -> Locale:
    """Return one locale, or raise :class:`webgen.errors.UnknownName`."""
    return lookup("locale", locales(), name)
