"""What must hold in a domain. Every mistake is one sentence: where, what, what is allowed, and the nearest name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from webgen.domains.display import clock
from webgen.domains.model import BETWEEN, FILE_NAME, ORDERED_TYPES, Domain, Entity, Field, Verb
from webgen.domains.template import FAKER_METHODS, Faked, Own, Word, parse, whole
from webgen.errors import SpecError, UnknownName

_LETTERED = ("text", "longtext")
_SETTING_TYPES = ("text", "choice", "bool", "integer", "set", "time", "ranking")
_STEPPED = ("integer", "time")

# which types an attribute means something for
_BELONGS = {
    "choices": ("choice", "set", "ranking"),
    "target": ("ref",),
    "days": ("date",),
    "ranges": ORDERED_TYPES,
    "by": ORDERED_TYPES,
    "minimum": ("integer", "money", "time"),
    "maximum": ("integer", "money", "time"),
    "unique": ("text",),
    "unit": ("integer",),
    "searchable": _LETTERED,
    "secret": ("text",),
}

# what a field of a type cannot do without
_NEEDS = {
    "choice": ("choices",),
    "ref": ("target",),
    "date": ("days",),
    "integer": ("minimum", "maximum"),
    "money": ("minimum", "maximum"),
    "text": ("source",),
    "longtext": ("source",),
    "set": ("choices",),
    "ranking": ("choices",),
    "time": ("minimum", "maximum"),
    "file": ("source",),
}

# the Python type of a default
_DEFAULTS: dict[str, tuple[type, ...]] = {
    "integer": (int,),
    "money": (int, float),
    "bool": (bool,),
    "text": (str,),
    "longtext": (str,),
    "choice": (str,),
    "set": (tuple,),
    "ranking": (tuple,),
    "time": (str,),
}


def check_domain(domain: Domain) -> None:
    """Raise :class:`SpecError` for the first thing that does not hold."""
    where = f"domain {domain.name!r}"
    for attribute in ("site_names", "taglines", "roles", "entities"):
        if not getattr(domain, attribute):
            raise SpecError(f"{where}: {attribute} is empty; give at least one")
    _refuse_repeats(f"{where}: entities", [entity.name for entity in domain.entities])
    _refuse_repeats(f"{where}: settings", [field.name for field in domain.all_settings])
    for entity in domain.entities:
        _check_entity(f"{where}: entity {entity.name!r}", domain, entity)
    if len(domain.ordered) < len(domain.entities):
        circle = ", ".join(entity.name for entity in domain.entities if entity not in domain.ordered)
        raise SpecError(f"{where}: refs go round in a circle among {circle}; drop one of them")
    for entity in domain.entities:
        _check_derived(f"{where}: entity {entity.name!r}", domain, entity)
    for field in domain.all_settings:
        _check_setting(f"{where}: setting {field.name!r}", domain, field)
    _check_vocabulary(where, domain)


# ---- entities ----------------------------------------------------------------------------------------------------


def _check_entity(where: str, domain: Domain, entity: Entity) -> None:
    if not entity.labels or not entity.plural:
        raise SpecError(f"{where}: labels and plural each need at least one name")
    _refuse_repeats(f"{where}: fields", [field.name for field in entity.fields])
    _refuse_repeats(f"{where}: field labels", [label.lower() for field in entity.fields for label in field.labels])
    _refuse_repeats(f"{where}: verbs", [verb.name for verb in entity.verbs])
    _refuse_repeats(f"{where}: verb labels", [label.lower() for verb in entity.verbs for label in verb.labels])
    if entity.has("id"):
        raise SpecError(f"{where}: a field cannot be called 'id'; every record has one already")
    if not 1 <= entity.count[0] <= entity.count[1]:
        raise SpecError(f"{where}: count {list(entity.count)} is not a range of at least one record")
    title = _known_field(f"{where}: title", entity, entity.title)
    if title.type != "text" or not title.unique or not title.required:
        raise SpecError(f"{where}: the title field {entity.title!r} must be a required, unique text field")
    for field in entity.fields:
        place = f"{where}: field {field.name!r}"
        _check_field(place, field)
        _check_by(place, entity, field)
        _check_target(place, domain, field)
        if field.source is not None:
            _check_source(place, domain, field, entity)
    if len(entity.draw_order) < len(entity.fields):
        circle = ", ".join(field.name for field in entity.fields if field not in entity.draw_order)
        raise SpecError(f"{where}: {circle} are drawn from each other in a circle; give one of them another source")
    for verb in entity.verbs:
        _check_verb(f"{where}: verb {verb.name!r}", entity, verb)


def _check_target(where: str, domain: Domain, field: Field) -> None:
    names = [entity.name for entity in domain.entities]
    if field.type == "ref" and field.target not in names:
        raise _unknown(where, "ref target", str(field.target), names)


def _check_by(where: str, entity: Entity, field: Field) -> None:
    if field.by is None:
        return
    other = _known_field(f"{where}: by", entity, field.by)
    if other.type != "choice":
        raise SpecError(f"{where}: by names {field.by!r}, which is {other.type}; it must be a choice field")
    for choice in field.ranges:
        if choice not in other.choices:
            raise _unknown(f"{where}: ranges", "choice", choice, other.choices)


def _check_verb(where: str, entity: Entity, verb: Verb) -> None:
    if not verb.labels:
        raise SpecError(f"{where}: labels is empty; give at least the canonical one")
    state = _known_field(where, entity, verb.field)
    if state.type != "choice":
        raise SpecError(f"{where}: field {verb.field!r} is {state.type}; a verb changes a choice field")
    for value in (*verb.sources, verb.target):
        if value not in state.choices:
            raise _unknown(where, "state", value, state.choices)
    if not verb.sources or verb.target in verb.sources:
        raise SpecError(f"{where}: sources must name at least one state and not the target {verb.target!r}")
    if verb.effect and state.editable:
        raise SpecError(f"{where}: it has an effect, so field {state.name!r} must be editable = false")


def _check_derived(where: str, domain: Domain, entity: Entity) -> None:
    computed = [item.field for item in entity.derived]
    _refuse_repeats(f"{where}: derived", computed)
    for field in entity.fields:
        if (field.kind == "derived") != (field.name in computed):
            raise SpecError(f"{where}: field {field.name!r}: kind = 'derived' and a formula go together")
        if field.kind == "derived" and field.editable:
            raise SpecError(f"{where}: field {field.name!r} is derived, so it must be editable = false")
    for item in entity.derived:
        place = f"{where}: formula {item.formula!r}"
        own, first = _known_field(place, entity, item.field), _known_field(place, entity, item.arguments[0])
        if item.operation == "product":
            second = _known_field(place, entity, item.arguments[1])
            if own.name in item.arguments or sorted((first.type, second.type)) not in _products(own.type):
                raise SpecError(f"{place}: a product is integer x integer = integer or integer x money = money")
            continue
        if first.type != "ref" or first.target is None:
            raise SpecError(f"{place}: {first.name!r} is {first.type}; copy starts from a ref field")
        origin = _known_field(place, domain.entity(first.target), item.arguments[1])
        if origin.type != own.type or origin.target != own.target or origin.choices != own.choices:
            raise SpecError(f"{place}: {origin.name!r} and {own.name!r} must have the same type, choices and target")


def _products(result: str) -> list[list[str]]:
    return {"integer": [["integer", "integer"]], "money": [["integer", "money"]]}.get(result, [])


# ---- fields ------------------------------------------------------------------------------------------------------


def _check_field(where: str, field: Field) -> None:
    if not field.labels:
        raise SpecError(f"{where}: labels is empty; give at least the canonical one")
    _refuse_repeats(f"{where}: choices", [choice.lower() for choice in field.choices])
    for attribute, types in _BELONGS.items():
        if getattr(field, attribute) not in (None, (), {}, False, "") and field.type not in types:
            raise SpecError(f"{where}: {attribute} is for {' and '.join(types)} fields, this one is {field.type}")
    if bool(field.by) != bool(field.ranges):
        raise SpecError(f"{where}: by and ranges come together; by names the choice field, ranges its (low, high)")
    if field.step < 1 or (field.step > 1 and field.type not in _STEPPED):
        raise SpecError(f"{where}: step is a positive whole number, for {' and '.join(_STEPPED)} fields")
    _check_needs(where, field)
    _check_ranges(where, field)
    _check_default(where, field)


def _check_needs(where: str, field: Field) -> None:
    for attribute in _NEEDS.get(field.type, ()):
        free = attribute in ("source", "days", "minimum", "maximum") and field.kind == "derived"
        if not free and getattr(field, attribute) in (None, ()):
            raise SpecError(f"{where}: a {field.type} field needs {attribute}")
    if field.type == "choice" and len(field.choices) < 2:
        raise SpecError(f"{where}: choices has one item; a choice needs at least two")
    if field.type in ("set", "ranking"):
        _check_members(where, field)
    if field.type == "time" and not (0 <= float(field.minimum or 0) <= float(field.maximum or 0) < 24):
        raise SpecError(f"{where}: minimum and maximum of a time are hours from 0 to below 24")


def _check_members(where: str, field: Field) -> None:
    """Check that a list of several choices reads in one way only."""
    if len(field.choices) < 3:
        raise SpecError(f"{where}: a {field.type} needs at least three choices")
    for choice in field.choices:
        if any(sign in choice for sign in (BETWEEN, ",", " and ", ">")):
            raise SpecError(f"{where}: choice {choice!r} of a set may hold no {BETWEEN!r}, no comma and no 'and'")


def _check_ranges(where: str, field: Field) -> None:
    widest = field.widest()
    for low, high in [*field.ranges.values(), *([widest] if widest else [])]:
        if low > high:
            raise SpecError(f"{where}: the range {low:g}..{high:g} is upside down; put the lower end first")
        if field.step > 1 and (high - low) * (60 if field.type == "time" else 1) < field.step:
            raise SpecError(f"{where}: the range {low:g}..{high:g} is narrower than a step of {field.step}")
        if widest and (low < widest[0] or high > widest[1]):
            raise SpecError(f"{where}: the range {low:g}..{high:g} leaves {widest[0]:g}..{widest[1]:g}")


def _check_default(where: str, field: Field) -> None:
    if field.default is None:
        return
    wanted = _DEFAULTS.get(field.type)
    if wanted is None:
        raise SpecError(f"{where}: a {field.type} field takes no default")
    if not isinstance(field.default, wanted) or (field.type != "bool" and isinstance(field.default, bool)):
        raise SpecError(f"{where}: default {field.default!r} does not fit a {field.type} field")
    if field.type == "choice" and field.default not in field.choices:
        raise _unknown(f"{where}: default", "choice", str(field.default), field.choices)
    if isinstance(field.default, tuple):
        for choice in field.default:
            if choice not in field.choices:
                raise _unknown(f"{where}: default", "choice", choice, field.choices)
        if field.type == "ranking" and sorted(field.default) != sorted(field.choices):
            raise SpecError(f"{where}: the default of a ranking holds every choice once")
        return
    if field.type == "time":
        low, high = field.bounds()
        if not re.fullmatch(r"\d\d:\d\d", str(field.default)) or not low <= clock(str(field.default)) <= high:
            raise SpecError(f"{where}: default {field.default!r} is not a time such as 09:30 within the range")
        return
    widest = field.widest()
    if widest and not widest[0] <= float(field.default) <= widest[1]:
        raise SpecError(f"{where}: default {field.default} is outside {widest[0]:g}..{widest[1]:g}")


def _check_setting(where: str, domain: Domain, field: Field) -> None:
    if field.type not in _SETTING_TYPES:
        raise SpecError(f"{where}: type {field.type!r} is not for settings; allowed: {', '.join(_SETTING_TYPES)}")
    if field.default is None:
        raise SpecError(f"{where}: a setting needs a default")
    if field.kind != "intent" or field.by:
        raise SpecError(f"{where}: a setting is intent and stands alone; drop kind and by")
    _check_field(where, field)
    if field.source is not None:
        _check_source(where, domain, field, None)


# ---- words -------------------------------------------------------------------------------------------------------


def _check_source(where: str, domain: Domain, field: Field, entity: Entity | None) -> None:
    if field.origin:
        _check_origin(f"{where}: source {field.source!r}", domain, field, entity)
    elif field.type == "file":
        _check_files(where, domain, field)
    elif field.type not in _LETTERED:
        raise SpecError(f"{where}: the source of a {field.type} field can only be ref.field, not {field.source!r}")
    else:
        _check_template(f"{where}: source", domain, whole(str(field.source)), entity)


def _check_files(where: str, domain: Domain, field: Field) -> None:
    names = domain.vocabulary.get(str(field.source), ())
    if len(names) < 3 or not all(FILE_NAME.fullmatch(name) for name in names):
        raise SpecError(f"{where}: the source of a file field is a vocabulary of at least three names such as plan-12.pdf")


def _check_origin(where: str, domain: Domain, field: Field, entity: Entity | None) -> None:
    assert field.origin is not None
    ref = _known_field(where, entity, field.origin[0])
    if ref.target is None or field.type == "ref":
        raise SpecError(
            f"{where}: {ref.name!r} is {ref.type} and the field is {field.type}; start from a ref to a value"
        )
    targets = [other for other in domain.entities if other.name == ref.target]
    origin = _known_field(where, targets[0] if targets else None, field.origin[1])
    if origin.type != field.type or not set(origin.choices) <= set(field.choices):
        raise SpecError(f"{where}: {origin.name!r} and {field.name!r} must have the same type and choices")
    inner, outer = origin.widest(), field.widest()
    if inner and outer and (inner[0] < outer[0] or inner[1] > outer[1]):
        raise SpecError(f"{where}: {inner[0]:g}..{inner[1]:g} leaves the range {outer[0]:g}..{outer[1]:g} of the field")


def _check_template(where: str, domain: Domain, text: str, entity: Entity | None) -> None:
    for part in parse(text, where):
        if isinstance(part, Faked) and part.method not in FAKER_METHODS:
            raise _unknown(where, "faker method", part.method, FAKER_METHODS)
        if isinstance(part, Own) and _known_field(where, entity, part.field).type != "text":
            raise SpecError(f"{where}: {part.field!r} is not a text field, so it has no handle")
        if isinstance(part, Word):
            keys = [part.vocabulary]
            if part.by is not None:
                keys = [f"{part.vocabulary}@{choice}" for choice in _known_field(where, entity, part.by).choices]
            for key in keys:
                if key not in domain.vocabulary:
                    raise _unknown(where, "vocabulary", key, domain.vocabulary)


def _check_vocabulary(where: str, domain: Domain) -> None:
    uses: dict[str, set[str]] = {}
    for name, words in domain.vocabulary.items():
        place = f"{where}: vocabulary {name!r}"
        if not words:
            raise SpecError(f"{place} is empty")
        _refuse_repeats(place, words)
        for word in words:
            _check_template(place, domain, word, None)
        uses[name] = {part.vocabulary for word in words for part in parse(word) if isinstance(part, Word)}
    for text in (*domain.site_names, *domain.taglines):
        _check_template(where, domain, text, None)
    settled: set[str] = set()
    while len(settled) < len(uses):
        ready = {name for name, used in uses.items() if name not in settled and used <= settled}
        if not ready:
            circle = ", ".join(sorted(set(uses) - settled))
            raise SpecError(f"{where}: vocabularies mention each other in a circle among {circle}")
        settled |= ready


# ---- sentences ---------------------------------------------------------------------------------------------------


def _known_field(where: str, entity: Entity | None, name: str) -> Field:
    for field in entity.fields if entity else ():
        if field.name == name:
            return field
    raise _unknown(where, "field", name, [field.name for field in entity.fields] if entity else [])


def _unknown(where: str, kind: str, name: str, known: Iterable[str]) -> SpecError:
    return SpecError(str(UnknownName(kind, name, known, where=where)))


def _refuse_repeats(where: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise SpecError(f"{where}: {name!r} is given twice; each must be different")
        seen.add(name)
