"""Fills a domain from a stream: records, new values, settings. Pure functions of their arguments."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from webgen.domains.derive import derive
from webgen.domains.display import clock_text, record_of
from webgen.domains.model import Domain, Entity, Field, Record, Records, Value, joined
from webgen.domains.people import handle, person, pool
from webgen.domains.template import Digits, Faked, Own, Part, Word, parse, whole
from webgen.errors import InputError, SpecError, UnknownName
from webgen.streams import Stream

__all__ = ["handle", "initial_settings", "materialise", "new_record", "person", "phrase", "random_value", "site_name", "tagline"]

_TRIES = 300
_FEW = 60  # ranges no wider than this are listed rather than tried


@dataclass(slots=True)
class _Scene:
    """What values are drawn for: the records so far and the titles they use, in lower case."""

    domain: Domain
    today: date
    records: Records
    titles: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, domain: Domain, today: date, records: Records) -> _Scene:
        """Return the scene of finished records."""
        titles = [str(row[entity.title]).lower() for entity in domain.entities for row in records.get(entity.name, ())]
        return cls(domain, today, records, titles)

    def clashes(self, title: str) -> bool:
        """Whether a search for one title would find the other."""
        low = title.lower()
        return any(low in other or other in low for other in self.titles)


# ---- the public draws --------------------------------------------------------------------------------------------


def materialise(
    domain: Domain,
    stream: Stream,
    today: date,
    counts: Mapping[str, int] | None = None,
    near_duplicates: int = 0,
) -> dict[str, list[Record]]:
    """Return the records of every entity: ``{"id": 1.., field: value}``, derived fields included.

    No title is part of another, whatever the case, throughout the domain. ``counts`` overrides the number of records
    by entity. ``near_duplicates`` asks for that many pairs, in each entity, of titles that differ in one word or digit
    (as many as fit where there are fewer records).

    Raises:
        InputError: a count names no entity, or leaves a ref without a record to point to.
    """
    for name in counts or ():
        if name not in {entity.name for entity in domain.entities}:
            raise UnknownName("entity", name, [entity.name for entity in domain.entities], where="counts")
    records: dict[str, list[Record]] = {}
    scene = _Scene(domain, today, records)
    for entity in domain.ordered:
        place = stream.child(entity.name)
        number = (counts or {}).get(entity.name, place.child("count").integer(*entity.count))
        records[entity.name] = _entity_records(scene, entity, place, number, near_duplicates)
    return {entity.name: records[entity.name] for entity in domain.entities}


def new_record(domain: Domain, entity: Entity, stream: Stream, today: date, records: Records) -> Record:
    """Return plausible values, without an id, for a record to create.

    Its title is not yet used, nor part of another or another part of it; its other unique fields are not yet used.
    """
    scene = _Scene.of(domain, today, records)
    used = {item.name: {row[item.name] for row in records[entity.name]} for item in entity.fields if item.unique}
    return _record(scene, entity, stream, used, {})


def random_value(
    domain: Domain,
    entity: Entity | None,
    field: Field,
    stream: Stream,
    today: date,
    records: Records,
    *,
    avoid: Collection[Value] = (),
    record: Mapping[str, Value] | None = None,
) -> Value:
    """Return a plausible value for a field that is not in ``avoid``.

    ``entity`` is None for a setting. A title clashes with no other title; a unique value is not yet used. ``record``
    is the one to be changed: what its other fields say (a price range by category, say) is then kept to.

    Raises:
        SpecError: nothing is left to choose from.
    """
    if field.kind == "derived":
        raise SpecError(f"field {field.name!r} of domain {domain.name!r} is derived; change what it is computed from")
    scene = _Scene.of(domain, today, records)
    taken = set(avoid)
    if field.unique and entity is not None:
        taken |= {row[field.name] for row in records[entity.name]}
    few = _few_options(scene, field, record)
    if few is not None:
        left = [value for value in few if value not in taken]
        if left:
            return stream.pick(left)
    else:
        is_title = entity is not None and field.name == entity.title
        for attempt in range(_TRIES):
            value = _value(scene, field, stream.child(attempt), record or {})
            if value not in taken and not (is_title and scene.clashes(str(value))):
                return value
    raise SpecError(f"field {field.name!r} of domain {domain.name!r} has no value left; {len(taken)} are to be avoided")


def initial_settings(domain: Domain, stream: Stream) -> dict[str, Value]:
    """Return a value for every setting: its default, or now and then another."""
    values: dict[str, Value] = {}
    for setting in domain.all_settings:
        place = stream.child(setting.name)
        values[setting.name] = setting.initial()
        if setting.type != "text" and place.child("changed").chance(0.4):
            values[setting.name] = random_value(domain, None, setting, place, date.min, {})
    return values


def site_name(domain: Domain, stream: Stream, words: Stream | None = None) -> str:
    """Return what the site calls itself; ``words`` is where its words come from, when the tagline is to share them."""
    return _one_voice(domain, words or stream.child("words"), stream.pick(domain.site_names))


def tagline(domain: Domain, stream: Stream, words: Stream | None = None) -> str:
    """Return the sentence under the site's name."""
    return _one_voice(domain, words or stream.child("words"), stream.pick(domain.taglines))


def _one_voice(domain: Domain, words: Stream, template: str) -> str:
    """Fill a template so that a word of the same name is the same in every template filled from these ``words``."""
    texts = []
    for index, part in enumerate(parse(template)):
        if isinstance(part, str):
            texts.append(part)
        else:
            place = words.child(part.vocabulary if isinstance(part, Word) else index)
            texts += [leaf.text for leaf in _filled(domain, part, place, {})]
    return "".join(texts)


def phrase(domain: Domain, stream: Stream, template: str, record: Mapping[str, Value] | None = None) -> str:
    """Fill a template with words of the domain."""
    return "".join(leaf.text for leaf in _leaves(domain, template, stream, record or {}))


# ---- records -----------------------------------------------------------------------------------------------------


def _entity_records(scene: _Scene, entity: Entity, stream: Stream, number: int, near: int) -> list[Record]:
    for ref in entity.refs:
        if number and not scene.records[str(ref.target)]:
            raise InputError(f"counts: {number} of {entity.name!r} need at least one {ref.target!r} to point to")
    decks = {
        item.name: _deck(item, stream.child(item.name, "deck"), number)
        for item in entity.fields
        if item.type in ("choice", "bool") and item.kind != "derived" and not item.origin
    }
    used: dict[str, set[Value]] = {item.name: set() for item in entity.fields if item.unique}
    pairs = min(near, number // 2)
    rows: list[Record] = []
    for index in range(number):
        given: Record = {name: deck[index] for name, deck in decks.items()}
        place = stream.child(index + 1)
        if index >= number - pairs:  # the last ones mirror the first ones
            given |= _twin(scene, entity, stream, rows[index - number + pairs], place)
        row = {"id": index + 1, **_record(scene, entity, place, used, given)}
        scene.titles.append(str(row[entity.title]).lower())
        for name, values in used.items():
            values.add(row[name])
        rows.append(row)
    return rows


def _deck(item: Field, stream: Stream, number: int) -> Sequence[Value]:
    """Return a value per record, in which every option occurs where there are enough records."""
    options: Sequence[Value] = item.choices if item.type == "choice" else (True, False)
    every = stream.sample(options, min(number, len(options)))
    rest = [options[stream.child(index).integer(0, len(options) - 1)] for index in range(len(every), number)]
    values = [*every, *rest]
    return [values[index] for index in stream.child("order").shuffled(range(number))]


def _record(scene: _Scene, entity: Entity, stream: Stream, used: Mapping[str, set[Value]], given: Record) -> Record:
    """Draw what is not given, field by field, and compute what is derived."""
    drawn = dict(given)
    for item in entity.draw_order:
        if item.kind == "derived" or item.name in drawn:
            continue
        place = stream.child(item.name)
        if item.origin and drawn.get(item.origin[0]) is not None:
            drawn[item.name] = _origin(scene, entity, item, drawn)
        elif item.unique:
            drawn[item.name] = _unused(scene, entity, item, place, drawn, used[item.name])
        else:
            drawn[item.name] = _value(scene, item, place, drawn)
    if entity.derived:
        drawn |= derive(entity, drawn, lambda name, key: record_of(scene.records[name], key, name))
    return {item.name: drawn[item.name] for item in entity.fields}


def _unused(
    scene: _Scene, entity: Entity, item: Field, stream: Stream, record: Mapping[str, Value], used: Collection[Value]
) -> Value:
    for attempt in range(_TRIES):
        value = _value(scene, item, _again(stream, attempt), record)
        if value not in used and not (item.name == entity.title and scene.clashes(str(value))):
            return value
    raise SpecError(
        f"domain {scene.domain.name!r}: entity {entity.name!r}: field {item.name!r}: {_TRIES} draws from "
        f"{item.source!r} gave nothing new; ask for fewer records or give it more words"
    )


def _again(stream: Stream, attempt: int) -> Stream:
    return stream.child("again", attempt) if attempt else stream


def _twin(scene: _Scene, entity: Entity, stream: Stream, original: Record, own: Stream) -> Record:
    """Return a title like the original's, with the choices it is composed from."""
    title = entity.title_field
    kept = {name: original[name] for name in title.drawn_from}
    first = str(original[title.name])
    leaves = _first_leaves(scene, title, stream.child(original["id"], title.name), original)
    changeable = [index for index, leaf in enumerate(leaves) if len(leaf.others) > 1]
    if len(leaves) > 1:
        for attempt in range(_TRIES if changeable else 0):
            draw = own.child("twin", attempt)
            index = changeable[draw.integer(0, len(changeable) - 1)]
            others = leaves[index].others
            word = others[draw.child("word").integer(0, len(others) - 1)]
            text = "".join(
                [*(leaf.text for leaf in leaves[:index]), word, *(leaf.text for leaf in leaves[index + 1 :])]
            )
            if not scene.clashes(text):
                return {**kept, title.name: text}
    endings = (f"{first}{ending}" for ending in ("s", " II", " III", " IV"))
    return {**kept, title.name: next(text for text in endings if text.lower() not in scene.titles)}


def _first_leaves(scene: _Scene, title: Field, stream: Stream, original: Record) -> list[_Leaf]:
    """Draw the original's title again, to see what it was composed of."""
    for attempt in range(_TRIES):
        leaves = _leaves(scene.domain, whole(str(title.source)), _again(stream, attempt), original)
        if "".join(leaf.text for leaf in leaves) == original[title.name]:
            return leaves
    return []


# ---- values ------------------------------------------------------------------------------------------------------


def _value(scene: _Scene, item: Field, stream: Stream, record: Mapping[str, Value]) -> Value:
    """Draw one value; ``record`` holds the values it may follow."""
    if item.type in ("text", "longtext"):
        return phrase(scene.domain, stream, whole(str(item.source)), record)
    if item.type in ("choice", "bool", "ref", "file"):
        options = _few_options(scene, item, record) or []
        return options[stream.integer(0, len(options) - 1)]
    if item.type == "set":
        count = 1 + stream.child("count").integer(0, min(3, len(item.choices) - 2))
        return joined(item.choices, stream.child("which").sample(item.choices, count))
    low, high = item.bounds(_choice(item, record))
    if item.type == "money":
        return _price(low, high, stream)
    number = stream.integer(-(-low // item.step), high // item.step) * item.step
    if item.type == "time":
        return clock_text(number)
    return (scene.today + timedelta(days=number)).isoformat() if item.type == "date" else number


def _origin(scene: _Scene, entity: Entity, item: Field, record: Mapping[str, Value]) -> Value:
    """Return the value that the referenced record has."""
    assert item.origin is not None
    ref, name = item.origin
    target = str(entity.field(ref).target)
    return record_of(scene.records[target], record[ref], target)[name]


def _choice(item: Field, record: Mapping[str, Value] | None) -> str | None:
    choice = record.get(item.by) if record and item.by else None
    return choice if isinstance(choice, str) else None


def _few_options(scene: _Scene, item: Field, record: Mapping[str, Value] | None) -> list[Value] | None:
    """Return every value a field can take, where they are few enough to list."""
    if item.type == "choice":
        return list(item.choices)
    if item.type == "bool":
        return [True, False]
    if item.type == "file":
        return list(scene.domain.vocabulary[str(item.source)])
    if item.type == "ref":
        return [row["id"] for row in scene.records[str(item.target)]]
    if item.type in ("integer", "date"):
        low, high = item.bounds(_choice(item, record))
        numbers = range(-(-low // item.step) * item.step, high + 1, item.step)
        if len(numbers) <= _FEW:
            if item.type == "date":
                return [(scene.today + timedelta(days=number)).isoformat() for number in numbers]
            return list(numbers)
    return None


def _price(low: int, high: int, stream: Stream) -> int:
    """Draw cents that look like a price: mostly .99, .50, .95 or whole; large amounts in steps of $50."""
    number = stream.integer(0, (high - low + 1) * 8 - 1)
    raw, style = low + number // 8, number % 8
    if high >= 2_000_00:
        price = raw // 5000 * 5000
    else:
        ending = (99, 99, 99, 50, 0, 95, raw % 100, raw % 100)[style]
        price = raw // 100 * 100 + ending
    return price if low <= price <= high else raw


# ---- words -------------------------------------------------------------------------------------------------------


class _Leaf(NamedTuple):
    """A piece of a filled template, and what could stand there instead."""

    text: str
    others: Sequence[str] = ()


def _leaves(domain: Domain, template: str, stream: Stream, record: Mapping[str, Value]) -> list[_Leaf]:
    leaves: list[_Leaf] = []
    for index, part in enumerate(parse(template)):
        if isinstance(part, str):
            leaves.append(_Leaf(part))
        else:
            leaves += _filled(domain, part, stream.child(index), record)
    return leaves


def _filled(domain: Domain, part: Part, stream: Stream, record: Mapping[str, Value]) -> list[_Leaf]:
    if isinstance(part, Word):
        words = _words(domain, part, record, stream)
        word = words[stream.integer(0, len(words) - 1)]
        return _leaves(domain, word, stream, record) if "{" in word else [_Leaf(word, words)]
    if isinstance(part, Faked):
        names = pool(part.method, domain.locale)
        name = names[stream.integer(0, len(names) - 1)]
        return [_Leaf(name, () if part.method == "last_name" else names)]  # similar people share a surname
    if isinstance(part, Digits):
        number = str(stream.integer(10 ** (part.count - 1), 10**part.count - 1))
        return [_Leaf(number, [number[:-1] + digit for digit in "0123456789"])]
    assert isinstance(part, Own)
    return [_Leaf(handle(str(record.get(part.field) or person(stream, domain.locale))))]


def _words(domain: Domain, part: Word, record: Mapping[str, Value], stream: Stream) -> Sequence[str]:
    if part.by is None:
        return domain.vocabulary[part.vocabulary]
    if part.by in record:
        return domain.vocabulary[f"{part.vocabulary}@{record[part.by]}"]
    prefix = f"{part.vocabulary}@"
    kinds = sorted(name for name in domain.vocabulary if name.startswith(prefix))
    return domain.vocabulary[stream.child("kind").pick(kinds)]
