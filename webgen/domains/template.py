"""Templates from which values are composed: plain text with placeholders in braces.

- ``{word}`` is an item of the vocabulary "word"; items may be templates themselves
- ``{word@field}`` is an item of the vocabulary "word@C", where C is the value of the record's choice field
- ``{faker:method}`` is one of :data:`FAKER_METHODS`
- ``{field|handle}`` is the record's own text field as the name part of a mail address
- ``{####}`` is as many random digits, the first of them not zero
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from webgen.errors import SpecError

# parse() takes "name" apart into first and last, so that two people can share a surname
FAKER_METHODS = ("name", "first_name", "last_name", "phone", "street_address", "city", "company")

_HOLE = re.compile(r"\{([^{}]*)\}")
_SHAPE = re.compile(
    r"(?P<digits>#+)|faker:(?P<method>\w+)|(?P<own>\w+)\|handle|(?P<word>[a-z]\w*)(?:@(?P<by>[a-z]\w*))?"
)


@dataclass(frozen=True, slots=True)
class Word:
    """An item of a vocabulary; ``by`` names the choice field that narrows it."""

    vocabulary: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Faked:
    """A value from faker."""

    method: str


@dataclass(frozen=True, slots=True)
class Own:
    """A text field of the same record, as a handle."""

    field: str


@dataclass(frozen=True, slots=True)
class Digits:
    """A number of random digits."""

    count: int


Part = str | Word | Faked | Own | Digits


@cache
def parse(text: str, where: str = "") -> tuple[Part, ...]:
    """Split a template into plain text and placeholders; raise :class:`SpecError` for one that is not understood."""
    parts: list[Part] = []
    end = 0
    for hole in _HOLE.finditer(text):
        parts.append(text[end : hole.start()])
        part = _placeholder(hole[1], text, where)
        parts += [Faked("first_name"), " ", Faked("last_name")] if part == Faked("name") else [part]
        end = hole.end()
    parts.append(text[end:])
    if any(isinstance(part, str) and ("{" in part or "}" in part) for part in parts):
        raise SpecError(f"{_place(where)}template {text!r} has a brace without its partner")
    return tuple(part for part in parts if part != "")


def whole(source: str) -> str:
    """Return a field's source as a template: a vocabulary name and ``faker:method`` are a single placeholder."""
    return source if "{" in source else f"{{{source}}}"


def _placeholder(inside: str, text: str, where: str) -> Part:
    shape = _SHAPE.fullmatch(inside)
    if shape is None:
        forms = "{word}, {word@field}, {faker:method}, {field|handle}, {####}"
        raise SpecError(f"{_place(where)}template {text!r}: {{{inside}}} is not a placeholder; there are {forms}")
    if shape["digits"]:
        return Digits(len(shape["digits"]))
    if shape["own"]:
        return Own(shape["own"])
    return Faked(shape["method"]) if shape["method"] else Word(shape["word"], shape["by"])


def _place(where: str) -> str:
    return f"{where}: " if where else ""


class Sourced(Protocol):
    """What is composed from a template: a field."""

    @property
    def type(self) -> str:
        """Its type."""

    @property
    def source(self) -> str | None:
        """Its template."""


def mask_of(field: Sourced) -> str:
    """Return the pattern of a text made of fixed signs and digits (``9`` for a digit); empty where it is none."""
    if field.type != "text" or field.source is None or "{" not in field.source:
        return ""
    parts = parse(field.source)
    if not all(isinstance(part, Digits) or (isinstance(part, str) and "9" not in part) for part in parts):
        return ""
    mask = "".join(part if isinstance(part, str) else "9" * part.count for part in parts if isinstance(part, str | Digits))
    return mask if mask.endswith("9") else ""


def ending_of(field: Sourced) -> str:
    """Return the vocabulary of what comes behind the @ of a mail address; empty where the field holds none."""
    if field.type != "text" or field.source is None or "{" not in field.source:
        return ""
    parts = parse(field.source)
    last = parts[-1]
    mail = len(parts) > 1 and parts[-2] == "@" and isinstance(last, Word) and last.by is None
    return last.vocabulary if mail and isinstance(last, Word) else ""
