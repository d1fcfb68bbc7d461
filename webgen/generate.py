"""Seed to spec: a pure function, no I/O, no rejection."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from pydantic import model_validator

from webgen import rarity, splits
from webgen.actionbars.base import actionbars
from webgen.bind import bind
from webgen.containers.base import Role, containers
from webgen.domains.model import Domain, Entity, Field
from webgen.domains.reader import domains
from webgen.doors.base import doors
from webgen.errors import SpecError, UnknownName
from webgen.extras.base import extras
from webgen.frictions.base import Friction
from webgen.layouts.base import Layout, layouts
from webgen.locales import ENGLISH, locales
from webgen.places.base import places
from webgen.registry import discover, lookup, part_names
from webgen.resources import folder
from webgen.spec import (
    EntityGene,
    FieldGene,
    FormGene,
    FrictionGene,
    Frozen,
    Level,
    ListGene,
    PartGene,
    SiteSpec,
    Spec,
    TaskGene,
)
from webgen.splits import Kind, Split
from webgen.streams import Stream, fingerprint, seed_of
from webgen.widgets.base import Widget
from webgen.workflows.base import (
    Workflow,
    askable,
    discerning,
    orderable,
    pairs,
    scheme,
    settable,
    subjects,
    workflows,
)
from webgen.workflows.distractors import distractors
from webgen.workflows.schemes._pair import Pair, Side
from webgen.workflows.tones import tones

Subject = tuple[int, str, str]  # a site, an entity of it, and one of the other site (empty: none)
FIRST_DAY = date(2026, 1, 5)
SEARCHES: tuple[Literal["live", "submit"], ...] = ("live", "submit")
ATTEMPTS = 200
PLAIN_HOME = 2.0  # how much more often than others a site welcomes people plainly
ASIDE = 0.2  # share of levels with two sites whose task is about one of them only
NEW_TAB = 0.35
FILTER_WIDGETS = ("listbox", "select")
INLINE = 0.35  # share of tables that fit it whose cells can be changed in place
ENGLISH_SHARE = 0.7  # of all sites; the other languages share the rest alike


class Knobs(Frozen):
    """What a caller may narrow: names allowed (empty: all), amounts, the split and, of the held-out side, one axis.

    ``friction`` is the mean number of frictions (0 to 5); ``records`` scales record counts; ``fields`` caps how many
    fields a task sets; ``paraphrase`` is the chance that the goal words a label otherwise than the page, ``tone`` that
    something is said around the request, ``distractor`` that something is said about another record. ``two_sites`` is
    the chance of a second site (always there where only workflows of two sites are allowed), ``satisfied`` and
    ``infeasible`` that a task which can be done already, or cannot be done, is. ``extra`` scales how many optional pages
    a site has (0 to 3); where ``extras`` names some, a site has those that fit it.
    """

    domains: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()
    widgets: tuple[str, ...] = ()
    frictions: tuple[str, ...] = ()
    chromes: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    actionbars: tuple[str, ...] = ()
    split: Split = "all"
    axis: str = ""
    friction: float = 1.2
    records: float = 1.0
    fields: int = 4
    login: float = 0.25
    paraphrase: float = 0.2
    tone: float = 0.3
    extra: float = 1.0
    two_sites: float = 0.12
    satisfied: float = 0.2
    infeasible: float = 0.13
    distractor: float = 0.12

    @model_validator(mode="after")
    def _in_range(self) -> Knobs:
        if not 0 <= self.friction <= 5 or not 0.3 <= self.records <= 4 or not 1 <= self.fields <= 8:
            raise ValueError("friction is 0 to 5, records 0.3 to 4, fields 1 to 8")
        if not 0 <= self.extra <= 3:
            raise ValueError("extra is 0 to 3")
        for name in ("login", "paraphrase", "tone", "two_sites", "satisfied", "infeasible", "distractor"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is a chance, 0 to 1")
        if self.satisfied + self.infeasible > 1:
            raise ValueError(
                f"satisfied ({self.satisfied:g}) and infeasible ({self.infeasible:g}) are chances of one draw; together they are at most 1"
            )
        named: dict[str, tuple[tuple[str, ...], Mapping[str, object]]] = {
            "domain": (self.domains, domains()),
            "workflow": (self.workflows, workflows()),
            "widget": (self.widgets, widgets()),
            "friction": (self.frictions, frictions()),
            "container": (self.containers, containers()),
            "place": (self.places, places()),
            "action bar": (self.actionbars, actionbars()),
            "chrome": (self.chromes, dict.fromkeys(chromes())),
            "layout": (self.layouts, layouts()),
            "locale": (self.locales, locales()),
            "home": (self.homes, dict.fromkeys(homes())),
            "extra": (self.extras, extras()),
            "door": (self.doors, doors()),
        }
        for kind, (given, known) in named.items():
            for item in given:
                if item not in known:
                    raise UnknownName(kind, item, known, where="knobs")
        if self.axis and self.split != "heldout":
            raise ValueError("an axis is of the held-out side; it goes with split=heldout")
        if self.axis and self.axis not in axes():
            raise UnknownName("axis", self.axis, axes(), where="knobs")
        return self


@cache
def widgets() -> dict[str, Widget]:
    """Return every widget by id."""
    return {name: part() for name, part in discover("webgen.widgets", Widget).items()}


@cache
def frictions() -> dict[str, Friction]:
    """Return every friction by id."""
    return {name: part() for name, part in discover("webgen.frictions", Friction).items()}


@cache
def chromes() -> tuple[str, ...]:
    """Return every chrome: the templates of that folder."""
    return tuple(sorted(path.stem for path in (folder("sites_templates") / "chrome").glob("[a-z]*.html")))


def homes() -> tuple[str, ...]:
    """Return every kind of first page."""
    return part_names("webgen.homes")


# ---- sides of a split -------------------------------------------------------------------------------------------

THEME_CLASSES = 10


def theme_class(theme: int) -> str:
    """Return the class of a theme, 0 to 9, by hash."""
    return str(int(fingerprint(theme), 16) % THEME_CLASSES)


def phrasing_id(flow: Workflow, index: int) -> str:
    """Return the id of a phrasing: ``edit/0``, and ``edit/last`` for the last of three or more."""
    count = len(flow.phrasings)
    return f"{flow.name}/{'last' if count > 2 and index % count == count - 1 else index % count}"


def family_of(flow: Workflow) -> str:
    """Return what kind of task a workflow is: its scheme, or else its operation."""
    return flow.scheme or flow.op


def _forms(spec: Spec) -> Iterator[FormGene]:
    for site in spec.sites:
        yield from (site.settings, *(gene.form for gene in site.entities))


def _genes(spec: Spec) -> Iterator[FieldGene]:
    for site in spec.sites:
        yield from site.settings.fields
        for gene in site.entities:
            yield from (*gene.form.fields, *gene.listing.filters)


READ_FIRST = ("carry", "pass_on")  # schemes across sites that read on the first and set on the second


def set_genes(spec: Spec) -> list[FieldGene]:
    """Return the genes of the fields that every solution sets, as far as the spec says which: binding may add some."""
    site, task = spec.sites[spec.task.site], spec.task
    flow = workflows()[task.workflow]
    sets = flow.op in ("edit", "create", "setting") if not flow.scheme else "edit" in flow.acts and flow.scheme != "guard"
    if not sets or flow.variant != "normal" or task.variant:
        return []
    if task.second is not None and flow.scheme in READ_FIRST:
        site, named = spec.sites[1 - task.site], task.second
        return [gene for gene in site.entity(named.entity).form.fields if gene.name in named.fields]
    form = site.entity(task.entity).form if task.entity else site.settings
    return [gene for gene in form.fields if gene.name in task.fields]


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind of which members can be held out. A new kind of parts is one entry here."""
    return {
        "domains": Kind("domains", domains, lambda spec: [site.domain for site in spec.sites]),
        "widgets": Kind("widgets", widgets, lambda spec: [gene.widget for gene in _genes(spec)],
                        lambda spec: [gene.widget for gene in set_genes(spec)]),
        "workflows": Kind("workflows", workflows, lambda spec: [spec.task.workflow]),
        "families": Kind("workflows", lambda: {family_of(flow) for flow in workflows().values()},
                         lambda spec: [family_of(workflows()[spec.task.workflow])]),
        "phrasings": Kind("words", lambda: [phrasing_id(flow, at) for flow in workflows().values() for at in range(len(flow.phrasings))],
                          lambda spec: [phrasing_id(workflows()[spec.task.workflow], spec.task.phrasing)]),
        "tones": Kind("words", tones, lambda spec: [spec.task.tone] if spec.task.tone else []),
        "chromes": Kind("looks", chromes, lambda spec: [site.chrome for site in spec.sites]),
        "themes": Kind("looks", lambda: [str(number) for number in range(THEME_CLASSES)],
                       lambda spec: [theme_class(site.theme) for site in spec.sites]),
        "frictions": Kind("frictions", frictions, lambda spec: [gene.name for gene in spec.frictions]),
        "locales": Kind("locales", locales, lambda spec: [site.locale for site in spec.sites]),
        "containers": Kind("structure", containers, lambda spec: [form.container for form in _forms(spec)]
                           + [gene.detail for site in spec.sites for gene in site.entities]),
        "places": Kind("structure", places, lambda spec: [form.place for form in _forms(spec)]),
        "actionbars": Kind("structure", actionbars, lambda spec: [gene.actions for site in spec.sites for gene in site.entities]),
        "homes": Kind("structure", homes, lambda spec: [site.home for site in spec.sites]),
        "extras": Kind("structure", extras, lambda spec: [name for site in spec.sites for name in site.extras]),
        "doors": Kind("structure", doors, lambda spec: [site.door for site in spec.sites if site.login]),
        "layouts": Kind("structure", layouts,
                        lambda spec: [gene.listing.layout for site in spec.sites for gene in site.entities],
                        lambda spec: [gene.listing.layout for site in spec.sites for gene in site.entities if gene.name == spec.task.entity]),
    }  # fmt: skip


@cache
def heldout() -> dict[str, tuple[str, ...]]:
    """Return what ``scenarios/splits.toml`` keeps from training, by kind; compositions are a kind of their own."""
    return splits.read(folder("scenarios") / "splits.toml", kinds())


def axes() -> tuple[str, ...]:
    """Return the axes of a generalisation suite: each a value of :attr:`Knobs.axis`."""
    return splits.axes(kinds(), heldout())


def held_out(spec: Spec) -> dict[str, set[str]]:
    """Return what a spec uses of what is held out, by kind; nothing for a spec that training may use."""
    return splits.held_out(spec, kinds(), heldout())


@cache
def courses() -> dict[str, dict[str, Any]]:
    """Return the courses of ``scenarios/courses``: for each, the :class:`Knobs` it sets."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((folder("scenarios") / "courses").glob("*.toml")):
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise SpecError(f"{path.name}: broken TOML: {error}") from None
        found[path.stem] = {
            kind: tuple(value) if isinstance(value, list) else value for kind, value in table.items() if kind != "title"
        }
        Knobs.model_validate(found[path.stem])  # names that nothing carries are refused here
    return found


def course(name: str) -> dict[str, Any]:
    """Return what a course narrows, as keywords of :class:`Knobs`; nothing for the empty name."""
    return lookup("course", courses(), name) if name else {}


def generate(seed: int, knobs: Knobs | None = None) -> Spec:
    """Return the spec of a seed: same seed and knobs, same spec, in any process.

    Raises:
        InputError: the seed is not a non-negative integer, or the knobs leave nothing to choose from.
    """
    knobs = knobs or Knobs()
    stream = Stream(seed_of(seed), "spec")
    narrowed: dict[str, tuple[str, ...]] = {kind: names for kind in kinds() if (names := getattr(knobs, kind, ()))}
    if knobs.workflows:
        narrowed["families"] = tuple(sorted({family_of(workflows()[name]) for name in knobs.workflows}))
    if not knobs.tone:
        narrowed["tones"] = ("",)
    side = splits.side(knobs.split, knobs.axis, stream.child("axis"), kinds(), heldout(), narrowed)
    return _Generator(stream, knobs, side).spec()


def level_of(seed: int, knobs: Knobs | None = None) -> Level:
    """Return the level of a seed: its spec bound to the same seed's content."""
    return bind(generate(seed, knobs), seed_of(seed))


def editable_cells(entity: Entity, gene: ListGene) -> list[str]:
    """Return the columns whose cells can be changed in place: choices and yes-or-no fields that people may set."""
    return [
        name
        for name in gene.columns
        if (field := entity.field(name)).type in ("choice", "bool") and field.editable and field.kind == "intent" and entity.editable
    ]


class _Generator:
    """Draws one spec on a side of the split."""

    def __init__(self, stream: Stream, knobs: Knobs, side: splits.Side) -> None:
        self.stream, self.knobs, self.side = stream, knobs, side

    def _allowed(self, kind: str, known: list[str], wanted: tuple[str, ...]) -> list[str]:
        names = self.side.allowed(kind, [name for name in known if not wanted or name in wanted])
        if not names:
            raise SpecError(f"the knobs leave no {kind} to choose from (split {self.knobs.split})")
        return names

    def _narrowed(self, kind: str, weights: dict[str, float], wanted: tuple[str, ...], stream: Stream) -> str:
        """Pick by weight among the wanted names of the side; among all of the side where none of them fits."""
        names = self.side.allowed(kind, [name for name in weights if name in wanted]) or self.side.allowed(kind, list(weights))
        return stream.weighted({name: weights[name] for name in names})

    def spec(self) -> Spec:
        """Draw everything, each from its own place; what no workflow fits or is not on the side is drawn again."""
        more, fitted = self._second(), False
        for attempt in range(ATTEMPTS):
            self.place = self.stream if attempt == 0 else self.stream.child("again", attempt)
            names = self._allowed("domains", sorted(domains()), self.knobs.domains)
            sites = self._sites(names, two=bool(more))
            about = self.place.child("about").integer(0, 1) if more == "aside" else 0
            able = self._able(sites, across=more == "across", about=about)
            if able:
                fitted = True
                spec = self._whole(sites, able)
                if self.side.holds(spec):
                    return spec
        if fitted:
            raise SpecError(f"the knobs leave nothing of the {self.side.axis or self.side.split} side in {ATTEMPTS} draws")
        wanted = ", ".join(self.knobs.workflows) or "any"
        raise SpecError(f"no allowed workflow fits in {ATTEMPTS} sites of {', '.join(names)}; allowed: {wanted}")

    def _sites(self, names: list[str], *, two: bool) -> list[SiteSpec]:
        stream = self.place
        sites = [self._site(domains()[stream.child("domain").pick(names)], stream.child("site"))]
        if two:
            place = stream.child("second")
            sites.append(self._site(domains()[place.child("domain").pick(names)], place.child("site")))
            sites[1] = sites[1].model_copy(update={"locale": sites[0].locale})  # both speak one language
            sites = [site.model_copy(update={"new_tab": stream.child("new_tab").chance(NEW_TAB)}) for site in sites]
        return sites

    def _whole(self, sites: list[SiteSpec], able: dict[str, list[Subject]]) -> Spec:
        flow, (at, entity, other) = self._flow(able)
        place = self.place.child("task")
        drawn = self._across(sites, flow, (at, entity, other), place) if other else self._alone(sites[at], flow, entity, place)
        return Spec(
            today=FIRST_DAY + timedelta(days=self.place.child("today").integer(0, 690)),
            sites=tuple(sites),
            frictions=self._frictions(self.place.child("frictions")),
            task=self._task(flow, {"site": at, "entity": entity} | drawn, place),
        )

    def _flows(self) -> list[str]:
        names = self._allowed("workflows", sorted(workflows()), self.knobs.workflows)
        families = self.side.allowed("families", sorted(kinds()["families"].known()))
        return [name for name in names if family_of(workflows()[name]) in families]

    def _second(self) -> Literal["", "across", "aside"]:
        """Return what a second site is for: the task goes across, or it stands aside; empty where there is none."""
        names = self._flows()
        across = [name for name in names if workflows()[name].sites == 2]
        if len(across) == len(names):
            return "across"
        if not self.stream.child("two_sites").chance(self.knobs.two_sites):
            return ""
        if self.stream.child("aside").chance(ASIDE):
            return "aside"
        return "across" if across else ""

    # ---- the site

    def _site(self, domain: Domain, stream: Stream) -> SiteSpec:
        return SiteSpec(
            domain=domain.name,
            locale=self._locale(stream.child("locale")),
            chrome=stream.child("chrome").pick(self._allowed("chromes", list(chromes()), self.knobs.chromes)),
            theme=self._theme(stream.child("theme")),
            login=stream.child("login").chance(self.knobs.login),
            boost=stream.child("boost").chance(0.5),
            entities=tuple(
                self._entity(domain, entity, stream.child("entity", entity.name)) for entity in domain.entities
            ),
            settings=FormGene(
                fields=tuple(
                    self._field(domain, field, stream.child("setting", field.name), 0) for field in domain.all_settings
                ),
                container=self._container(len(domain.all_settings), "settings", stream.child("settings_container")),
            ),
            home=self._home(stream.child("home")),
            extras=self._extras(domain, stream.child("extras")),
            door=self._door(stream.child("door")),
        )

    def _locale(self, stream: Stream) -> str:
        names = self._allowed("locales", list(locales()), self.knobs.locales)
        others = [name for name in names if name != ENGLISH]
        if ENGLISH not in names or not others:
            return stream.pick(names)
        return stream.weighted({ENGLISH: ENGLISH_SHARE, **dict.fromkeys(others, (1 - ENGLISH_SHARE) / len(others))})

    def _home(self, stream: Stream) -> str:
        names = self._allowed("homes", list(homes()), self.knobs.homes)
        return stream.weighted({name: PLAIN_HOME if name == "welcome" else 1.0 for name in names})

    def _door(self, stream: Stream) -> str:
        return stream.weighted({name: doors()[name].share for name in self._allowed("doors", list(doors()), self.knobs.doors)})

    def _extras(self, domain: Domain, stream: Stream) -> tuple[str, ...]:
        """Draw the optional pages; where every allowed workflow needs one, one of those is there."""
        fitting = self.side.allowed("extras", [name for name, part in sorted(extras().items()) if part.fits(domain)])
        if self.knobs.extras:
            return tuple(name for name in fitting if name in self.knobs.extras)
        found = {name for name in fitting if stream.child(name).chance(self.knobs.extra * extras()[name].share)}
        needed = {workflows()[name].page for name in self.knobs.workflows} & set(fitting)
        if needed and all(workflows()[name].page for name in self.knobs.workflows):
            found.add(stream.child("needed").pick(sorted(needed)))
        return tuple(sorted(found))

    def _theme(self, stream: Stream) -> int:
        """Draw a theme of an allowed class."""
        theme = stream.integer(0, 2**31)
        classes = self.side.allowed("themes", sorted(kinds()["themes"].known()))
        again = 0
        while theme_class(theme) not in classes:
            again += 1
            theme = stream.child("again", again).integer(0, 2**31)
        return theme

    def _entity(self, domain: Domain, entity: Entity, stream: Stream) -> EntityGene:
        low, high = entity.count
        count = max(4, round(stream.child("records").integer(low, high) * self.knobs.records))
        return EntityGene(
            name=entity.name,
            records=count,
            listing=self._listing(domain, entity, stream.child("list")),
            form=self._form(domain, entity, stream.child("form"), count),
            detail=self._container(len(entity.fields) - 1, "detail", stream.child("detail_container")),
            actions=self._narrowed("actionbars", {name: bar.weight for name, bar in actionbars().items()}, self.knobs.actionbars, stream.child("actions")),
        )

    def _form(self, domain: Domain, entity: Entity, stream: Stream, count: int) -> FormGene:
        fields = [field for field in entity.intent_fields if field.editable]
        genes = [self._field(domain, field, stream.child(field.name), count) for field in fields]
        title = [gene for gene in genes if gene.name == entity.title]
        rest = [gene for gene in genes if gene.name != entity.title]
        if stream.child("mixed").chance(0.5):
            rest = stream.child("order").shuffled(rest, key=lambda gene: gene.name)
        return FormGene(
            fields=(*title, *rest),
            container=self._container(len(genes), "form", stream.child("container")),
            place=self._narrowed("places", {name: place.weight for name, place in places().items()}, self.knobs.places, stream.child("place")),
        )

    def _container(self, count: int, role: Role, stream: Stream) -> str:
        fitting = {name: part.weight for name, part in containers().items() if part.fits(count, role)}
        return self._narrowed("containers", fitting, self.knobs.containers, stream)

    def _field(self, domain: Domain, field: Field, stream: Stream, count: int) -> FieldGene:
        label = stream.child("label").integer(0, len(field.labels) - 1) if stream.child("canonical").chance(0.4) else 0
        return FieldGene(name=field.name, widget=self._widget(field, stream.child("widget"), count), label=label)

    def _widget(self, field: Field, stream: Stream, count: int) -> str:
        size = len(field.choices) or count * 2
        fitting = [name for name, widget in widgets().items() if widget.fits(field, size)]
        allowed = [name for name in fitting if not self.knobs.widgets or name in self.knobs.widgets]
        names = self.side.allowed("widgets", allowed) or self.side.allowed("widgets", fitting)
        return stream.weighted({name: rarity.weight(name) for name in names})

    def _listing(self, domain: Domain, entity: Entity, stream: Stream) -> ListGene:
        shown = [field for field in entity.fields if field.in_list and field.name != entity.title]
        keep = stream.child("columns").integer(min(3, len(shown)), min(5, len(shown)))
        chosen = {field.name for field in stream.child("which").sample(shown, keep, key=lambda field: field.name)}
        columns = [entity.title, *(field.name for field in shown if field.name in chosen)]
        sortable = [name for name in columns if entity.field(name).sortable]
        filterable = [field for field in entity.fields if field.filterable and field.type == "choice"]
        count = stream.child("filters").integer(0, min(2, len(filterable)))
        filters = stream.child("filter").sample(filterable, count, key=lambda field: field.name)
        among = self.side.allowed("widgets", FILTER_WIDGETS)
        gene = ListGene(
            columns=tuple(columns),
            filters=tuple(
                FieldGene(name=field.name, widget=stream.child("filter", field.name).pick(among)) for field in filters
            ),
            sort=tuple(sortable),
            search=stream.child("search").pick(SEARCHES),
            page_size=stream.child("size").pick((6, 8, 10)),
        )
        return self._laid_out(domain, entity, gene, stream.child("layout"))

    def _laid_out(self, domain: Domain, entity: Entity, gene: ListGene, stream: Stream) -> ListGene:
        """Draw a layout among those that fit, what it arranges records by, and the cells that can be changed in place."""
        fitting = {name: part for name, part in layouts().items() if part.fits(domain, entity, gene)}
        allowed = {name: part for name, part in fitting.items() if not self.knobs.layouts or name in self.knobs.layouts}
        names = self.side.allowed("layouts", list(allowed)) or self.side.allowed("layouts", list(fitting))
        name = stream.weighted({name: fitting[name].weight for name in names})
        part: Layout = layouts()[name]
        named = part.candidates(entity, gene)
        inline: tuple[str, ...] = ()
        able = editable_cells(entity, gene) if part.inlines else []
        if able and stream.child("inline").chance(INLINE):
            inline = tuple(stream.child("cells").sample(able, stream.child("many").integer(1, min(2, len(able)))))
        return gene.model_copy(
            update={"layout": name, "by": stream.child("by").pick(named) if named else "", "inline": inline}
        )

    # ---- the task

    def _able(self, sites: Sequence[SiteSpec], *, across: bool, about: int) -> dict[str, list[Subject]]:
        """Return what each allowed workflow can be about: a site, an entity there, and one of the other site."""
        names = self._flows()
        able: dict[str, list[Subject]] = {}
        for name in names:
            flow = workflows()[name]
            if across:
                able[name] = pairs(flow, sites) if flow.sites == 2 else []
            elif flow.sites == 1:
                trade = domains()[sites[about].domain]
                able[name] = [(about, entity, "") for entity in subjects(flow, trade, sites[about])]
        return {name: found for name, found in able.items() if found}

    def _flow(self, able: dict[str, list[Subject]]) -> tuple[Workflow, Subject]:
        name = self.place.child("workflow").weighted({name: workflows()[name].weight for name in able})
        subject = self.place.child("entity").pick(able[name], key=lambda item: "/".join(map(str, item)) if item[2] else item[1])
        return workflows()[name], subject

    def _across(self, sites: Sequence[SiteSpec], flow: Workflow, subject: Subject, stream: Stream) -> dict[str, Any]:
        """Draw what a task of two sites is about on both."""
        at, entity, other = subject
        binds = scheme(flow.scheme)
        assert isinstance(binds, Pair)
        first, second = (
            Side(domains()[site.domain], domains()[site.domain].entity(name), site.entity(name))
            for site, name in ((sites[at], entity), (sites[1 - at], other))
        )
        here, there = binds.draw_both(flow, first, second, stream.child("scheme"), self.knobs.fields)
        return here | {"second": PartGene(entity=other, **there)}

    def _alone(self, site: SiteSpec, flow: Workflow, entity: str, stream: Stream) -> dict[str, Any]:
        """Draw what a task of one site is about."""
        domain = domains()[site.domain]
        if flow.op == "setting":
            names = self._shown_as_wanted(site.settings, [gene.name for gene in site.settings.fields])
            return {"fields": self._some([domain.setting(name) for name in names], flow, stream)}
        kind, gene = domain.entity(entity), site.entity(entity)
        if flow.scheme:
            return scheme(flow.scheme).draw(flow, domain, kind, gene, stream.child("scheme"), self.knobs.fields)
        drawn: dict[str, Any] = {}
        if flow.op in ("edit", "create"):
            names = self._shown_as_wanted(gene.form, settable(domain, kind, gene))
            drawn["fields"] = self._some([kind.field(name) for name in names], flow, stream)
        if flow.aim == "extreme":
            drawn["fields"] = (stream.child("by").pick(orderable(kind, gene)),)
        elif flow.op == "answer":
            drawn["fields"] = (stream.child("ask").pick(askable(kind)),)
        if flow.aim == "conditions":
            names = discerning(kind)
            drawn["conditions"] = tuple(sorted(stream.child("conditions").sample(names, min(2, len(names)))))
            rest = [name for name in settable(domain, kind, gene) if name not in drawn["conditions"]]
            names = self._shown_as_wanted(gene.form, rest or settable(domain, kind, gene))
            drawn["fields"] = self._some([kind.field(name) for name in names], flow, stream)
        if flow.op == "verb":
            drawn["verb"] = stream.child("verb").pick([item.name for item in kind.verbs])
        return drawn

    def _task(self, flow: Workflow, drawn: dict[str, Any], stream: Stream) -> TaskGene:
        toned = "tones" in self.side.wanted or stream.child("toned").chance(self.knobs.tone)
        aside = stream.child("distracted").chance(self.knobs.distractor)
        return TaskGene(
            workflow=flow.name,
            variant=self._variant(flow, stream.child("variant")),
            phrasing=self._phrasing(flow, stream.child("phrasing")),
            paraphrase=stream.child("paraphrase").chance(self.knobs.paraphrase),
            tone=stream.child("tone").pick(self.side.allowed("tones", list(tones()))) if toned else "",
            distractor=stream.child("distractor").pick(sorted(distractors())) if aside else "",
            **drawn,
        )

    def _variant(self, flow: Workflow, stream: Stream) -> Literal["", "satisfied", "infeasible"]:
        """Draw whether the task is one that is done already, or cannot be done."""
        satisfied = self.knobs.satisfied if "satisfied" in flow.variants else 0.0
        infeasible = self.knobs.infeasible if "infeasible" in flow.variants else 0.0
        return stream.weighted({"": 1.0 - satisfied - infeasible, "satisfied": satisfied, "infeasible": infeasible})  # type: ignore[return-value]

    def _phrasing(self, flow: Workflow, stream: Stream) -> int:
        ids = [phrasing_id(flow, at) for at in range(len(flow.phrasings))]
        drawn, allowed = stream.integer(0, len(ids) - 1), self.side.allowed("phrasings", ids)
        return drawn if ids[drawn] in allowed else ids.index(stream.child("again").pick(allowed))

    def _shown_as_wanted(self, form: FormGene, names: list[str]) -> list[str]:
        """Return the fields whose widgets are among those asked for; all of them where there are none."""
        wanted = self.knobs.widgets
        return [name for name in names if (gene := form.gene(name)) is not None and gene.widget in wanted] or names

    def _some(self, fields: list[Field], flow: Workflow, stream: Stream) -> tuple[str, ...]:
        top = max(1, min(flow.fields[1], self.knobs.fields, len(fields)))
        count = stream.child("count").integer(min(max(1, flow.fields[0]), top), top)
        return rarity.sample(fields, count, stream.child("fields"))

    # ---- the rest

    def _frictions(self, stream: Stream) -> tuple[FrictionGene, ...]:
        known = [name for name in sorted(frictions()) if not self.knobs.frictions or name in self.knobs.frictions]
        known = self.side.allowed("frictions", known)
        chance = min(1.0, self.knobs.friction / len(known)) if known else 0.0
        return tuple(
            FrictionGene(name=name, strength=stream.child(name, "strength").integer(1, 3))
            for name in known
            if stream.child(name).chance(chance)
        )
