"""Is a spec sound? Every name it uses is looked up, in one sentence for the first that nothing carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from webgen.actionbars.base import actionbars
from webgen.containers.base import Role, containers
from webgen.domains.model import Domain, Entity, Field
from webgen.domains.reader import domain as read_domain
from webgen.doors.base import doors
from webgen.errors import SpecError, UnknownName
from webgen.extras.base import extras
from webgen.generate import chromes, editable_cells, frictions, homes, widgets
from webgen.layouts.base import layout_of, layouts
from webgen.locales import locales
from webgen.places.base import places
from webgen.spec import FieldGene, ListGene, SiteSpec, Spec
from webgen.workflows.base import scheme, workflow
from webgen.workflows.distractors import distractor
from webgen.workflows.tones import tone


def refuse_unsound_spec(spec: Spec, *, where: str) -> None:
    """Check every name a spec uses.

    Raises:
        SpecError: a name nothing carries, or a form whose field does not exist.
    """
    for index, site in enumerate(spec.sites):
        refuse_unsound_site(site, where=f"{where}: sites.{index}")
    for friction in spec.frictions:
        named("friction", friction.name, frictions(), where)
        if not 1 <= friction.strength <= 3:
            raise SpecError(f"{where}: friction {friction.name}: strength is 1 to 3, not {friction.strength}")
    _check_task(spec, where=where)
    page = workflow(spec.task.workflow).page
    if page and page not in spec.task_site.extras:
        raise SpecError(f"{where}: the workflow {spec.task.workflow} needs a site with the extra {page}")


def refuse_unsound_site(site: SiteSpec, *, where: str) -> None:
    """Check every name that a site of a spec uses; an unknown one raises."""
    domain = read_domain(site.domain, where=where)  # specs name things, whatever the site calls them
    named("locale", site.locale, locales(), where)
    named("chrome", site.chrome, chromes(), where)
    named("home", site.home, homes(), where)
    named("door", site.door, doors(), where)
    for name in site.extras:
        named("extra", name, extras(), where)
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
        named("place", gene.form.place, places(), place)
        named("action bar", gene.actions, actionbars(), place)
        for name in (*gene.listing.columns, *gene.listing.sort):
            named("field", name, fields, place)
        _check_layout(domain, entity, gene.listing, where=place)
        if gene.records < 1 or gene.listing.page_size < 1:
            raise SpecError(f"{place}: records and page_size are at least 1")
    _check_genes(site.settings.fields, {field.name: field for field in domain.all_settings}, where=f"{where}: settings")
    _check_container(site.settings.container, len(site.settings.fields), "settings", where=f"{where}: settings")
    if site.settings.place != "page":
        raise SpecError(f"{where}: settings: they open on a page, not in {site.settings.place!r}")


def _check_container(name: str, count: int, role: Role, *, where: str) -> None:
    named("container", name, containers(), where)
    if not containers()[name].fits(count, role):
        raise SpecError(f"{where}: the container {name} cannot lay out a {role} of {count}")


def _check_layout(domain: Domain, entity: Entity, listing: ListGene, *, where: str) -> None:
    named("layout", listing.layout, layouts(), where)
    layout = layout_of(listing)
    if not layout.fits(domain, entity, listing):
        raise SpecError(f"{where}: the layout {listing.layout} does not fit the list of {entity.name}")
    if listing.by and listing.by not in layout.candidates(entity, listing):
        raise SpecError(f"{where}: the layout {listing.layout} cannot arrange records by {listing.by!r}")
    able = editable_cells(entity, listing) if layout.inlines else []
    for name in listing.inline:
        named("cell to change in place", name, able, where)


def _check_genes(genes: Iterable[FieldGene], fields: Mapping[str, Field], *, where: str) -> None:
    for gene in genes:
        named("field", gene.name, fields, where)
        named("widget", gene.widget, widgets(), where)
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


def named(kind: str, name: str, allowed: Iterable[str], where: str) -> None:
    """Raise :class:`UnknownName` for a name that is not among the allowed ones."""
    names = list(allowed)
    if name not in names:
        raise UnknownName(kind, name, names, where=where)

