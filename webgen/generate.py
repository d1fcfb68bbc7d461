"""Seed to spec: a pure function, no I/O, no rejection."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from pydantic import model_validator

from webgen import rarity
from webgen.bind import bind
from webgen.domains.model import Domain, Entity, Field
from webgen.domains.reader import domains
from webgen.doors.base import doors
from webgen.errors import SpecError, UnknownName
from webgen.extras.base import extras
from webgen.frictions.base import Friction
from webgen.layouts.base import Layout, layouts
from webgen.locales import ENGLISH, locales
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
    SiteSpec,
    Spec,
    TaskGene,
)
from webgen.streams import Stream, seed_of
from webgen.widgets.base import Widget
from webgen.workflows.base import Workflow, askable, discerning, orderable, scheme, settable, subjects, workflows
from webgen.workflows.tones import tones

Split = Literal["all", "train", "heldout"]
FIRST_DAY = date(2026, 1, 5)
SEARCHES: tuple[Literal["live", "submit"], ...] = ("live", "submit")
ATTEMPTS = 40
PLAIN_HOME = 2.0  # how much more often than others a site welcomes people plainly
FILTER_WIDGETS = ("listbox", "select")
INLINE = 0.35  # share of tables that fit it whose cells can be changed in place
ENGLISH_SHARE = 0.7  # of all sites; the other languages share the rest alike


class Knobs(Frozen):
    """What a caller may narrow: names allowed (empty: all), amounts, and the split.

    ``friction`` is the mean number of frictions (0 to 5); ``records`` scales record counts; ``fields`` caps how many
    fields a task sets; ``paraphrase`` is the chance that the goal words a label otherwise than the page, ``tone`` that
    something is said around the request. ``extra`` scales how many optional pages a site has (0 to 3); where ``extras``
    names some, a site has those that fit it.
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
    split: Split = "all"
    friction: float = 1.2
    records: float = 1.0
    fields: int = 4
    login: float = 0.25
    paraphrase: float = 0.2
    tone: float = 0.3
    extra: float = 1.0

    @model_validator(mode="after")
    def _in_range(self) -> Knobs:
        if not 0 <= self.friction <= 5 or not 0.3 <= self.records <= 4 or not 1 <= self.fields <= 8:
            raise ValueError("friction is 0 to 5, records 0.3 to 4, fields 1 to 8")
        if not 0 <= self.extra <= 3:
            raise ValueError("extra is 0 to 3")
        named: dict[str, tuple[tuple[str, ...], Mapping[str, object]]] = {
            "domain": (self.domains, domains()),
            "workflow": (self.workflows, workflows()),
            "widget": (self.widgets, widgets()),
            "friction": (self.frictions, frictions()),
            "chrome": (self.chromes, dict.fromkeys(chromes())),
            "layout": (self.layouts, layouts()),
            "locale": (self.locales, locales()),
        }
        for kind, (given, known) in named.items():
            for item in given:
                if item not in known:
                    raise UnknownName(kind, item, known, where="knobs")
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


@cache
def heldout() -> dict[str, tuple[str, ...]]:
    """Return what ``scenarios/splits.toml`` keeps from training, by kind (domains, widgets, workflows)."""
    path = folder("scenarios") / "splits.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))["heldout"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise SpecError(f"{path.name}: broken: {error}") from None
    known: dict[str, Collection[str]] = {
        "domains": domains(), "widgets": widgets(), "workflows": workflows(), "tones": tones(),
    }  # fmt: skip
    for kind, names in table.items():
        if kind not in known:
            raise UnknownName("kind", kind, known, where=path.name)
        for name in names:
            if name not in known[kind]:
                raise UnknownName(kind.rstrip("s"), name, known[kind], where=path.name)
    return {kind: tuple(table.get(kind, ())) for kind in known}


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
    axes = [kind for kind, names in sorted(heldout().items()) if names and (kind != "tones" or knobs.tone)]
    axis = stream.child("axis").pick(axes) if knobs.split == "heldout" else ""
    return _Generator(stream, knobs, axis).spec()


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
    """Draws one spec. ``axis`` is the kind of part that a held-out level must take from the held-out ones."""

    def __init__(self, stream: Stream, knobs: Knobs, axis: str) -> None:
        self.stream, self.knobs, self.axis = stream, knobs, axis

    def _allowed(self, kind: str, known: list[str], wanted: tuple[str, ...]) -> list[str]:
        names = [name for name in known if not wanted or name in wanted]
        kept = heldout()[kind]
        if self.knobs.split == "train":
            names = [name for name in names if name not in kept]
        elif self.knobs.split == "heldout" and kind != "widgets":
            names = [name for name in names if (name in kept) == (self.axis == kind)]
        if not names:
            raise SpecError(f"the knobs leave no {kind} to choose from (split {self.knobs.split})")
        return names

    def spec(self) -> Spec:
        """Draw everything, each from its own place."""
        for attempt in range(ATTEMPTS):  # a site on which no allowed workflow fits is drawn again
            stream = self.stream if attempt == 0 else self.stream.child("again", attempt)
            names = self._allowed("domains", sorted(domains()), self.knobs.domains)
            domain = domains()[stream.child("domain").pick(names)]
            site = self._site(domain, stream.child("site"))
            able = self._able(domain, site)
            if able:
                break
        else:
            wanted = ", ".join(self.knobs.workflows) or "any"
            raise SpecError(f"no allowed workflow fits in {ATTEMPTS} sites of {', '.join(names)}; allowed: {wanted}")
        flow, entity = self._flow(able)
        task = self._task(domain, site, flow, entity, stream.child("task"))
        if self.axis == "widgets":
            site = self._with_heldout_widgets(domain, site, task)
        return Spec(
            today=FIRST_DAY + timedelta(days=stream.child("today").integer(0, 690)),
            sites=(site,),
            frictions=self._frictions(stream.child("frictions")),
            task=task,
        )

    # ---- the site

    def _site(self, domain: Domain, stream: Stream) -> SiteSpec:
        return SiteSpec(
            domain=domain.name,
            locale=self._locale(stream.child("locale")),
            chrome=stream.child("chrome").pick(self.knobs.chromes or chromes()),
            theme=stream.child("theme").integer(0, 2**31),
            login=stream.child("login").chance(self.knobs.login),
            boost=stream.child("boost").chance(0.5),
            entities=tuple(
                self._entity(domain, entity, stream.child("entity", entity.name)) for entity in domain.entities
            ),
            settings=FormGene(
                fields=tuple(
                    self._field(domain, field, stream.child("setting", field.name), 0) for field in domain.all_settings
                ),
                tabs=stream.child("settings_tabs").chance(0.4),
            ),
            home=self._home(stream.child("home")),
            extras=self._extras(domain, stream.child("extras")),
            door=self._door(stream.child("door")),
        )

    def _locale(self, stream: Stream) -> str:
        names = self.knobs.locales or (ENGLISH,)
        others = [name for name in names if name != ENGLISH]
        if ENGLISH not in names or not others:
            return stream.pick(names)
        return stream.weighted({ENGLISH: ENGLISH_SHARE, **dict.fromkeys(others, (1 - ENGLISH_SHARE) / len(others))})

    def _home(self, stream: Stream) -> str:
        names = [name for name in homes() if not self.knobs.homes or name in self.knobs.homes]
        return stream.weighted({name: PLAIN_HOME if name == "welcome" else 1.0 for name in names})

    def _door(self, stream: Stream) -> str:
        return stream.weighted(
            {name: part.share for name, part in doors().items() if not self.knobs.doors or name in self.knobs.doors}
        )

    def _extras(self, domain: Domain, stream: Stream) -> tuple[str, ...]:
        """Draw the optional pages; where every allowed workflow needs one, one of those is there."""
        fitting = [name for name, part in sorted(extras().items()) if part.fits(domain)]
        if self.knobs.extras:
            return tuple(name for name in fitting if name in self.knobs.extras)
        found = {name for name in fitting if stream.child(name).chance(self.knobs.extra * extras()[name].share)}
        needed = {workflows()[name].page for name in self.knobs.workflows} & set(fitting)
        if needed and all(workflows()[name].page for name in self.knobs.workflows):
            found.add(stream.child("needed").pick(sorted(needed)))
        return tuple(sorted(found))

    def _entity(self, domain: Domain, entity: Entity, stream: Stream) -> EntityGene:
        low, high = entity.count
        count = max(4, round(stream.child("records").integer(low, high) * self.knobs.records))
        return EntityGene(
            name=entity.name,
            records=count,
            listing=self._listing(domain, entity, stream.child("list")),
            form=self._form(domain, entity, stream.child("form"), count),
            detail_tabs=stream.child("detail_tabs").chance(0.3),
        )

    def _form(self, domain: Domain, entity: Entity, stream: Stream, count: int) -> FormGene:
        fields = [field for field in entity.intent_fields if field.editable]
        genes = [self._field(domain, field, stream.child(field.name), count) for field in fields]
        title = [gene for gene in genes if gene.name == entity.title]
        rest = [gene for gene in genes if gene.name != entity.title]
        if stream.child("mixed").chance(0.5):
            rest = stream.child("order").shuffled(rest, key=lambda gene: gene.name)
        return FormGene(fields=(*title, *rest), tabs=len(genes) > 4 and stream.child("tabs").chance(0.3))

    def _field(self, domain: Domain, field: Field, stream: Stream, count: int) -> FieldGene:
        label = stream.child("label").integer(0, len(field.labels) - 1) if stream.child("canonical").chance(0.4) else 0
        return FieldGene(name=field.name, widget=self._widget(field, stream.child("widget"), count), label=label)

    def _widget(self, field: Field, stream: Stream, count: int, *, among: tuple[str, ...] = ()) -> str:
        size = len(field.choices) or count * 2
        fitting = [name for name, widget in widgets().items() if widget.fits(field, size)]
        allowed = [name for name in fitting if not self.knobs.widgets or name in self.knobs.widgets]
        kept = heldout()["widgets"]
        if self.knobs.split == "train" or (self.knobs.split == "heldout" and not among):
            allowed = [name for name in allowed or fitting if name not in kept]
        if among:
            allowed = [name for name in allowed or fitting if name in among]
        return stream.weighted({name: rarity.weight(name) for name in allowed or fitting})

    def _listing(self, domain: Domain, entity: Entity, stream: Stream) -> ListGene:
        shown = [field for field in entity.fields if field.in_list and field.name != entity.title]
        keep = stream.child("columns").integer(min(3, len(shown)), min(5, len(shown)))
        chosen = {field.name for field in stream.child("which").sample(shown, keep, key=lambda field: field.name)}
        columns = [entity.title, *(field.name for field in shown if field.name in chosen)]
        sortable = [name for name in columns if entity.field(name).sortable]
        filterable = [field for field in entity.fields if field.filterable and field.type == "choice"]
        count = stream.child("filters").integer(0, min(2, len(filterable)))
        filters = stream.child("filter").sample(filterable, count, key=lambda field: field.name)
        among = tuple(name for name in FILTER_WIDGETS if self._trainable(name))
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
        name = stream.weighted({name: part.weight for name, part in (allowed or fitting).items()})
        part: Layout = layouts()[name]
        named = part.candidates(entity, gene)
        inline: tuple[str, ...] = ()
        able = editable_cells(entity, gene) if part.inlines else []
        if able and stream.child("inline").chance(INLINE):
            inline = tuple(stream.child("cells").sample(able, stream.child("many").integer(1, min(2, len(able)))))
        return gene.model_copy(
            update={"layout": name, "by": stream.child("by").pick(named) if named else "", "inline": inline}
        )

    def _trainable(self, widget: str) -> bool:
        return self.knobs.split == "all" or widget not in heldout()["widgets"]

    # ---- the task

    def _able(self, domain: Domain, site: SiteSpec) -> dict[str, list[str]]:
        names = self._allowed("workflows", sorted(workflows()), self.knobs.workflows)
        able = {name: subjects(workflows()[name], domain, site) for name in names}
        return {name: entities for name, entities in able.items() if entities}

    def _flow(self, able: dict[str, list[str]]) -> tuple[Workflow, str]:
        name = self.stream.child("workflow").weighted({name: workflows()[name].weight for name in able})
        return workflows()[name], self.stream.child("entity").pick(able[name])

    def _task(self, domain: Domain, site: SiteSpec, flow: Workflow, entity: str, stream: Stream) -> TaskGene:
        fields: tuple[str, ...] = ()
        conditions: tuple[str, ...] = ()
        verb = ""
        if flow.scheme:
            drawn = scheme(flow.scheme).draw(
                flow, domain, domain.entity(entity), site.entity(entity), stream.child("scheme"), self.knobs.fields
            )
            fields, conditions = drawn.get("fields", ()), drawn.get("conditions", ())
            verb = drawn.get("verb", "")
        elif flow.op == "setting":
            fields = self._some([domain.setting(gene.name) for gene in site.settings.fields], flow, stream)
        else:
            kind, gene = domain.entity(entity), site.entity(entity)
            if flow.op in ("edit", "create"):
                fields = self._some([kind.field(name) for name in settable(domain, kind, gene)], flow, stream)
            if flow.aim == "extreme":
                fields = (stream.child("by").pick(orderable(kind, gene)),)
            elif flow.op == "answer":
                fields = (stream.child("ask").pick(askable(kind)),)
            if flow.aim == "conditions":
                names = discerning(kind)
                conditions = tuple(sorted(stream.child("conditions").sample(names, min(2, len(names)))))
                rest = [name for name in settable(domain, kind, gene) if name not in conditions]
                names = rest or settable(domain, kind, gene)
                fields = self._some([kind.field(name) for name in names], flow, stream)
            if flow.op == "verb":
                verb = stream.child("verb").pick([item.name for item in kind.verbs])
        return TaskGene(
            workflow=flow.name,
            entity=entity,
            fields=fields,
            conditions=conditions,
            verb=verb,
            phrasing=stream.child("phrasing").integer(0, len(flow.phrasings) - 1),
            paraphrase=stream.child("paraphrase").chance(self.knobs.paraphrase),
            tone=stream.child("tone").pick(self._tones())
            if self.axis == "tones" or stream.child("toned").chance(self.knobs.tone)
            else "",
        )

    def _tones(self) -> list[str]:
        kept = heldout()["tones"]
        if self.knobs.split == "heldout" and self.axis == "tones":
            return list(kept)
        return [name for name in tones() if name not in kept or self.knobs.split == "all"]

    def _some(self, fields: list[Field], flow: Workflow, stream: Stream) -> tuple[str, ...]:
        top = max(1, min(flow.fields[1], self.knobs.fields, len(fields)))
        count = stream.child("count").integer(min(max(1, flow.fields[0]), top), top)
        return rarity.sample(fields, count, stream.child("fields"))

    # ---- the rest

    def _frictions(self, stream: Stream) -> tuple[FrictionGene, ...]:
        known = [name for name in sorted(frictions()) if not self.knobs.frictions or name in self.knobs.frictions]
        chance = min(1.0, self.knobs.friction / len(known)) if known else 0.0
        return tuple(
            FrictionGene(name=name, strength=stream.child(name, "strength").integer(1, 3))
            for name in known
            if stream.child(name).chance(chance)
        )

    def _with_heldout_widgets(self, domain: Domain, site: SiteSpec, task: TaskGene) -> SiteSpec:
        """Give the form the task uses every held-out widget that fits a field of it."""
        kept = heldout()["widgets"]
        stream = self.stream.child("heldout")

        def turned(gene: FieldGene, field: Field, count: int) -> FieldGene:
            return gene.model_copy(
                update={
                    "widget": self._widget(field, stream.child(field.name), count, among=kept)
                    if any(field.type in widgets()[name].types for name in kept)
                    else gene.widget
                }
            )

        entities = tuple(
            gene.model_copy(
                update={
                    "form": gene.form.model_copy(
                        update={
                            "fields": tuple(
                                turned(item, domain.entity(gene.name).field(item.name), gene.records)
                                for item in gene.form.fields
                            )
                        }
                    )
                }
            )
            for gene in site.entities
        )
        return site.model_copy(update={"entities": entities})
