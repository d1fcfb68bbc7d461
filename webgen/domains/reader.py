"""Reads the domains: every ``scenarios/domains/*.toml`` is one, and its file name is its id."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ValidationError

from webgen.domains.model import Derived, Domain, Entity, Field, Verb
from webgen.domains.translate import translate
from webgen.errors import SpecError, UnknownName
from webgen.locales import ENGLISH, locales
from webgen.registry import lookup
from webgen.resources import folder

_MODELS: dict[str, type[BaseModel]] = {
    "fields": Field,
    "settings": Field,
    "verbs": Verb,
    "derived": Derived,
    "entities": Entity,
}


@cache
def domains() -> dict[str, Domain]:
    """Return all domains by id.

    Raises:
        SpecError: one of them does not hold together.
    """
    base = folder("scenarios") / "domains"
    return {path.stem: read(path) for path in sorted(base.glob("*.toml"))}


def domain(name: str, language: str = ENGLISH, *, where: str = "") -> Domain:
    """Return a domain by id, in a language; raise :class:`UnknownName` with the nearest name otherwise."""
    found = lookup("domain", domains(), name, where=where)
    if language == ENGLISH:
        return found
    lookup("locale", locales(), language, where=where)
    return _translated(name, language)


@cache
def _translated(name: str, language: str) -> Domain:
    return translate(domains()[name], locales()[language])


def read(path: Path) -> Domain:
    """Read one domain file.

    Raises:
        SpecError: the file is not TOML, or the domain does not hold together.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SpecError(f"{path.name}: this is not TOML: {error}") from None
    if "name" in data:
        raise SpecError(f"{path.name}: name: drop it; the file name is the id of the domain")
    data["vocabulary"] = _flat(data.get("vocabulary", {}))
    try:
        return Domain.model_validate({"name": path.stem, **data})
    except ValidationError as error:
        raise SpecError(f"{path.name}: {_sentence(data, error)}") from None
    except SpecError as error:
        raise SpecError(f"{path.name}: {error}") from None


def _flat(vocabulary: object) -> object:
    """Turn ``[vocabulary.goods] Kitchen = […]`` into the vocabulary ``goods@Kitchen``."""
    if not isinstance(vocabulary, Mapping):
        return vocabulary
    flat: dict[str, object] = {}
    for name, words in vocabulary.items():
        if isinstance(words, Mapping):
            flat.update({f"{name}@{choice}": items for choice, items in words.items()})
        else:
            flat[name] = words
    return flat


def _sentence(data: Mapping[str, object], error: ValidationError) -> str:
    """Say the first of pydantic's complaints: where, what, what is allowed."""
    first = error.errors()[0]
    place = _place(data, first["loc"])
    if first["type"] == "extra_forbidden":
        return str(UnknownName("key", first["loc"][-1], _model(first["loc"]).model_fields, where=place))
    if first["type"] == "missing":
        return f"{place}: it is missing"
    if first["type"] == "literal_error":
        allowed = first["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return str(UnknownName("value", first["input"], allowed, where=place))
    return f"{place}: {first['msg']}, not {first['input']!r}"


def _model(loc: Sequence[int | str]) -> type[BaseModel]:
    named = [str(step) for step in loc[:-1] if step in _MODELS]
    return _MODELS[named[-1]] if named else Domain


def _place(data: object, loc: Sequence[int | str]) -> str:
    """Write a location with names: ``entities.product.fields.price.type``."""
    steps: list[str] = []
    for step in loc:
        if isinstance(data, Mapping):
            data = data.get(step)
            steps.append(str(step))
        elif isinstance(data, Sequence) and isinstance(step, int) and step < len(data):
            data = data[step]
            steps.append(str(data.get("name", step)) if isinstance(data, Mapping) else str(step))
    return ".".join(steps)
