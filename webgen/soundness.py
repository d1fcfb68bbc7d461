"""Is a spec or level from outside sound? Refuses, in one sentence, what would fail only while playing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from webgen.actionbars.base import actionbars
from webgen.bind import bind
from webgen.containers.base import Role, containers
from webgen.domains.model import Domain, Entity, Field
from webgen.domains.reader import domain as read_domain
from webgen.doors.base import doors
from webgen.errands.base import errands
from webgen.errors import InputError, SpecError, UnknownName
from webgen.extras.base import extras, table
from webgen.generate import chromes, editable_cells, frictions, homes, widgets
from webgen.layouts.base import layout_of, layouts
from webgen.locales import locales
from webgen.places.base import places
from webgen.site.app import Site
from webgen.spec import STEPS, FieldGene, Level, ListGene, Record, SiteContent, SiteSpec, Spec, load
from webgen.workflows.base import scheme, workflow
from webgen.workflows.distractors import distractor
from webgen.workflows.tones import tone

HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.test")


def read_level(path: Path | str) -> Level:
    """Read a level file; a spec file is bound to content seed 0.

    Raises:
        InputError: it cannot be read, is neither a level nor a spec, or does not hold together.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise SpecError(f"{path}: not a text file") from None
    return parse_level(text, where=str(path))


def parse_level(text: str, *, where: str) -> Level:
    """Read a level or spec from JSON text; see :func:`read_level`."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SpecError(f"{where}: not JSON: {error}") from None
    if not isinstance(data, dict):
        raise SpecError(f"{where}: a level or spec is a JSON object, not {str(data):.40}")
    if "content_seed" in data or "max_steps" in data:
        level = load(Level, text, where=where)
        refuse_unsound(level, where=where)
        return level
    if "task" in data and "today" in data:
        spec = load(Spec, text, where=where)
        refuse_unsound_spec(spec, where=where)
        return bind(spec, 0)
    known = sorted(data)[:6]
    raise SpecError(f"{where}: neither a level (spec, content_seed, sites, task…) nor a spec (today, sites, task…); it has {known}")


def refuse_unsound_spec(spec: Spec, *, where: str) -> None:
    """Check every name a spec uses.

    Raises:
        SpecError: a name nothing carries, or a form whose field does not exist.
    """
    for index, site in enumerate(spec.sites):
        refuse_unsound_site(site, where=f"{where}: sites.{index}")
    for friction in spec.frictions:
        _known("friction", friction.name, frictions(), where)
        if not 1 <= friction.strength <= 3:
            raise SpecError(f"{where}: friction {friction.name}: strength is 1 to 3, not {friction.strength}")
    _check_task(spec, where=where)
    page = workflow(spec.task.workflow).page
    if page and page not in spec.task_site.extras:
        raise SpecError(f"{where}: the workflow {spec.task.workflow} needs a site with the extra {page}")


def refuse_unsound_site(site: SiteSpec, *, where: str) -> None:
    """Check every name that a site of a spec uses; an unknown one raises."""
    domain = read_domain(site.domain, where=where)  # specs name things, whatever the site calls them
    _known("locale", site.locale, locales(), where)
    _known("chrome", site.chrome, chromes(), where)
    _known("home", site.home, homes(), where)
    _known("door", site.door, doors(), where)
    for name in site.extras:
        _known("extra", name, extras(), where)
        if not extras()[name].fits(domain) or site.extras.count(name) > 1:
            raise SpecError(f"{where}: the extra {name} does not fit the {domain.name} site, or is named twice")
    names = [gene.name for gene in site.entities]
    if sorted(names) != sorted(entity.name for entity in domain.entities):
        raise SpecError(f"{where}: entities are {names}; the {domain.name} site has {[e.name for e in domain.entities]}")
    for gene in site.entities:
        entity = domain.entity(gene.name)
        place = f"{where}: {gene.name}"
        fields = {field.name: field for field in entity.fields}
        _check_genes((*gene.form.fields, *gene.listing.filters), fields, where=place)
        _check_container(gene.form.container, len(gene.form.fields), "form", where=place)
        _check_container(gene.detail, len(entity.fields) - 1, "detail", where=place)
        _known("place", gene.form.place, places(), place)
        _known("action bar", gene.actions, actionbars(), place)
        for name in (*gene.listing.columns, *gene.listing.sort):
            _known("field", name, fields, place)
        _check_layout(domain, entity, gene.listing, where=place)
        if gene.records < 1 or gene.listing.page_size < 1:
            raise SpecError(f"{place}: records and page_size are at least 1")
    _check_genes(site.settings.fields, {field.name: field for field in domain.all_settings}, where=f"{where}: settings")
    _check_container(site.settings.container, len(site.settings.fields), "settings", where=f"{where}: settings")
    if site.settings.place != "page":
        raise SpecError(f"{where}: settings: they open on a page, not in {site.settings.place!r}")


def _check_container(name: str, count: int, role: Role, *, where: str) -> None:
    _known("container", name, containers(), where)
    if not containers()[name].fits(count, role):
        raise SpecError(f"{where}: the container {name} cannot lay out a {role} of {count}")


def _check_layout(domain: Domain, entity: Entity, listing: ListGene, *, where: str) -> None:
    _known("layout", listing.layout, layouts(), where)
    layout = layout_of(listing)
    if not layout.fits(domain, entity, listing):
        raise SpecError(f"{where}: the layout {listing.layout} does not fit the list of {entity.name}")
    if listing.by and listing.by not in layout.candidates(entity, listing):
        raise SpecError(f"{where}: the layout {listing.layout} cannot arrange records by {listing.by!r}")
    able = editable_cells(entity, listing) if layout.inlines else []
    for name in listing.inline:
        _known("cell to change in place", name, able, where)


def _check_genes(genes: Iterable[FieldGene], fields: Mapping[str, Field], *, where: str) -> None:
    for gene in genes:
        _known("field", gene.name, fields, where)
        _known("widget", gene.widget, widgets(), where)
        if not widgets()[gene.widget].fits(fields[gene.name], 0):
            raise SpecError(f"{where}: the widget {gene.widget} cannot show {gene.name}, which is {fields[gene.name].type}")


def _check_task(spec: Spec, *, where: str) -> None:
    task, flow, domain = spec.task, workflow(spec.task.workflow), read_domain(spec.task_site.domain)
    if task.tone:
        tone(task.tone)
    if task.distractor:
        distractor(task.distractor)
    if task.variant and task.variant not in flow.variants:
        raise SpecError(f"{where}: the workflow {flow.name} has no variant {task.variant!r}; it has {list(flow.variants)}")
    if task.phrasing < 0:
        raise SpecError(f"{where}: phrasing is 0 or more, not {task.phrasing}")
    if (task.second is not None) != (flow.sites == 2) or len(spec.sites) < flow.sites:
        raise SpecError(f"{where}: the workflow {flow.name} is about {flow.sites} sites, and the task must be too")
    if flow.op == "setting":
        for name in task.fields:
            domain.setting(name)
        return
    entity = domain.entity(task.entity)
    if flow.scheme:
        scheme(flow.scheme).check(task, entity)
        for at, part in spec.parts()[1:]:
            scheme(flow.scheme).check(part, read_domain(spec.sites[at].domain).entity(part.entity))
        return
    for name in (*task.fields, *task.conditions):
        entity.field(name)
    if task.verb or flow.op == "verb":
        entity.verb(task.verb)


def _known(kind: str, name: str, known: Iterable[str], where: str) -> None:
    names = list(known)
    if name not in names:
        raise UnknownName(kind, name, names, where=where)


def refuse_unsound(level: Level, *, where: str) -> None:
    """Check that the content of a level fits its spec, by names first and then by setting up its sites.

    Raises:
        SpecError: a table, column or expectation that does not fit, or records the database refuses.
    """
    refuse_unsound_spec(level.spec, where=where)
    count = len(level.spec.sites)
    if len(level.sites) != count:
        raise SpecError(f"{where}: the spec has {count} sites, the level {len(level.sites)}")
    if len(level.task.columns) != count:
        raise SpecError(f"{where}: task.columns tells of {len(level.task.columns)} sites, the spec has {count}")
    for content in level.sites:
        if not HOST.fullmatch(content.host):
            raise SpecError(f"{where}: {content.host!r} is not a host such as shop.test")
    if len({content.host for content in level.sites}) < count:
        raise SpecError(f"{where}: two sites have the host {level.sites[0].host}")
    if not level.task.plan or level.max_steps < 1:
        raise SpecError(f"{where}: a level has a plan and a step limit of at least 1")
    for index, (site, content) in enumerate(zip(level.spec.sites, level.sites, strict=True)):
        _check_content(read_domain(site.domain, site.locale), content, where=f"{where}: sites.{index}")
        _check_extras(site, content, where=f"{where}: sites.{index}")
    _check_expected(level, where=where)
    _set_up(level, where=where)


def _check_content(domain: Domain, content: SiteContent, *, where: str) -> None:
    for entity in domain.entities:
        if entity.name not in content.records:
            raise SpecError(f"{where}: records of {entity.name} are missing")
        columns = {"id", *(field.name for field in entity.fields)}
        for record in content.records[entity.name]:
            _check_columns(record, columns, where=f"{where}: {entity.name} {record.get('id')}")
    _check_columns({"id": 1, **content.settings}, {"id", *(f.name for f in domain.all_settings)}, where=f"{where}: settings")


def _check_extras(site: SiteSpec, content: SiteContent, *, where: str) -> None:
    tables = sorted(name for part in site.extras for name in extras()[part].tables)
    if sorted(content.extras) != tables:
        raise SpecError(f"{where}: tables of optional pages are {sorted(content.extras)}, not {tables}")
    for name, rows in content.extras.items():
        for record in rows:
            _check_columns(record, {"id", *(field.name for field in table(name))}, where=f"{where}: {name} {record.get('id')}")


def _check_columns(record: Record, columns: set[str], *, where: str) -> None:
    if set(record) != columns:
        off = sorted(set(record) ^ columns)
        raise SpecError(f"{where}: columns missing or unknown: {', '.join(off)}")


def _check_expected(level: Level, *, where: str) -> None:
    for step in level.task.plan:
        if not 0 <= step.site < len(level.sites):
            raise SpecError(f"{where}: the plan names site {step.site}, there are {len(level.sites)}")
        _known("step", step.do, (*STEPS, *errands()), f"{where}: task.plan")
        if step.do in errands():
            errands()[step.do].check(level, step, where=f"{where}: task.plan")
            continue
        trade = read_domain(level.spec.sites[step.site].domain)
        known = trade.entity(step.entity).fields if step.entity else trade.all_settings
        for name in (*step.values, *([step.field] if step.field else [])):
            _known("field", name, [one.name for one in known], f"{where}: task.plan")
        rows = level.sites[step.site].records.get(step.entity, ())
        if step.record is not None and all(row["id"] != step.record for row in rows):
            raise SpecError(f"{where}: the plan names {step.entity} {step.record}, which is not among the records")
    for change in level.task.changes:
        columns = level.task.columns[change.site] if change.site < len(level.sites) else {}
        _known("table", change.table, columns, f"{where}: task.changes")
        for name in change.values:
            _known("column", name, columns[change.table], f"{where}: task.changes.{change.table}")


def _set_up(level: Level, *, where: str) -> None:
    for index in range(len(level.sites)):
        try:
            Site(level, index).close()
        except (SpecError, OverflowError) as error:
            raise SpecError(f"{where}: sites.{index}: {error}") from None


