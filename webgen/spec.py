"""What a level is made of: the spec (genome), the level (spec bound to content) and the task in it.

All models are frozen and travel as JSON. A spec holds no record and no goal value; a level holds everything, so that
playing never draws anything. Ids hash canonical JSON and the schema version.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from webgen.errors import InputError, SpecError
from webgen.streams import fingerprint

SCHEMA = 1
Scalar = str | int | bool | None
Record = dict[str, Scalar]
Variant = Literal["normal", "satisfied", "infeasible"]
STEPS = ("create", "edit", "delete", "verb", "setting", "look", "survey", "search_missing")
ColumnKind = Literal["intent", "derived", "ambient"]
M = TypeVar("M", bound=BaseModel)


class Frozen(BaseModel):
    """Base of every model here: immutable, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _named(data: Any, flag: str, name: str) -> Any:
    """Read what older specs said with a flag: tabs or none."""
    if isinstance(data, dict) and flag in data:
        rest = {key: value for key, value in data.items() if key != flag}
        return {name: "tabs", **rest} if data[flag] else rest
    return data


# ---- the genome -------------------------------------------------------------------------------------------------


class FieldGene(Frozen):
    """One field of a form: which widget shows it, and under which of its labels."""

    name: str
    widget: str
    label: int = 0


class FormGene(Frozen):
    """A form: its fields in order, the container that groups them, and the place where it opens."""

    fields: tuple[FieldGene, ...]
    container: str = "plain"
    place: str = "page"

    @model_validator(mode="before")
    @classmethod
    def _older(cls, data: Any) -> Any:
        return _named(data, "tabs", "container")

    def gene(self, name: str) -> FieldGene | None:
        """Return the gene of a field, or None when the form does not show it."""
        return next((gene for gene in self.fields if gene.name == name), None)


class ListGene(Frozen):
    """A list page: columns, filters (field and widget), sortable columns, layout, search style and page size.

    ``by`` is the field that some layouts arrange records by (empty: the layout's first choice); ``inline`` are the
    columns whose cells can be changed in place where the layout offers that.
    """

    columns: tuple[str, ...]
    filters: tuple[FieldGene, ...] = ()
    sort: tuple[str, ...] = ()
    layout: str = "table"
    by: str = ""
    inline: tuple[str, ...] = ()
    search: Literal["live", "submit"] = "live"
    page_size: int = 8


class EntityGene(Frozen):
    """One entity of a site: how many records, and how its pages are built.

    ``detail`` is the container of a record's facts, ``actions`` the bar with what can be done to it.
    """

    name: str
    records: int
    listing: ListGene
    form: FormGene
    detail: str = "plain"
    actions: str = "buttons"

    @model_validator(mode="before")
    @classmethod
    def _older(cls, data: Any) -> Any:
        return _named(data, "detail_tabs", "detail")


class SiteSpec(Frozen):
    """One site: trade, layout, theme and pages.

    ``boost``: links and forms swap the body instead of loading pages; ``new_tab``: the link to the level's other site
    opens a tab of its own. ``home`` is the kind of its first page, ``extras`` are the optional page kinds it has, and
    ``door`` is how people sign in where ``login`` asks for it.
    """

    domain: str
    locale: str = "en"
    chrome: str
    theme: int
    login: bool
    boost: bool
    new_tab: bool = False
    entities: tuple[EntityGene, ...]
    settings: FormGene
    home: str = "welcome"
    extras: tuple[str, ...] = ()
    door: str = "password"

    def entity(self, name: str) -> EntityGene:
        """Return an entity gene by name."""
        for gene in self.entities:
            if gene.name == name:
                return gene
        raise SpecError(f"the {self.domain} site of this spec has no entity {name!r}")


class FrictionGene(Frozen):
    """A friction and how strong it is (1 to 3)."""

    name: str
    strength: int = 1


class PartGene(Frozen):
    """What a task is about on one site."""

    entity: str = ""
    fields: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    verb: str = ""


class TaskGene(PartGene):
    """What kind of task: the workflow, what it is about, and how it is worded. Values come at binding.

    ``site`` is where it begins; ``second`` says what it is about on the other site, for workflows of two sites.
    ``variant``, where it is not empty, turns the task into one that is done already or cannot be done; ``distractor``
    names a kind of sentence about another record that asks for nothing.
    """

    workflow: str
    site: int = 0
    second: PartGene | None = None
    variant: Literal["", "satisfied", "infeasible"] = ""
    phrasing: int = 0
    paraphrase: bool = False
    tone: str = ""
    distractor: str = ""


class Spec(Frozen):
    """The genome of a level."""

    schema_version: int = SCHEMA
    today: date
    sites: tuple[SiteSpec, ...]
    frictions: tuple[FrictionGene, ...] = ()
    task: TaskGene

    @model_validator(mode="after")
    def _known_schema(self) -> Spec:
        if self.schema_version != SCHEMA:
            raise ValueError(f"schema version {self.schema_version} is not {SCHEMA}, the one this version reads")
        if not 1 <= len(self.sites) <= 2:
            raise ValueError(f"a spec has one or two sites, not {len(self.sites)}")
        if not 0 <= self.task.site < len(self.sites):
            raise ValueError(f"the task is about site {self.task.site}, the spec has {len(self.sites)}")
        return self

    @property
    def id(self) -> str:
        """Hash of the canonical JSON."""
        return fingerprint(self.model_dump(mode="json"))

    @property
    def task_site(self) -> SiteSpec:
        """The site where the task begins."""
        return self.sites[self.task.site]

    def parts(self) -> tuple[tuple[int, PartGene], ...]:
        """Return what the task is about, with the site of each part: one or two of them."""
        first = (self.task.site, self.task)
        return (first,) if self.task.second is None else (first, (1 - self.task.site, self.task.second))

    def friction(self, name: str) -> int:
        """Return the strength of a friction, 0 when it is absent."""
        return next((gene.strength for gene in self.frictions if gene.name == name), 0)


# ---- the task ---------------------------------------------------------------------------------------------------


class PlanStep(Frozen):
    """One intention of the expert, said in records and values, not in clicks.

    ``do`` is one of :data:`STEPS`, or an errand (``webgen.errands``): what is done on an optional page. ``refused`` are
    values that a form is tried with first and does not take.
    """

    do: str
    site: int = 0
    entity: str = ""
    record: int | None = None
    values: dict[str, Scalar] = {}
    verb: str = ""
    field: str = ""
    text: str = ""
    refused: dict[str, Scalar] = {}


class Change(Frozen):
    """A change the task wants in the net change log. ``values`` are the intent columns that must hold afterwards.

    For an insert they are all intent columns; for an update exactly those that change; for a delete none.
    """

    site: int
    table: str
    op: Literal["insert", "update", "delete"]
    record: int | None = None
    values: dict[str, Scalar] = {}


class Effect(Frozen):
    """An append-only effect the task wants (a message sent, a payment made), once for each time it is listed."""

    site: int
    name: str
    table: str
    record: int


class AnswerPattern(Frozen):
    """The answer the goal asks for, compared exactly after normalisation by type.

    A ``list`` is several texts in order, a ``set`` several in any order; they are given with semicolons between them.
    Where a set is the value of a field, it is one text, as records hold it.
    """

    type: Literal["text", "integer", "money", "date", "list", "set"]
    value: Scalar | tuple[str, ...]
    unit: str = ""
    locale: str = "en"


class Reference(Frozen):
    """How the goal points at records: the conditions it states, and how many records must fit them.

    ``where`` holds equal values, ``least`` and ``most`` bounds (both included), ``unlike`` values that must differ.
    """

    site: int
    entity: str
    where: dict[str, Scalar]
    least: dict[str, Scalar] = {}
    most: dict[str, Scalar] = {}
    unlike: dict[str, Scalar] = {}
    count: int = 1
    extreme: Literal["", "highest", "lowest"] = ""
    by: str = ""


class Task(Frozen):
    """The goal in words, what the expert intends, and what the judge expects.

    ``tempting`` are steps that somebody who misreads the goal would take; near misses are made of them.
    """

    workflow: str
    variant: Variant
    goal: str
    plan: tuple[PlanStep, ...]
    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    answer: AnswerPattern | None = None
    ending: Literal["done", "give_up"] = "done"
    references: tuple[Reference, ...] = ()
    columns: tuple[dict[str, dict[str, ColumnKind]], ...] = ()
    tempting: tuple[PlanStep, ...] = ()


class Account(Frozen):
    """Who uses the site."""

    name: str
    email: str
    password: str


class SiteContent(Frozen):
    """Everything a site holds at the start: brand, account, records by entity and settings.

    ``extras`` are the rows of the tables that its optional pages add, by table.
    """

    title: str
    tagline: str
    host: str
    account: Account
    records: dict[str, tuple[Record, ...]]
    settings: Record
    extras: dict[str, tuple[Record, ...]] = {}


class Level(Frozen):
    """A spec bound to a content seed: what is served, asked and expected."""

    spec: Spec
    content_seed: int
    sites: tuple[SiteContent, ...]
    task: Task
    max_steps: int

    @property
    def id(self) -> str:
        """Hash of the canonical JSON."""
        return fingerprint(self.model_dump(mode="json"))

    def records(self, site: int, entity: str) -> tuple[Record, ...]:
        """Return the records an entity starts with."""
        return self.sites[site].records[entity]


# ---- JSON files -------------------------------------------------------------------------------------------------


def load(model: type[M], text: str | bytes, *, where: str) -> M:
    """Read a model from JSON text.

    Raises:
        SpecError: not JSON, or not a valid model; one sentence that names the place.
    """
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "top level"
        raise SpecError(f"{where}: not a valid {model.__name__.lower()}: {place}: {first['msg']}") from None


def read_file(model: type[M], path: Path | str) -> M:
    """Read a model from a JSON file, or raise :class:`InputError` naming the file."""
    try:
        text = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
    return load(model, text, where=str(path))


def dump(model: BaseModel) -> str:
    """Write a model as one line of canonical JSON."""
    return json.dumps(model.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
