"""Workflows: task families as data, read from ``scenarios/workflows/*.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from typing import Literal

from pydantic import ValidationError, model_validator

from webgen.domains.model import Domain, Entity, Field
from webgen.domains.reader import domain as read_domain
from webgen.errors import SpecError, UnknownName
from webgen.extras.base import extras
from webgen.layouts.base import layout_of
from webgen.registry import discover, lookup
from webgen.resources import folder
from webgen.spec import EntityGene, Frozen, SiteSpec, Spec, Variant
from webgen.workflows.schemes._pair import Pair, Side
from webgen.workflows.schemes.base import Scheme

Op = Literal["create", "edit", "delete", "verb", "answer", "setting"]
Aim = Literal["none", "title", "conditions", "extreme", "missing"]
PLACEHOLDERS = frozenset(
    {
        "noun", "nouns", "title", "changes", "state", "verb", "field", "conditions", "extreme", "site",
        "act", "first", "second", "where", "other", "value", "amount", "guard", "exception", "count", "today", "target",
        "topic", "sender", "text", "option",
        "targets", "here", "there", "goal", "third", "before", "after", "start", "rule",
    }
)


class Workflow(Frozen):
    """One task family: what is done, how the goal points at the record, and the ways it is worded.

    ``scheme`` names the module of ``webgen.workflows.schemes`` that binds it (empty: by ``op`` and ``aim``), ``how`` which
    of its ways is meant, ``page`` the optional page it needs, ``acts`` what is done to records. ``fields`` is the range of how many fields are set; ``weight`` how often the default mix draws it. In phrasings
    ``{changes}`` reads "set Price to $3.00 and Stock to 4", ``{state}`` "Price is $3.00 and Stock is 4".

    ``sites``: 2 where it goes from one site to the other; ``{here}`` and ``{there}`` are then their names, ``{target}``
    what it is about on the other. ``variants``: what it makes sense as besides what it is, see :mod:`webgen.variants`.
    """

    name: str
    title: str
    op: Op
    aim: Aim = "none"
    scheme: str = ""
    how: str = ""
    acts: tuple[Literal["edit", "verb", "delete"], ...] = ()
    variant: Variant = "normal"
    variants: tuple[Literal["satisfied", "infeasible"], ...] = ()
    sites: Literal[1, 2] = 1
    fields: tuple[int, int] = (0, 0)
    page: str = ""
    weight: float = 1.0
    skills: tuple[str, ...] = ()
    phrasings: tuple[str, ...]

    @model_validator(mode="after")
    def _sound(self) -> Workflow:
        if len(self.phrasings) < 2:
            raise ValueError("phrasings needs at least two sentences")
        for phrase in self.phrasings:
            unknown = set(re.findall(r"{(\w*)}", phrase)) - PLACEHOLDERS
            if unknown:
                raise ValueError(f"phrasing {phrase!r} uses {sorted(unknown)}; allowed: {sorted(PLACEHOLDERS)}")
        if self.scheme:
            known = lookup("scheme", schemes(), self.scheme).how
            if self.how not in known:
                raise ValueError(f"how {self.how!r} is not one of {list(known)}")
        if self.page and self.page not in extras():
            raise UnknownName("extra", self.page, extras())
        if (self.sites == 2) != (bool(self.scheme) and isinstance(schemes()[self.scheme], Pair)):
            raise ValueError(f"sites is {self.sites}, which is not how many the scheme {self.scheme!r} binds")
        if self.fields[0] > self.fields[1]:
            raise ValueError(f"fields {list(self.fields)} is not a range")
        return self


@cache
def schemes() -> dict[str, Scheme]:
    """Return every scheme by name."""
    return {name: part() for name, part in discover("webgen.workflows.schemes", Scheme).items()}


def scheme(name: str) -> Scheme:
    """Return one scheme, or raise :class:`webgen.errors.UnknownName`."""
    return lookup("scheme", schemes(), name)


@cache
def workflows() -> dict[str, Workflow]:
    """Return every workflow by name (the file's stem)."""
    found = {}
    for path in sorted((folder("scenarios") / "workflows").glob("*.toml")):
        try:
            found[path.stem] = Workflow(name=path.stem, **tomllib.loads(path.read_text(encoding="utf-8")))
        except tomllib.TOMLDecodeError as error:
            raise SpecError(f"{path.name}: broken TOML: {error}") from None
        except (ValidationError, TypeError) as error:
            first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
            place = ".".join(str(part) for part in first["loc"]) or "top level"
            raise SpecError(f"{path.name}: {place}: {first['msg']}") from None
    return found


def workflow(name: str) -> Workflow:
    """Return one workflow, or raise :class:`webgen.errors.UnknownName`."""
    return lookup("workflow", workflows(), name)


# ---- what a workflow can be about -------------------------------------------------------------------------------


def settable(domain: Domain, entity: Entity, gene: EntityGene) -> list[str]:
    """Return the fields an edit may set: on the form, editable, meant by people, not the title."""
    shown = {item.name for item in gene.form.fields}
    return [name for name in entity.settable if name in shown]


def askable(entity: Entity) -> list[str]:
    """Return the fields a question can ask for: shown on the detail page, with a value that reads unambiguously."""
    return [field.name for field in entity.fields if field.name != entity.title and field.type not in ("longtext", "ranking")]


def discerning(entity: Entity) -> list[str]:
    """Return the fields that conditions can use: choices that people filter by."""
    return [field.name for field in entity.fields if field.type == "choice" and field.kind == "intent"]


def orderable(entity: Entity, gene: EntityGene) -> list[str]:
    """Return the fields a superlative can use: sortable numbers, amounts and dates shown in the list."""
    return [
        name
        for name in layout_of(gene.listing).sorts(entity, gene.listing)
        if name in layout_of(gene.listing).shows(entity, gene.listing)
        and entity.field(name).type in ("integer", "money", "date")
        and entity.field(name).kind == "intent"
    ]


def _fits(flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
    if flow.scheme:
        return scheme(flow.scheme).fits(flow, domain, entity, gene)
    able = False
    match flow.op:
        case "create":
            able = entity.creatable and len(gene.form.fields) >= 1
        case "edit":
            able = entity.editable and len(settable(domain, entity, gene)) >= max(1, flow.fields[0])
        case "delete":
            able = entity.deletable
        case "verb":
            able = bool(entity.verbs)
        case "answer":
            able = bool(askable(entity))
    if flow.aim == "conditions":
        able = able and len(discerning(entity)) >= 2
    if flow.aim == "extreme":
        able = able and bool(orderable(entity, gene))
    return able


def reads(spec: Spec, site: int, entity: str) -> tuple[set[str], set[str]]:
    """Return the fields that the list of an entity of a site must show for the task, and those it must be sorted by."""
    flow, shown, sorted_by = workflow(spec.task.workflow), set[str](), set[str]()
    for number, (at, part) in enumerate(spec.parts()):
        if (at, part.entity) != (site, entity):
            continue
        if flow.scheme:
            binds = scheme(flow.scheme)
            found = binds.reads_there(flow, part) if number and isinstance(binds, Pair) else binds.reads(flow, part)
        else:
            found = (set(part.fields), set(part.fields)) if flow.aim == "extreme" else (set(), set())
        shown, sorted_by = shown | found[0], sorted_by | found[1]
    return shown, sorted_by


def subjects(flow: Workflow, domain: Domain, site: SiteSpec) -> list[str]:
    """Return the entities of a site that a workflow can be about (for settings: none is needed, ``[""]``)."""
    if flow.page and flow.page not in site.extras:
        return []
    if flow.op == "setting":
        return [""] if site.settings.fields else []
    return [gene.name for gene in site.entities if _fits(flow, domain, domain.entity(gene.name), gene)]


def pairs(flow: Workflow, sites: Sequence[SiteSpec]) -> list[tuple[int, str, str]]:
    """Return where a workflow of two sites can begin and go on: the first site, its entity, the entity of the other."""
    binds = scheme(flow.scheme)
    if not isinstance(binds, Pair) or len(sites) != 2:
        return []
    sides = [
        [Side(trade, trade.entity(gene.name), gene) for gene in site.entities]
        for site in sites
        for trade in [read_domain(site.domain)]
    ]
    return [
        (at, one.entity.name, other.entity.name)
        for at in (0, 1)
        for one in sides[at]
        for other in sides[1 - at]
        if binds.suits(flow, one, other)
    ]


def label_of(field: Field, site: SiteSpec, entity: str, *, paraphrase: bool) -> str:
    """Return how the goal calls a field: as the page does, or by another of its labels."""
    form = site.entity(entity).form if entity else site.settings
    gene = form.gene(field.name)
    index = gene.label if gene else 0
    return field.labels[(index + (1 if paraphrase else 0)) % len(field.labels)]
