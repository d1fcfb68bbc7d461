"""How hard a level is, told before anybody plays it: a vector of named features, one scalar, and an archive cell.

Everything is worked out from spec, plan and goal; nothing is played. A spec is looked at as its level of content seed 0.
Acts that controls and frictions take, and the weights of the scalar, are data: ``scenarios/difficulty.json``, which
``webgen calibrate`` writes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cache
from math import exp, log, log1p
from pathlib import Path
from typing import Any

from webgen.bind import bind
from webgen.domains.display import display
from webgen.domains.model import Domain, Field
from webgen.domains.reader import domain as read_domain
from webgen.errors import SpecError
from webgen.generate import family_of, frictions, widgets
from webgen.resources import folder
from webgen.spec import EntityGene, FieldGene, FormGene, Level, PlanStep, Scalar, SiteSpec, Spec
from webgen.workflows.base import workflow

PLAIN = "plain"  # the container that shows everything at once
TAB = 4  # fields that one part of another container shows
STEPS = ("create", "edit", "delete", "verb", "setting", "look", "survey", "search_missing")
OTHER_ACTS = 3.0  # of a step of a kind that is not known here
WIDGET_ACTS, FRICTION_ACTS = 1.5, 0.4  # of controls that were never measured; of frictions, a share of what they allow
SIGN_IN_ACTS = 3.0
EDGES = {"steps": (4.5, 8.5, 16.5, 32.5), "frictions": (0.01, 3.01)}
NAMES = {"steps": ("1-4", "5-8", "9-16", "17-32", "33+"), "frictions": ("none", "some", "many")}
GROUPS = {"text": "text", "longtext": "text", "integer": "number", "money": "number", "date": "date", "choice": "choice",
          "ref": "choice", "bool": "toggle"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Features:
    """The difficulty vector. All are at least 0; more is harder.

    Attributes:
        steps: acts of an expert with the mouse, ``done`` included (estimate).
        pages: pages an expert opens.
        widgets: controls of forms that must be operated.
        effort: acts that operating them takes, from what experts were measured to need.
        records: records that the lists on the way show besides those that the task is about.
        links: links and buttons beside the one that leads on, summed over the pages on the way.
        fields: controls of the forms on the way that must be left alone.
        memory: values to carry: names to look for, values to enter, values to read in one place and use in another.
        frictions: acts that frictions are expected to cost.
        implicit: records that the goal does not name, labels it calls otherwise than the page, values stated as facts,
            and half a point for what is said around it.
        derived: values to set or to answer that do not stand in the goal.
        chance: minus the natural logarithm of the chance of a policy that at each act of the expert picks among the
            elements of the page, and among the values of the goal or the choices of the control, all alike.
    """

    steps: float
    pages: float
    widgets: float
    effort: float
    records: float
    links: float
    fields: float
    memory: float
    frictions: float
    implicit: float
    derived: float
    chance: float

    def as_json(self) -> dict[str, float]:
        """Return the features by name."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


FEATURES = tuple(item.name for item in fields(Features))


@dataclass
class _Way:
    """The expert's way, walked in thought."""

    level: Level
    acts: float = 1.0  # done
    pages: float = 1.0
    chance: float = 0.0
    links: float = 0.0
    left_alone: float = 0.0
    effort: float = 0.0
    controls: int = 0
    here: tuple[Any, ...] = ("home",)
    lists: set[tuple[int, str]] = field(default_factory=set)

    def act(self, among: float, acts: float = 1.0, options: float = 1.0) -> None:
        """Take acts, each one of ``among`` elements, with one of ``options`` values once."""
        self.acts += acts
        self.chance += acts * log(max(among, 1.0)) + log(max(options, 1.0))

    def open(self, place: tuple[Any, ...], among: float) -> None:
        """Open a page by one of the elements of the page before."""
        self.act(among)
        self.pages += 1
        self.links += among - 1
        self.here = place


def features(subject: Spec | Level) -> Features:
    """Return the difficulty vector of a level, or of a spec as its level of content seed 0."""
    level = bind(subject, 0) if isinstance(subject, Spec) else subject
    spec, task = level.spec, level.task
    way = _Way(level)
    costs = _friction_acts(spec)
    for site in {step.site for step in task.plan}:
        if spec.sites[site].login:
            way.act(4, SIGN_IN_ACTS)
            way.pages += 1
    for step in task.plan:
        _step(way, step)
    named = _named(level)
    hidden = sum(1 for step in task.plan if step.record is not None and (step.site, step.entity, step.record) not in named)
    derived = _derived(level)
    targets = {(step.site, step.entity, step.record) for step in task.plan if step.record is not None}
    shown = sum(len(level.records(site, entity)) for site, entity in way.lists)
    values = sum(len(step.values) for step in task.plan)
    return Features(
        steps=way.acts + costs,
        pages=way.pages,
        widgets=way.controls,
        effort=way.effort,
        records=max(0.0, shown - len(targets)),
        links=way.links,
        fields=way.left_alone,
        memory=len(named) + values + derived,
        frictions=costs,
        implicit=hidden + _indirect(spec, values),
        derived=derived,
        chance=way.chance + costs * log(3.0),
    )


# ---- the way ----------------------------------------------------------------------------------------------------


def _step(way: _Way, step: PlanStep) -> None:
    site = way.level.spec.sites[step.site]
    if step.do == "setting":
        way.open(("settings", step.site), _nav(site))
        _fill(way, step, site.settings, {one.name: one for one in read_domain(site.domain).all_settings})
        return
    if step.do not in STEPS:
        way.open((step.do, step.site), _nav(site))
        way.act(_nav(site), OTHER_ACTS + len(step.values))
        return
    gene, trade = site.entity(step.entity), read_domain(site.domain)
    known = {one.name: one for one in trade.entity(step.entity).fields}
    match step.do:
        case "create":
            _to_list(way, step, gene)
            way.open(("new",), _on_list(site, gene))
            _fill(way, step, gene.form, known)
        case "survey":
            _to_list(way, step, gene)
            for _ in range(_leaves(gene) - 1):
                way.open(way.here, _on_list(site, gene))
        case "search_missing":
            _to_list(way, step, gene)
            way.act(_on_list(site, gene), options=_goal_values(way.level))
        case "look" if any(item.extreme for item in way.level.task.references) and len(way.level.task.plan) == 1:
            _to_list(way, step, gene)
            way.act(_on_list(site, gene), 1.5)
        case "look" | "edit" | "delete" | "verb":
            _to_record(way, step, gene)
            verbs = len(trade.entity(step.entity).verbs)
            if step.do == "edit":
                way.open(("edit",), _nav(site) + 2 + verbs)
                _fill(way, step, gene.form, known)
                way.here = ("record", step.site, step.entity, step.record)
            elif step.do != "look":
                way.act(_nav(site) + 2 + verbs)
                way.here = ("list", step.site, step.entity) if step.do == "delete" else way.here
            elif gene.detail != PLAIN:
                way.act(_nav(site) + 4, 0.5)


def _to_list(way: _Way, step: PlanStep, gene: EntityGene) -> None:
    place = ("list", step.site, gene.name)
    way.lists.add(place[1:])
    if way.here != place:
        way.open(place, _nav(way.level.spec.sites[step.site]))


def _to_record(way: _Way, step: PlanStep, gene: EntityGene) -> None:
    """Go to a record: by search where the goal names it and it is not in sight, by turning pages where it does not."""
    place = ("record", step.site, gene.name, step.record)
    if way.here == place:
        return
    site = way.level.spec.sites[step.site]
    _to_list(way, step, gene)
    leaves = _leaves(gene)
    if (step.site, step.entity, step.record) in _named(way.level):
        way.act(_on_list(site, gene), 1 - 1 / leaves, _goal_values(way.level) if leaves > 1 else 1.0)
    else:
        way.act(_on_list(site, gene), (leaves - 1) / 2)
    way.open(place, _on_list(site, gene))


def _fill(way: _Way, step: PlanStep, form: FormGene, known: Mapping[str, Field]) -> None:
    site = way.level.spec.sites[step.site]
    tabs = -(-len(form.fields) // TAB) if form.container != PLAIN else 1
    among = _nav(site) + len(form.fields) / tabs + 1
    way.left_alone += len(form.fields) - len(step.values)
    for gene in form.fields:
        if gene.name in step.values:
            cost = widget_acts(gene.widget)
            way.controls += 1
            way.effort += cost
            way.act(among, cost + (1 - 1 / tabs), _options(way.level, gene, known[gene.name]))
    if step.values:
        way.act(among)


def _options(level: Level, gene: FieldGene, one: Field) -> float:
    """Return how many values a control could be given: its choices, or what the goal says."""
    if one.type == "bool":
        return 2.0
    if one.choices:
        return float(len(one.choices))
    return _goal_values(level)


def _goal_values(level: Level) -> float:
    return float(max(2, len(_named(level)) + sum(len(step.values) for step in level.task.plan)))


def _nav(site: SiteSpec) -> float:
    return len(site.entities) + 3.0


def _leaves(gene: EntityGene) -> int:
    return -(-gene.records // gene.listing.page_size)


def _on_list(site: SiteSpec, gene: EntityGene) -> float:
    listing = gene.listing
    rows = min(gene.records, listing.page_size)
    return _nav(site) + rows + len(listing.sort) + len(listing.filters) + 2 + (_leaves(gene) > 1)


# ---- the words --------------------------------------------------------------------------------------------------


def _named(level: Level) -> set[tuple[int, str, int]]:
    """Return the records of the plan whose title stands in the goal."""
    found = set()
    for step in level.task.plan:
        if step.record is None or step.do not in STEPS:
            continue
        title = read_domain(level.spec.sites[step.site].domain).entity(step.entity).title
        row = next((row for row in level.records(step.site, step.entity) if row["id"] == step.record), {})
        if str(row.get(title)) in level.task.goal:
            found.add((step.site, step.entity, step.record))
    return found


def _derived(level: Level) -> int:
    """Count the values to set whose text does not stand in the goal, and the answer."""
    count = int(level.task.answer is not None)
    for step in level.task.plan:
        trade = read_domain(level.spec.sites[step.site].domain)
        if step.do not in STEPS:
            count += sum(str(value) not in level.task.goal for value in step.values.values())
            continue
        known = {one.name: one for one in (trade.entity(step.entity).fields if step.entity else trade.all_settings)}
        count += sum(_reads(level, trade, known[name], value, step.site) not in level.task.goal for name, value in step.values.items())
    return count


def _reads(level: Level, trade: Domain, one: Field, value: Scalar, site: int) -> str:
    if value in (None, ""):
        return ""
    typed = bool(value) if one.type == "bool" else value
    return display(trade, one, typed, {name: list(rows) for name, rows in level.sites[site].records.items()})


def _indirect(spec: Spec, values: int) -> float:
    task = spec.task
    flow = workflow(task.workflow)
    stated = "{state}" in flow.phrasings[task.phrasing % len(flow.phrasings)]
    return task.paraphrase * max(1, values) + 0.5 * bool(task.tone) + 0.5 * stated


# ---- what was measured ------------------------------------------------------------------------------------------


def fitted_path() -> Path:
    """Return where the fitted weights are kept."""
    return folder("scenarios") / "difficulty.json"


@cache
def fitted() -> dict[str, Any]:
    """Return what calibration found: acts of widgets and frictions, and the weights of the scalar.

    Raises:
        SpecError: the file is broken, or of another set of features.
    """
    path = fitted_path()
    if not path.is_file():
        return {"acts": {"widgets": {}, "frictions": {}}, "model": None}
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        model = found["model"]
        found["acts"]["widgets"], found["acts"]["frictions"]
    except (ValueError, KeyError, TypeError) as error:
        raise SpecError(f"{path.name}: broken: {error!r}") from None
    if model is not None and tuple(model["features"]) != FEATURES:
        raise SpecError(f"{path.name} was fitted to other features; run `webgen calibrate --save`")
    return found


def widget_acts(name: str) -> float:
    """Return how many acts operating a control takes an expert."""
    return float(fitted()["acts"]["widgets"].get(name, WIDGET_ACTS))


def _friction_acts(spec: Spec) -> float:
    known, measured = frictions(), fitted()["acts"]["frictions"]
    return sum(
        gene.strength * float(measured.get(gene.name, FRICTION_ACTS * known[gene.name].steps)) for gene in spec.frictions
    )


def scaled(vector: Features) -> list[float]:
    """Return log(1 + x) of every feature, in the order of :data:`FEATURES`: counts differ by factors."""
    return [log1p(getattr(vector, name)) for name in FEATURES]


def difficulty(subject: Spec | Level | Features) -> float:
    """Return the share of a panel of imperfect players that is expected to fail, 0 to 1.

    The logistic model of ``scenarios/difficulty.json`` over the standardised log features; without one, from steps alone.
    """
    vector = subject if isinstance(subject, Features) else features(subject)
    model = fitted()["model"]
    if model is None:
        return 1 - exp(-vector.steps / 20)
    parts = zip(scaled(vector), model["mean"], model["scale"], model["weights"], strict=True)
    z = model["intercept"] + sum(weight * (x - mean) / scale for x, mean, scale, weight in parts)
    return 1 / (1 + exp(-max(-30.0, min(30.0, z))))


# ---- behaviour descriptors --------------------------------------------------------------------------------------


def _bin(name: str, value: float) -> str:
    return NAMES[name][sum(value > edge for edge in EDGES[name])]


def descriptors(subject: Spec | Level) -> dict[str, str]:
    """Return what an archive tells levels apart by: steps, the group of controls operated, the kind of task, frictions.

    ``controls`` is the group that takes most acts (text, number, date, choice, toggle…), ``none`` where none is
    operated, ``many`` from three groups on.
    """
    level = bind(subject, 0) if isinstance(subject, Spec) else subject
    vector = features(level)
    return {
        "steps": _bin("steps", vector.steps),
        "controls": _controls(level),
        "task": family_of(workflow(level.spec.task.workflow)),
        "frictions": _bin("frictions", vector.frictions),
    }


def cell(subject: Spec | Level) -> str:
    """Return the id of the archive cell a spec or level falls into, such as ``5-8/date/edit/none``."""
    return "/".join(descriptors(subject).values())


def _controls(level: Level) -> str:
    spent: Counter[str] = Counter()
    for step in level.task.plan:
        if step.do not in STEPS:
            continue
        site = level.spec.sites[step.site]
        form = site.entity(step.entity).form if step.entity else site.settings
        for gene in form.fields:
            if gene.name in step.values:
                kind = widgets()[gene.widget].types[0]
                spent[GROUPS.get(kind, kind)] += round(100 * widget_acts(gene.widget))
    if len(spent) > 2:
        return "many"
    return min(spent, key=lambda group: (-spent[group], group)) if spent else "none"
