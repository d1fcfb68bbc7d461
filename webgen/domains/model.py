"""What a domain is: the entities, fields, verbs and settings of a trade, as frozen data.

Values of records, by field type: ``text``, ``longtext`` and ``choice`` are str; ``integer`` is int; ``money`` is int
cents; ``date`` is an ISO str; ``bool`` is bool; ``ref`` is the int id of a record of :attr:`Field.target`; ``set`` is
several of the choices in one str (see :func:`joined`); ``time`` is ``HH:MM``; ``file`` is the name of a file.

What must hold is in ``checks``; a :class:`Domain` that exists has passed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from webgen.domains.template import Own, Word, parse, whole
from webgen.errors import SpecError, UnknownName

FieldType = Literal["text", "longtext", "integer", "money", "date", "choice", "bool", "ref", "set", "time", "file", "ranking"]
FieldKind = Literal["intent", "derived", "ambient"]
FIELD_TYPES: tuple[str, ...] = get_args(FieldType)
ORDERED_TYPES = ("integer", "money", "date")
BETWEEN = "|"  # between the choices of a set; no choice holds it
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\.[a-z0-9]{2,4}")

Value = str | int | bool | None
Record = dict[str, Value]
Records = Mapping[str, Sequence[Mapping[str, Value]]]

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Labels = tuple[Label, ...]  # the first is canonical, the others are paraphrases
Range = tuple[float, float]  # low and high, both included


def slug(label: str) -> str:
    """Return a label as a path part."""
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Field(_Part):
    """One column of an entity, or one setting.

    ``minimum`` and ``maximum`` are in display units (money: 4.5 is $4.50); ``days`` is a window of days around today
    for dates. For a time ``minimum`` and ``maximum`` are hours and ``step`` is minutes. ``by`` names a choice field of the same entity that narrows the range of an integer, money or date field:
    ``ranges`` maps a choice to its (low, high), in the same units. ``source`` says how values are drawn: a vocabulary
    name, ``faker:method``, a template such as ``"{adjective} {noun}"``, or ``ref.field`` to start from the value a
    referenced record has. ``step`` makes drawn integers multiples of it; people may enter others. ``secret`` marks a
    text that is shown as dots while it is entered.
    """

    name: Name
    labels: Labels
    type: FieldType
    kind: FieldKind = "intent"
    required: bool = False
    choices: tuple[Label, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    days: tuple[int, int] | None = None
    by: str | None = None
    ranges: dict[str, Range] = {}
    target: str | None = None
    default: bool | int | float | str | tuple[str, ...] | None = None
    source: str | None = None
    unique: bool = False
    editable: bool = True
    in_list: bool = True
    searchable: bool = False
    filterable: bool = False
    sortable: bool = False
    unit: str = ""
    step: int = 1
    secret: bool = False
    locale: str = "en"

    @property
    def label(self) -> str:
        """The canonical label."""
        return self.labels[0]

    @cached_property
    def origin(self) -> tuple[str, str] | None:
        """For a source ``ref.field``: the own ref field, and the field of the record it points to."""
        if self.source is None or "{" in self.source or "." not in self.source:
            return None
        ref, _, name = self.source.partition(".")
        return ref, name

    @cached_property
    def drawn_from(self) -> frozenset[str]:
        """Names of the own fields a value is drawn from."""
        names = {self.by} if self.by else set()
        if self.origin:
            names.add(self.origin[0])
        elif self.source is not None:
            names |= {part.field for part in parse(whole(self.source)) if isinstance(part, Own)}
            names |= {part.by for part in parse(whole(self.source)) if isinstance(part, Word) and part.by}
        return frozenset(names)

    def widest(self) -> Range | None:
        """Return the whole range in display units, or None where the field has none."""
        if self.type == "date":
            return self.days
        return None if self.minimum is None or self.maximum is None else (self.minimum, self.maximum)

    def bounds(self, choice: str | None = None) -> tuple[int, int]:
        """Return (low, high), both included, in record units: ints, cents, days from today, or minutes of the day.

        ``choice`` is the record's value of the field named by :attr:`by`, where it is known.
        """
        span = self.ranges.get(choice or "") or self.widest()
        if span is None:
            raise SpecError(f"field {self.name!r} of type {self.type} has no bounds; {', '.join(ORDERED_TYPES)} do")
        scale = {"money": 100, "time": 60}.get(self.type, 1)
        return round(span[0] * scale), round(span[1] * scale)

    def initial(self) -> Value:
        """Return the default in record units, or None where there is none."""
        if self.type == "money" and self.default is not None:
            assert isinstance(self.default, int | float)
            return round(float(self.default) * 100)
        if self.type == "ranking":
            return BETWEEN.join(self.default if isinstance(self.default, tuple) else self.choices)
        if isinstance(self.default, tuple):
            return joined(self.choices, self.default)
        return int(self.default) if isinstance(self.default, float) else self.default


def joined(choices: Sequence[str], chosen: Collection[str]) -> str | None:
    """Return several choices as the one text a set is stored as: in the order of the choices; None for none of them."""
    return BETWEEN.join(choice for choice in choices if choice in chosen) or None


def members(value: object) -> tuple[str, ...]:
    """Return the choices a stored set holds."""
    return tuple(value.split(BETWEEN)) if isinstance(value, str) and value else ()


class Verb(_Part):
    """Something done to a record that moves its state field to ``target``, offered while it is in one of ``sources``.

    ``effect`` names an append-only effect such as ``"refund sent"``; the state field is then not editable, so that
    there is one way to the outcome.
    """

    name: Name
    labels: Labels
    field: str
    sources: tuple[str, ...]
    target: str
    confirm: bool = False
    effect: str | None = None

    @property
    def label(self) -> str:
        """The canonical label."""
        return self.labels[0]


class Derived(_Part):
    """How a derived field is computed, at all times: ``product(a, b)`` of own fields, or ``copy(ref.field)``."""

    field: str
    formula: Annotated[str, StringConstraints(pattern=r"^(product\(\w+, ?\w+\)|copy\(\w+\.\w+\))$")]

    @property
    def operation(self) -> Literal["product", "copy"]:
        """Which formula it is."""
        return "product" if self.formula.startswith("product") else "copy"

    @cached_property
    def arguments(self) -> tuple[str, str]:
        """The two factors of a product; for a copy, the ref field and the field of the record it points to."""
        inside = self.formula[self.formula.index("(") + 1 : -1]
        first, second = inside.split("," if self.operation == "product" else ".")
        return first.strip(), second.strip()


class Entity(_Part):
    """One kind of record. ``title`` names the unique text field by which people tell records apart."""

    name: Name
    labels: Labels
    plural: Labels
    title: str
    fields: tuple[Field, ...]
    verbs: tuple[Verb, ...] = ()
    derived: tuple[Derived, ...] = ()
    count: tuple[int, int]
    creatable: bool = True
    editable: bool = True
    deletable: bool = True
    icon: str = "file"
    slug: str = ""

    @property
    def label(self) -> str:
        """The canonical singular label."""
        return self.labels[0]

    @property
    def path(self) -> str:
        """The path part of the entity's addresses: of the English plural, in every language."""
        return self.slug or slug(self.plural[0])

    @cached_property
    def title_field(self) -> Field:
        """The field that names a record for people."""
        return self.field(self.title)

    @cached_property
    def refs(self) -> tuple[Field, ...]:
        """The fields that point to other records."""
        return tuple(field for field in self.fields if field.type == "ref")

    @cached_property
    def intent_fields(self) -> tuple[Field, ...]:
        """The fields a person means something by: neither derived nor ambient."""
        return tuple(field for field in self.fields if field.kind == "intent")

    @cached_property
    def settable(self) -> tuple[str, ...]:
        """Names of the fields an edit may set, as far as a form shows them: editable, meant by people, not the title."""
        return tuple(field.name for field in self.intent_fields if field.editable and field.name != self.title)

    @cached_property
    def draw_order(self) -> tuple[Field, ...]:
        """The fields with what a value is drawn from before the value; fewer where they go round in a circle."""
        done: list[Field] = []
        waiting = list(self.fields)
        while waiting:
            names = {field.name for field in done}
            ready = [field for field in waiting if field.drawn_from <= names]
            if not ready:
                break
            done += ready
            waiting = [field for field in waiting if field not in ready]
        return tuple(done)

    @cached_property
    def _place(self) -> str:
        return f"entity {self.name!r}"

    @cached_property
    def _fields(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def _verbs(self) -> dict[str, Verb]:
        return {verb.name: verb for verb in self.verbs}

    def has(self, name: str) -> bool:
        """Whether there is a field of that name."""
        return name in self._fields

    def field(self, name: str) -> Field:
        """Return a field by name; raise :class:`UnknownName` with the nearest one otherwise."""
        return _named(self._place, "field", name, self._fields)

    def verb(self, name: str) -> Verb:
        """Return a verb by name; raise :class:`UnknownName` with the nearest one otherwise."""
        return _named(self._place, "verb", name, self._verbs)


class Domain(_Part):
    """A trade: its entities, settings, words and names.

    ``host`` is the first label of the site's address (``shop`` is ``shop.test``); ``settings`` are grouped, for tabs;
    ``roles`` are what the people who use the site are called; ``site_names`` and ``taglines`` are templates.
    ``locale`` is the language of all its texts; names are the same in every language.

    Raises:
        SpecError: it does not hold together.
    """

    name: Name
    title: Label
    host: Name
    site_names: tuple[str, ...]
    taglines: tuple[str, ...]
    roles: tuple[Label, ...]
    entities: tuple[Entity, ...]
    settings: dict[Label, tuple[Field, ...]]
    vocabulary: dict[str, tuple[str, ...]]
    locale: str = "en"

    @cached_property
    def all_settings(self) -> tuple[Field, ...]:
        """The settings of all groups, in order."""
        return tuple(field for group in self.settings.values() for field in group)

    @cached_property
    def ordered(self) -> tuple[Entity, ...]:
        """The entities with every ref target before what points to it; fewer where refs go round in a circle."""
        done: list[Entity] = []
        waiting = list(self.entities)
        while waiting:
            names = {entity.name for entity in done}
            ready = [entity for entity in waiting if all(field.target in names for field in entity.refs)]
            if not ready:
                break
            done += ready
            waiting = [entity for entity in waiting if entity not in ready]
        return tuple(done)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The names of the files that people have at hand: whatever a file field can hold."""
        fields = [*self.all_settings, *(field for entity in self.entities for field in entity.fields)]
        names = [name for field in fields if field.type == "file" for name in self.vocabulary[str(field.source)]]
        return tuple(dict.fromkeys(names))

    @cached_property
    def _place(self) -> str:
        return f"domain {self.name!r}"

    @cached_property
    def _entities(self) -> dict[str, Entity]:
        return {entity.name: entity for entity in self.entities}

    @cached_property
    def _settings(self) -> dict[str, Field]:
        return {field.name: field for field in self.all_settings}

    def entity(self, name: str) -> Entity:
        """Return an entity by name; raise :class:`UnknownName` with the nearest one otherwise."""
        return _named(self._place, "entity", name, self._entities)

    def setting(self, name: str) -> Field:
        """Return a setting by name; raise :class:`UnknownName` with the nearest one otherwise."""
        return _named(self._place, "setting", name, self._settings)

    def referrers(self, entity: str) -> tuple[tuple[Entity, Field], ...]:
        """Return (entity, ref field) pairs that point to records of ``entity``."""
        return tuple((other, field) for other in self.entities for field in other.refs if field.target == entity)

    @model_validator(mode="after")
    def _holds_together(self) -> Domain:
        from webgen.domains.checks import check_domain  # checks speaks of the models above

        check_domain(self)
        return self


Named = TypeVar("Named", Field, Verb, Entity)


def _named(where: str, kind: str, name: str, known: Mapping[str, Named]) -> Named:
    try:
        return known[name]
    except KeyError:
        raise UnknownName(kind, name, list(known), where=where) from None
