"""A help centre: how things are done on this site, and policies that give values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import ClassVar

from webgen.domains.display import plain
from webgen.domains.model import Entity, Field
from webgen.domains.records import random_value
from webgen.errors import SpecError
from webgen.extras.base import Extra, Ground, Rows, column
from webgen.locales import locale
from webgen.spec import EntityGene, Record, Scalar
from webgen.streams import Stream

ARTICLES = "articles"
RULED = ("integer", "money", "choice")  # types of fields that policies give values for
VERBS, RULES = 2, 2


class Help(Extra):
    """``body`` is text: blocks apart by empty lines, ``## `` before a heading, ``- `` before each line of a list.

    ``rule`` is empty, or JSON that says which value a policy gives: ``entity``, ``field``, ``by`` (empty: always the same)
    and ``values`` by choice of ``by``.
    """

    share: ClassVar[float] = 0.3
    tables: ClassVar[Mapping[str, tuple[Field, ...]]] = {
        ARTICLES: (
            column("category"), column("title", unique=True), column("body", "longtext"), column("rule", "longtext", required=False),
        )
    }  # fmt: skip

    def content(self, ground: Ground) -> Rows:
        """Write the articles."""
        rows = [_signing_in(ground), _searching(ground)]
        for entity in ground.domain.entities:
            gene = ground.site.entity(entity.name)
            if entity.creatable:
                rows.append(_adding(ground, entity, gene))
            rows += [_verb(ground, entity, number) for number in range(min(VERBS, len(entity.verbs)))]
            rows += _policies(ground, entity, gene)
        unique = {str(row["title"]).lower(): row for row in rows}
        return {ARTICLES: list(unique.values())}


def label(field: Field, gene: EntityGene) -> str:
    """Return how the site calls a field."""
    item = gene.form.gene(field.name)
    return field.labels[item.label % len(field.labels)] if item else field.label


def _listed(ground: Ground, items: Sequence[str]) -> str:
    """Write several things one after another, apart as the language does it."""
    say = locale(ground.site.locale).say
    return reduce(lambda said, item: say("{first}, {next}", first=said, next=item), items) if items else ""


# ---- how things are done ---------------------------------------------------------------------------------------------


def _signing_in(ground: Ground) -> Record:
    say = locale(ground.site.locale).say
    body = "\n\n".join(
        (
            say("Your account belongs to you alone. Please do not share your password with colleagues."),
            "## " + say("If you cannot get in"),
            say("Check that you typed the email address you registered with. After some time without use the site may ask you to sign in again; nothing that was saved is lost."),
            "## " + say("Your details"),
            say("What the site knows about you stands in the menu under your name."),
        )
    )  # fmt: skip
    return {"category": say("Getting started"), "title": say("Signing in and your account"), "body": body, "rule": ""}


def _searching(ground: Ground) -> Record:
    say = locale(ground.site.locale).say
    nouns = locale(ground.site.locale).noun(ground.domain.entities[0].plural[0])
    body = "\n\n".join(
        (
            say("Every list has a search box. It looks for the text you type anywhere in the names of {nouns}.", nouns=nouns),
            "## " + say("Filters and sorting"),
            say("Where a list offers filters, they narrow what you searched for. Click on the head of a column to sort by it; click again to turn the order round."),
            "## " + say("Nothing found?"),
            "- " + say("Try a shorter word.") + "\n- " + say("Clear the filters.") + "\n- " + say("Look at the next page of the list."),
        )
    )  # fmt: skip
    return {"category": say("Getting started"), "title": say("Searching and filtering"), "body": body, "rule": ""}


def _adding(ground: Ground, entity: Entity, gene: EntityGene) -> Record:
    say = locale(ground.site.locale).say
    shown = [entity.field(item.name) for item in gene.form.fields]
    needed = [label(field, gene) for field in shown if field.required and field.editable]
    optional = [label(field, gene) for field in shown if not field.required and field.editable]
    noun, nouns = locale(ground.site.locale).noun(entity.label), entity.plural[0]
    parts = [
        say("New {nouns} can be added by everybody who has an account.", nouns=locale(ground.site.locale).noun(nouns)),
        "## " + say("Steps"),
        "- " + say("Open {nouns} and choose “New {noun}”.", nouns=nouns, noun=noun)
        + "\n- " + say("Fill in what is asked for: {labels}.", labels=_listed(ground, needed))
        + "\n- " + say("Press “Create {noun}”.", noun=noun),
    ]  # fmt: skip
    if optional:
        parts += ["## " + say("What can wait"), say("These can be filled in later: {labels}.", labels=_listed(ground, optional))]
    return {"category": nouns, "title": say("Adding {nouns}", nouns=locale(ground.site.locale).noun(nouns)), "body": "\n\n".join(parts), "rule": ""}


def _verb(ground: Ground, entity: Entity, number: int) -> Record:
    say = locale(ground.site.locale).say
    verb, noun = entity.verbs[number], locale(ground.site.locale).noun(entity.label)
    state = entity.field(verb.field).label
    parts = [
        say("“{verb}” moves a {noun} on to “{target}”.", verb=verb.label, noun=noun, target=verb.target),
        "## " + say("When it is possible"),
        say("{state} has to be one of: {sources}. Otherwise the button is not there.", state=state, sources=_listed(ground, verb.sources)),
        "## " + say("What happens"),
        say("Open the {noun} and press “{verb}”.", noun=noun, verb=verb.label)
        + (" " + say("Something goes out at once ({effect}); it cannot be called back.", effect=verb.effect) if verb.effect else ""),
    ]  # fmt: skip
    title = say("When to use “{verb}” ({nouns})", verb=verb.label, nouns=locale(ground.site.locale).noun(entity.plural[0]))
    return {"category": entity.plural[0], "title": title, "body": "\n\n".join(parts), "rule": ""}


# ---- policies --------------------------------------------------------------------------------------------------------


def _policies(ground: Ground, entity: Entity, gene: EntityGene) -> list[Record]:
    place = ground.stream.child("policies", entity.name)
    pairs = rules_of(entity, gene)
    found: list[Record] = []
    used: set[str] = set()
    for by, name in place.child("pairs").shuffled(pairs, key="/".join):
        if name not in used and len(found) < RULES:
            found.append(policy(ground, entity, gene, name, by, place.child(name)))
            used.add(name)
    plain_ones = [name for name in ruled(entity, gene) if name not in used]
    if plain_ones:
        name = place.child("standard").pick(plain_ones)
        found.append(policy(ground, entity, gene, name, "", place.child(name)))
    return found


def ruled(entity: Entity, gene: EntityGene) -> list[str]:
    """Return the fields that a policy can give a value for: on the form, editable, of a type with few surprises."""
    if not entity.editable:
        return []
    fields = [entity.field(item.name) for item in gene.form.fields]
    moved = {verb.field for verb in entity.verbs}
    return [
        field.name for field in fields
        if field.type in RULED and field.editable and field.kind == "intent" and not field.unique and field.name not in moved
    ]  # fmt: skip


def rules_of(entity: Entity, gene: EntityGene) -> list[tuple[str, str]]:
    """Return (choice, field) pairs of which a policy can make the second depend on the first."""
    moved = {verb.field for verb in entity.verbs}
    choices = [
        field.name for field in entity.fields
        if field.type == "choice" and field.kind == "intent" and field.name not in moved and 2 <= len(field.choices) <= 8
    ]  # fmt: skip
    linked = {field.name: field.by for field in entity.fields}
    return [(by, name) for by in choices for name in ruled(entity, gene) if by != name and linked[name] != by]


def policy(ground: Ground, entity: Entity, gene: EntityGene, name: str, by: str, place: Stream) -> Record:
    """Write the article of a policy: the value of a field, always or by a choice."""
    say = locale(ground.site.locale).say
    field = entity.field(name)
    cases = entity.field(by).choices if by else ("",)
    records = {key: list(rows) for key, rows in ground.records.items()}
    values: dict[str, Scalar] = {}
    for case in cases:
        draw = place.child("value", case)
        try:
            values[case] = random_value(ground.domain, entity, field, draw, ground.today, records, avoid=list(values.values()))
        except SpecError:  # fewer values than cases: some share one
            values[case] = random_value(ground.domain, entity, field, draw, ground.today, records)
    called, nouns = label(field, gene), locale(ground.site.locale).noun(entity.plural[0])
    words = {"field": called, "nouns": nouns}
    lines = {case: plain(field, value) for case, value in values.items()}
    if by:
        title = say("{field} of {nouns} by {other}", other=locale(ground.site.locale).noun(label(entity.field(by), gene)), **words)
        parts = [
            say("How {field} is set depends on the case. Please keep to this list, so that all {nouns} are treated alike.", **words),
            "## " + say("The list"),
            "\n".join(f"- {case}: {text}" for case, text in lines.items()),
            "## " + say("Exceptions"),
            say("There are none. Where a value differs, correct it."),
        ]
    else:
        title = say("Standard {field} of {nouns}", **words)
        parts = [
            say("Unless something else was agreed in writing, {field} of {nouns} is {value}.", value=lines[""], **words),
            "## " + say("Why there is a standard"),
            say("It saves time, and nobody has to ask. It was last looked at by the whole team."),
        ]
    rule = json.dumps({"entity": entity.name, "field": name, "by": by, "values": values}, sort_keys=True, ensure_ascii=False)
    return {"category": say("Policies"), "title": title, "body": "\n\n".join(parts), "rule": rule}
