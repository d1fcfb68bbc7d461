"""Genes of one spec put into another. A gene travels in the edit, as JSON, so that an edit needs no second spec.

Without a partner the genes come from a fresh spec of the same trade. Nothing is put where the task would lose what it
needs: a crossed spec is solvable by construction.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from webgen.domains.model import Field
from webgen.domains.reader import domain as read_domain
from webgen.doors.base import doors
from webgen.edits.base import Edit, Operator, Sign, with_site
from webgen.errors import SpecError
from webgen.generate import Knobs, chromes, frictions, generate, heldout, homes, widgets
from webgen.registry import lookup
from webgen.spec import EntityGene, FormGene, FrictionGene, ListGene, SiteSpec, Spec, TaskGene, dump
from webgen.streams import Stream
from webgen.workflows.base import pairs, scheme, subjects, workflow
from webgen.workflows.tones import tones

LOOKS = ("chrome", "theme", "boost", "login", "home", "door")
WORDS = ("phrasing", "paraphrase", "tone")
_FRICTIONS = TypeAdapter(tuple[FrictionGene, ...])


class Crossing(Operator):
    """Puts genes of another spec into this one. What it replaces comes back by the same operator."""

    sign: ClassVar[Sign] = "neutral"

    @abstractmethod
    def offer(self, spec: Spec, donor: Spec, stream: Stream) -> Edit | None:
        """Return the edit that takes genes of the donor over, or None where they are the same or do not fit."""

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Take over from a fresh spec of the same trade."""
        trade = spec.sites[0].domain
        if train and trade in heldout()["domains"]:
            return None
        knobs = Knobs(domains=(trade,), split="train" if train else "all")
        return self.offer(spec, generate(stream.child("donor").seed(), knobs), stream)


# ---- what a task needs of a site --------------------------------------------------------------------------------


def _parts(task: TaskGene) -> Iterator[tuple[int, Any]]:
    """Yield what a task is about, site by site; a task may have a second part on the other site."""
    yield task.site, task
    if task.second is not None:
        yield 1 - task.site, task.second


def _keeps(old: EntityGene, new: EntityGene, names: set[str], *, alike: bool) -> bool:
    """Tell whether an entity still offers all that it offered of some fields; ``alike``: and no more."""

    def offered(gene: EntityGene) -> tuple[set[str], ...]:
        listing = gene.listing
        columns = set(listing.columns)
        shown = columns | {item.name for item in listing.filters}
        return {item.name for item in gene.form.fields}, columns, set(listing.sort), shown

    pairs = [(before & names, after & names) for before, after in zip(offered(old), offered(new), strict=True)]
    return all(before == after if alike else before <= after for before, after in pairs)


def supports(old: Spec, new: Spec, *, alike: bool = False) -> bool:
    """Tell whether the task of a valid spec, which both have, can be done on the sites of the other too.

    ``alike``: it is offered neither less nor more of what it is about, so that the way back is open too.
    """
    if [site.domain for site in old.sites] != [site.domain for site in new.sites]:
        return False
    flow = workflow(new.task.workflow)
    about = (new.task.site, new.task.entity, new.task.second.entity if new.task.second else "")
    if flow.sites == 2 and about not in pairs(flow, new.sites):
        return False
    for number, part in _parts(new.task):
        before, after = old.sites[number], new.sites[number]
        if flow.sites == 1 and part.entity not in subjects(flow, read_domain(after.domain), after):
            return False
        names = {*part.fields, *part.conditions}
        if part.entity and not _keeps(before.entity(part.entity), after.entity(part.entity), names, alike=alike):
            return False
        if not part.entity and not names <= {item.name for item in after.settings.fields}:
            return False
    return True


# ---- genes as JSON ----------------------------------------------------------------------------------------------


def _read(model: type[BaseModel], edit: Edit, key: str) -> Any:
    try:
        return model.model_validate_json(str(edit.arguments[key]))
    except (ValidationError, KeyError):
        raise SpecError(f"{edit.operator}: {key!r} is not a {model.__name__}") from None


def _check_form(form: FormGene, old: FormGene, fields: dict[str, Field]) -> None:
    """Refuse a form that shows other fields, or shows one with a widget that cannot."""
    if sorted(item.name for item in form.fields) != sorted(item.name for item in old.fields):
        raise SpecError("a form is exchanged for one with the same fields")
    for item in form.fields:
        if not lookup("widget", widgets(), item.widget).fits(fields[item.name], 0):
            raise SpecError(f"the widget {item.widget} cannot show {item.name}")


def _fields(site: SiteSpec, entity: str) -> dict[str, Field]:
    trade = read_domain(site.domain)
    return {one.name: one for one in (trade.entity(entity).fields if entity else trade.all_settings)}


def _with_entity(spec: Spec, name: str, **changes: Any) -> Spec:
    entities = (gene.model_copy(update=changes) if gene.name == name else gene for gene in spec.sites[0].entities)
    return with_site(spec, entities=tuple(entities))


def _differing(spec: Spec, donor: Spec, part: str, stream: Stream) -> EntityGene | None:
    """Pick an entity of the donor of which a part differs; None where the trades differ or nothing does."""
    if spec.sites[0].domain != donor.sites[0].domain:
        return None
    mine = {gene.name: gene for gene in spec.sites[0].entities}
    found = [
        gene for gene in donor.sites[0].entities if gene.name in mine and getattr(gene, part) != getattr(mine[gene.name], part)
    ]
    return stream.child("entity").pick(found, key=lambda gene: gene.name) if found else None


# ---- the operators ----------------------------------------------------------------------------------------------


class CrossForm(Crossing):
    """Take over the form of an entity: order, widgets, labels and how it is laid out."""

    name = inverse = "cross_form"

    def offer(self, spec: Spec, donor: Spec, stream: Stream) -> Edit | None:
        """Pick an entity whose forms differ, over the same fields."""
        gene = _differing(spec, donor, "form", stream)
        if gene is None:
            return None
        old = spec.sites[0].entity(gene.name).form
        same = sorted(item.name for item in old.fields) == sorted(item.name for item in gene.form.fields)
        return self.edit(entity=gene.name, form=dump(gene.form)) if same else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Exchange it."""
        name, form = str(edit.arguments["entity"]), _read(FormGene, edit, "form")
        old = spec.sites[0].entity(name).form
        _check_form(form, old, _fields(spec.sites[0], name))
        return _with_entity(spec, name, form=form), self.edit(entity=name, form=dump(old))


class CrossSettings(Crossing):
    """Take over the form of the settings."""

    name = inverse = "cross_settings"

    def offer(self, spec: Spec, donor: Spec, stream: Stream) -> Edit | None:
        """Only within a trade."""
        mine, other = spec.sites[0], donor.sites[0]
        if mine.domain != other.domain or mine.settings == other.settings:
            return None
        return self.edit(form=dump(other.settings))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Exchange it."""
        form, old = _read(FormGene, edit, "form"), spec.sites[0].settings
        _check_form(form, old, _fields(spec.sites[0], ""))
        return with_site(spec, settings=form), self.edit(form=dump(old))


class CrossListing(Crossing):
    """Take over the list of an entity: layout, columns, filters, sorting, search and page size."""

    name = inverse = "cross_listing"

    def offer(self, spec: Spec, donor: Spec, stream: Stream) -> Edit | None:
        """Pick an entity whose lists differ, where the task keeps what it reads."""
        gene = _differing(spec, donor, "listing", stream)
        if gene is None or not supports(spec, _with_entity(spec, gene.name, listing=gene.listing), alike=True):
            return None
        return self.edit(entity=gene.name, listing=dump(gene.listing))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Exchange it."""
        name, listing = str(edit.arguments["entity"]), _read(ListGene, edit, "listing")
        old, known = spec.sites[0].entity(name).listing, _fields(spec.sites[0], name)
        for field in (*listing.columns, *listing.sort, *(item.name for item in listing.filters)):
            lookup("field", known, field)
        edited = _with_entity(spec, name, listing=listing)
        if not supports(spec, edited, alike=True):
            raise SpecError(f"the task cannot do with that list of {name}")
        return edited, self.edit(entity=name, listing=dump(old))


class CrossFrictions(Crossing):
    """Take over all frictions."""

    name = inverse = "cross_frictions"

    def offer(self, spec: Spec, donor: Spec, stream: Stream) -> Edit | None:
        """Where they differ."""
        return self._of(donor) if donor.frictions != spec.frictions else None

    def _of(self, spec: Spec) -> Edit:
        return self.edit(frictions=_FRICTIONS.dump_json(spec.frictions).decode())

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Exchange them."""
        try:
            genes = _FRICTIONS.validate_json(str(edit.arguments["frictions"]))
        except ValidationError:
            raise SpecError(f"{self.name}: not a list of frictions") from None
        for gene in genes:
            lookup("friction", frictions(), gene.name)
        return spec.model_copy(update={"frictions": genes}), self._of(spec)


class CrossLooks(Crossing):
    """Take over chrome, theme, first page, the door and whether pages are swapped in place."""

    name = inverse = "cross_looks"

    def offer(self, spec: Spec, donor: Spec, stream: Stream) -> Edit | None:
        """Where they differ."""
        edit = self._of(donor.sites[0])
        return edit if edit != self._of(spec.sites[0]) else None

    def _of(self, site: SiteSpec) -> Edit:
        return self.edit(**{name: getattr(site, name) for name in LOOKS})

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Exchange them."""
        for kind, known in (("chrome", chromes()), ("home", homes()), ("door", tuple(doors()))):
            lookup(kind, dict.fromkeys(known), str(edit.arguments[kind]))
        looks: dict[str, Any] = {name: edit.arguments[name] for name in LOOKS}
        return with_site(spec, **looks), self._of(spec.sites[0])


class CrossWords(Crossing):
    """Take over how the goal is worded: tone and other labels; the phrasing too where the workflow is the same."""

    name = inverse = "cross_words"

    def offer(self, spec: Spec, donor: Spec, stream: Stream) -> Edit | None:
        """Where they differ."""
        theirs = donor.task
        if theirs.workflow != spec.task.workflow:
            theirs = theirs.model_copy(update={"phrasing": spec.task.phrasing})
        edit = self._of(theirs)
        return edit if edit != self._of(spec.task) else None

    def _of(self, task: TaskGene) -> Edit:
        return self.edit(**{name: getattr(task, name) for name in WORDS})

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Exchange them."""
        if edit.arguments["tone"]:
            lookup("tone", tones(), str(edit.arguments["tone"]))
        task = spec.task.model_copy(update={name: edit.arguments[name] for name in WORDS})
        return spec.model_copy(update={"task": task}), self._of(spec.task)


class CrossTask(Crossing):
    """Take over the task, where the site offers all that it needs."""

    name = inverse = "cross_task"

    def offer(self, spec: Spec, donor: Spec, stream: Stream) -> Edit | None:
        """Only within a trade."""
        if donor.task == spec.task or not supports(donor, spec.model_copy(update={"task": donor.task})):
            return None
        return self.edit(task=dump(donor.task))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Exchange it."""
        task = _read(TaskGene, edit, "task")
        edited = spec.model_copy(update={"task": task})
        if task.site >= len(spec.sites):
            raise SpecError(f"the task is about site {task.site}, there are {len(spec.sites)}")
        flow, site = workflow(task.workflow), spec.sites[task.site]
        trade = read_domain(site.domain)
        if flow.scheme:
            scheme(flow.scheme).check(task, trade.entity(task.entity))
        elif not {*task.fields, *task.conditions} <= set(_fields(site, task.entity)):
            raise SpecError(f"{task.workflow}: the task names fields that {task.entity or 'settings'} has not")
        if not supports(edited, edited):
            raise SpecError(f"the site offers nothing that {task.workflow} could be about")
        return edited, self.edit(task=dump(spec.task))


class CrossSite(Crossing):
    """Take over the whole site, where it offers all that the task needs."""

    name = inverse = "cross_site"

    def offer(self, spec: Spec, donor: Spec, stream: Stream) -> Edit | None:
        """Only within a trade."""
        mine = spec.sites[0]  # of two sites both speak one language and open alike
        site = donor.sites[0].model_copy(update={"locale": mine.locale, "new_tab": mine.new_tab})
        if site == mine or not supports(spec, with_site(spec, **dict(site)), alike=True):
            return None
        return self.edit(site=dump(site))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Exchange it."""
        site, old = _read(SiteSpec, edit, "site"), spec.sites[0]
        edited = with_site(spec, **dict(site))
        if not supports(spec, edited, alike=True):
            raise SpecError("the task cannot be done on that site")
        return edited, self.edit(site=dump(old))
