"""Tones: what people say around a request, read from ``scenarios/tones/*.toml``. None of it changes what is asked."""

from __future__ import annotations

from functools import cache

from pydantic import model_validator

from webgen.registry import lookup
from webgen.spec import Frozen
from webgen.streams import Stream
from webgen.workflows.files import read_all


class Tone(Frozen):
    """One way of asking: a sentence from ``before`` or one from ``after`` the request, or both."""

    name: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @model_validator(mode="after")
    def _sound(self) -> Tone:
        if len(self.before) < 2 or len(self.after) < 2:
            raise ValueError("before and after need at least two sentences each")
        for sentence in (*self.before, *self.after):
            if '"' in sentence or any(char.isdigit() for char in sentence):
                raise ValueError(f"{sentence!r} holds a quote or a digit, which a goal uses for its values")
        return self

    def say(self, request: str, stream: Stream) -> str:
        """Return the request with what is said around it."""
        parts = [request]
        which = stream.child("which").pick(("before", "after", "both"))
        if which != "after":
            parts.insert(0, stream.child("before").pick(self.before))
        if which != "before":
            parts.append(stream.child("after").pick(self.after))
        return " ".join(parts)


@cache
def tones() -> dict[str, Tone]:
    """Return every tone by name (the file's stem)."""
    return read_all("tones", Tone)


def tone(name: str) -> Tone:
    """Return one tone, or raise :class:`webgen.errors.UnknownName`."""
    return lookup("tone", tones(), name)
