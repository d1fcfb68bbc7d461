"""A domain in another language: the same names, with labels, choices and words from the glossary of a locale.

The glossary of a trade is ``scenarios/locales/<locale>/domains/<trade>.toml``: one table for each kind of text, English to
its own. Canonical labels and all choices are in it; other labels may be, and are dropped where they are not, so that
no page mixes languages. What is missing reads English; :func:`missing` names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from webgen.domains.model import Domain, Entity, Field, Verb
from webgen.domains.template import Word, parse, whole
from webgen.locales import Locale, read_toml
from webgen.resources import folder

KINDS = ("title", "roles", "nouns", "labels", "choices", "verbs", "effects", "units")
_PROSE = re.compile(r"(?<![^\s])[a-z]{2,}(?![^\s.,!?])")  # an English word that is no name
_OPENING, _CLOSING, _REMARK = "voice_opening", "voice_closing", "voice_remark"
_SUBJECT, _MATTER = "voice_subject", "voice_matter"


class Glossary:
    """The words of a trade in a locale; notes what it was asked for and does not have."""

    def __init__(self, tables: Mapping[str, Mapping[str, str]]) -> None:
        self.tables = tables
        self.missing: dict[tuple[str, str], None] = {}

    def word(self, kind: str, text: str) -> str:
        """Return a text in the locale; English where it is missing."""
        found = self.tables.get(kind, {}).get(text)
        if found is None:
            self.missing[kind, text] = None
        return found or text

    def labels(self, kind: str, texts: Iterable[str]) -> tuple[str, ...]:
        """Return the canonical label first, then those others that are translated, each once."""
        first, *rest = texts
        known = self.tables.get(kind, {})
        return tuple(dict.fromkeys([self.word(kind, first), *(known[text] for text in rest if text in known)]))


@cache
def glossary_of(trade: str, language: str) -> Mapping[str, Mapping[str, str]]:
    """Return the glossary of a trade in a locale: tables of English to its own, by kind."""
    return read_toml(folder("scenarios") / "locales" / language / "domains" / f"{trade}.toml")


def missing(domain: Domain, to: Locale) -> list[tuple[str, str]]:
    """Return what the glossary of a domain lacks: (kind, English text) pairs."""
    glossary = Glossary(glossary_of(domain.name, to.name))
    translate(domain, to, glossary)
    return list(glossary.missing)


def translate(domain: Domain, to: Locale, words: Glossary | None = None) -> Domain:
    """Return a domain in a language."""
    words = words or Glossary(glossary_of(domain.name, to.name))
    title = words.word("title", domain.title)
    data: dict[str, Any] = domain.model_dump()
    data |= {
        "locale": to.name,
        "title": title,
        "roles": tuple(words.word("roles", role) for role in domain.roles),
        "entities": tuple(_entity(domain, entity, to, words) for entity in domain.entities),
        "settings": {
            words.word("labels", group): tuple(_field(domain, field, "", to, words) for field in fields)
            for group, fields in domain.settings.items()
        },
        "vocabulary": _vocabulary(domain, to, words),
    }
    if to.voice.site_names and "brand" in domain.vocabulary:
        data["site_names"] = tuple(name.replace("{trade}", title) for name in to.voice.site_names)
    if to.voice.taglines:
        data["taglines"] = to.voice.taglines
    return Domain.model_validate(data)


def _entity(domain: Domain, entity: Entity, to: Locale, words: Glossary) -> dict[str, Any]:
    def verb(item: Verb) -> dict[str, Any]:
        return item.model_dump() | {
            "labels": words.labels("verbs", item.labels),
            "sources": tuple(words.word("choices", state) for state in item.sources),
            "target": words.word("choices", item.target),
            "effect": words.word("effects", item.effect) if item.effect else None,
        }

    return entity.model_dump() | {
        "labels": words.labels("nouns", entity.labels),
        "plural": words.labels("nouns", entity.plural),
        "slug": entity.path,
        "fields": _apart(tuple(_field(domain, field, entity.title, to, words) for field in entity.fields)),
        "verbs": _apart(tuple(verb(item) for item in entity.verbs)),
    }


def _apart(items: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    """Drop paraphrases that read like a label of another item: two English words may have one translation."""
    taken = [item["labels"][0].lower() for item in items]
    found = []
    for item in items:
        rest = [label for label in item["labels"][1:] if label.lower() not in taken]
        taken += [label.lower() for label in rest]
        found.append(item | {"labels": (item["labels"][0], *rest)})
    return tuple(found)


def _field(domain: Domain, field: Field, title: str, to: Locale, words: Glossary) -> dict[str, Any]:
    data = field.model_dump() | {
        "locale": to.name,
        "labels": words.labels("labels", field.labels),
        "choices": tuple(words.word("choices", choice) for choice in field.choices),
        "ranges": {words.word("choices", choice): span for choice, span in field.ranges.items()},
        "unit": words.word("units", field.unit) if field.unit else "",
        "source": _source(domain, field, title, to),
    }
    if isinstance(field.default, tuple):
        data["default"] = tuple(words.word("choices", choice) for choice in field.default)
    if isinstance(field.default, str):
        data["default"] = words.word("choices", field.default) if field.type == "choice" else field.default
        if field.type in ("text", "longtext") and data["source"] != field.source:
            data["default"] = to.voice.remarks[0]
    return data


def _source(domain: Domain, field: Field, title: str, to: Locale) -> str | None:
    """Return where values come from: English prose gives way to sentences of the locale, names stay.

    A glossary may name a template of its own in place of an English one, in its table ``sources``; titles that are
    sentences are written so.
    """
    if field.source is None or field.origin or field.type not in ("text", "longtext"):
        return field.source
    rewritten = glossary_of(domain.name, to.name).get("sources", {}).get(field.source)
    if rewritten is not None:
        return rewritten
    if field.type == "longtext" and to.voice.opening and to.voice.closing:
        return f"{{{_OPENING}}} {{{_CLOSING}}}"
    if field.name != title and not field.unique and to.voice.remarks and _is_prose(domain, whole(field.source)):
        return _REMARK
    if to.people.family_first:
        return field.source.replace("{faker:name}", "{faker:last_name} {faker:first_name}").replace(
            "faker:name", "{faker:last_name} {faker:first_name}"
        )
    return field.source


def _is_prose(domain: Domain, template: str) -> bool:
    for part in parse(template):
        if isinstance(part, str) and _PROSE.search(part):
            return True
        if isinstance(part, Word):
            names = [part.vocabulary] if part.by is None else [
                name for name in domain.vocabulary if name.startswith(f"{part.vocabulary}@")
            ]  # fmt: skip
            if any(_is_prose(domain, word) for name in names for word in domain.vocabulary[name]):
                return True
    return False


def _vocabulary(domain: Domain, to: Locale, words: Glossary) -> dict[str, tuple[str, ...]]:
    found = {}
    for name, items in domain.vocabulary.items():
        kind, at, choice = name.partition("@")
        found[f"{kind}@{words.word('choices', choice)}" if at else name] = items
    voice = {_OPENING: to.voice.opening, _CLOSING: to.voice.closing, _REMARK: to.voice.remarks, _SUBJECT: to.voice.subjects, _MATTER: to.voice.matters}
    return found | {name: items for name, items in voice.items() if items}
