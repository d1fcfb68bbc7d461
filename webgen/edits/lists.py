"""Lists and forms: what they show, how they are searched, filtered, paged and split."""

from __future__ import annotations

from typing import Any

from webgen.domains.model import Entity
from webgen.domains.reader import domain as read_domain
from webgen.edits.base import Edit, Operator, named_site, needed_fields, picked_site, site_at, with_site
from webgen.errors import SpecError
from webgen.generate import FILTER_WIDGETS, editable_cells, heldout
from webgen.layouts.base import layout_of
from webgen.spec import EntityGene, FieldGene, FormGene, ListGene, Scalar, Spec
from webgen.streams import Stream
from webgen.workflows.base import reads

PAGE_SIZES = (6, 8, 10)
MOST_COLUMNS = 7


def _with_entity(spec: Spec, site: int, name: str, **changes: Any) -> Spec:
    spec.sites[site].entity(name)  # an unknown one raises
    entities = tuple(
        gene.model_copy(update=changes) if gene.name == name else gene for gene in spec.sites[site].entities
    )
    return with_site(spec, site, entities=entities)


def with_list(spec: Spec, site: int, name: str, **changes: Any) -> Spec:
    """Return the spec with parts of a list of a site replaced.

    Raises:
        SpecError: the layout does not fit the list any more, or no longer shows what the task reads there.
    """
    old = spec.sites[site].entity(name).listing
    new = old.model_copy(update=changes)
    domain = read_domain(spec.sites[site].domain)
    entity, layout = domain.entity(name), layout_of(new)
    if not layout.fits(domain, entity, new) or (new.by and new.by not in layout.candidates(entity, new)):
        raise SpecError(f"the layout {new.layout} does not fit the list of {name}")
    if not set(new.inline) <= set(editable_cells(entity, new) if layout.inlines else ()):
        raise SpecError(f"the list of {name} cannot change {', '.join(new.inline)} in place")
    shown, sorted_by = reads(spec, site, name)
    filters = {*(item.name for item in new.filters), *layout.filters(entity, new)}
    lost = [*sorted(shown - {*layout.shows(entity, new), *filters}), *sorted(sorted_by - set(layout.sorts(entity, new)))]
    if lost:
        raise SpecError(f"the task reads {lost[0]!r} in the list of {name}, which would not show it, or sort by it")
    return _with_entity(spec, site, name, listing=new)


def tried(operator: Operator, spec: Spec, edit: Edit) -> Edit | None:
    """Return an edit if it applies, else None."""
    try:
        operator.apply(spec, edit)
    except SpecError:
        return None
    return edit


def listing_of(spec: Spec, edit: Edit) -> tuple[int, str, ListGene]:
    """Return the list that an edit is about: its site, the name of its entity, and its gene."""
    site, name = site_at(spec, edit), str(edit.arguments["entity"])
    return site, name, spec.sites[site].entity(name).listing


def pick_list(spec: Spec, stream: Stream) -> tuple[int, EntityGene, Entity]:
    """Pick a site and one of its entities."""
    site = picked_site(spec, stream)
    gene = stream.child("entity").pick(spec.sites[site].entities, key=lambda gene: gene.name)
    return site, gene, read_domain(spec.sites[site].domain).entity(gene.name)


def place_of(site: int, entity: str) -> dict[str, Scalar]:
    """Return the arguments that say which list is meant."""
    return {**named_site(site), "entity": entity}


class Research(Operator):
    """Let a search answer while one types, or only on Enter."""

    name, sign, inverse = "research", "neutral", "research"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a list."""
        site, gene, _ = pick_list(spec, stream)
        return self.edit(**place_of(site, gene.name))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Turn it over."""
        site, name, listing = listing_of(spec, edit)
        return with_list(spec, site, name, search="submit" if listing.search == "live" else "live"), edit


class Repage(Operator):
    """Show more or fewer records on a page."""

    name, sign, inverse = "repage", "neutral", "repage"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick another size."""
        site, gene, _ = pick_list(spec, stream)
        left = [size for size in PAGE_SIZES if size != gene.listing.page_size]
        return self.edit(**place_of(site, gene.name), size=stream.child("size").pick(left))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        site, name, listing = listing_of(spec, edit)
        size = int(edit.arguments["size"] or 0)
        if size < 1:
            raise SpecError(f"a page shows at least one record, not {size}")
        return with_list(spec, site, name, page_size=size), self.edit(**place_of(site, name), size=listing.page_size)


class AddColumn(Operator):
    """Show one more field in a list, at the end."""

    name, sign, inverse = "add_column", "easier", "remove_column"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick one that can stand there."""
        site, gene, kind = pick_list(spec, stream)
        taken = {*gene.listing.columns, *needed_fields(spec, site, gene.name)}
        left = [one.name for one in kind.fields if one.in_list and one.name not in taken]
        if not left or len(gene.listing.columns) >= MOST_COLUMNS:
            return None
        return tried(self, spec, self.edit(**place_of(site, gene.name), field=stream.child("field").pick(left)))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Add it; it can be sorted by where its field can."""
        site, name, listing = listing_of(spec, edit)
        column = str(edit.arguments["field"])
        one = read_domain(spec.sites[site].domain).entity(name).field(column)
        if column in listing.columns:
            raise SpecError(f"the list of {name} shows {column!r} already")
        sort = (*listing.sort, column) if one.sortable and edit.arguments.get("sort", True) else listing.sort
        edited = with_list(spec, site, name, columns=(*listing.columns, column), sort=sort)
        return edited, Edit(operator=self.inverse, arguments={**place_of(site, name), "field": column})


class RemoveColumn(Operator):
    """Show one field less in a list: the last one, so that it can come back to its place."""

    name, sign, inverse = "remove_column", "harder", "add_column"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where the task does not read it and more than two are left."""
        site, gene, _ = pick_list(spec, stream)
        last = gene.listing.columns[-1]
        if len(gene.listing.columns) < 4 or last in needed_fields(spec, site, gene.name):
            return None
        sort = gene.listing.sort
        if last in sort and sort[-1] != last:
            return None
        return tried(self, spec, self.edit(**place_of(site, gene.name), field=last))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Remove it."""
        site, name, listing = listing_of(spec, edit)
        column = str(edit.arguments["field"])
        if listing.columns[-1] != column or column in needed_fields(spec, site, name) or len(listing.columns) < 3:
            raise SpecError(f"the list of {name} cannot do without {column!r}")
        edited = with_list(
            spec, site, name, columns=listing.columns[:-1], sort=tuple(one for one in listing.sort if one != column)
        )
        back: dict[str, Any] = {**place_of(site, name), "field": column}
        if column not in listing.sort:
            back["sort"] = False
        return edited, Edit(operator=self.inverse, arguments=back)


class AddFilter(Operator):
    """Let a list be filtered by one field more."""

    name, sign, inverse = "add_filter", "easier", "remove_filter"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a choice that has no filter."""
        site, gene, kind = pick_list(spec, stream)
        have = {item.name for item in gene.listing.filters}
        taken = have | needed_fields(spec, site, gene.name)
        left = [one.name for one in kind.fields if one.filterable and one.type == "choice" and one.name not in taken]
        among = [name for name in FILTER_WIDGETS if not (train and name in heldout()["widgets"])]
        if not left or len(have) >= 3:
            return None
        field, widget = stream.child("field").pick(left), stream.child("widget").pick(among)
        return tried(self, spec, self.edit(**place_of(site, gene.name), field=field, widget=widget))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Add it."""
        site, name, listing = listing_of(spec, edit)
        chosen, widget = str(edit.arguments["field"]), str(edit.arguments["widget"])
        one = read_domain(spec.sites[site].domain).entity(name).field(chosen)
        if one.type != "choice" or widget not in FILTER_WIDGETS or any(item.name == chosen for item in listing.filters):
            raise SpecError(f"the list of {name} cannot be filtered by {chosen!r} with {widget!r} in addition")
        edited = with_list(spec, site, name, filters=(*listing.filters, FieldGene(name=chosen, widget=widget)))
        return edited, Edit(operator=self.inverse, arguments={**place_of(site, name), "field": chosen})


class RemoveFilter(Operator):
    """Take the last filter from a list."""

    name, sign, inverse = "remove_filter", "harder", "add_filter"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where the task does not need it."""
        site, gene, _ = pick_list(spec, stream)
        if not gene.listing.filters or gene.listing.filters[-1].name in needed_fields(spec, site, gene.name):
            return None
        return tried(self, spec, self.edit(**place_of(site, gene.name), field=gene.listing.filters[-1].name))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Remove it."""
        site, name, listing = listing_of(spec, edit)
        chosen = str(edit.arguments["field"])
        if not listing.filters or listing.filters[-1].name != chosen or chosen in needed_fields(spec, site, name):
            raise SpecError(f"the list of {name} cannot do without the filter {chosen!r}")
        back: dict[str, Any] = {**place_of(site, name), "field": chosen, "widget": listing.filters[-1].widget}
        return with_list(spec, site, name, filters=listing.filters[:-1]), Edit(operator=self.inverse, arguments=back)


class ToggleBoost(Operator):
    """Let links and forms swap the body instead of loading pages, or the other way round."""

    name, sign, inverse = "toggle_boost", "neutral", "toggle_boost"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Always possible."""
        return self.edit(**named_site(picked_site(spec, stream)))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Turn it over."""
        site = site_at(spec, edit)
        return with_site(spec, site, boost=not spec.sites[site].boost), edit


class _Tabs(Operator):
    wanted: bool

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a form that is not so yet; tabs need a few fields."""
        site = picked_site(spec, stream)
        fits = [
            gene.name for gene in spec.sites[site].entities
            if gene.form.container == ("plain" if self.wanted else "tabs") and (len(gene.form.fields) > 4 or not self.wanted)
        ]  # fmt: skip
        return self.edit(**place_of(site, stream.pick(fits))) if fits else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Split the form, or put it together."""
        site, name = site_at(spec, edit), str(edit.arguments["entity"])
        form: FormGene = spec.sites[site].entity(name).form
        before, after = ("plain", "tabs") if self.wanted else ("tabs", "plain")
        if form.container != before:
            raise SpecError(f"the form of {name} is in {form.container}, not in {before}")
        edited = _with_entity(spec, site, name, form=form.model_copy(update={"container": after}))
        return edited, Edit(operator=self.inverse, arguments=place_of(site, name))


class SplitForm(_Tabs):
    """Spread the fields of a form over tabs."""

    name, sign, inverse, wanted = "split_form", "harder", "join_form", True


class JoinForm(_Tabs):
    """Put the fields of a form on one page."""

    name, sign, inverse, wanted = "join_form", "easier", "split_form", False


class Relabel(Operator):
    """Call a field of a form by another of its labels."""

    name, sign, inverse = "relabel", "neutral", "relabel"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a field with more than one label."""
        site, gene, kind = pick_list(spec, stream)
        fits = [item for item in gene.form.fields if len(kind.field(item.name).labels) > 1]
        if not fits:
            return None
        item = stream.child("field").pick(fits, key=lambda one: one.name)
        count = len(kind.field(item.name).labels)
        left = [label for label in range(count) if label != item.label % count]
        return self.edit(**place_of(site, gene.name), field=item.name, label=stream.child("label").pick(left))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        name, chosen, label = (edit.arguments[key] for key in ("entity", "field", "label"))
        site = site_at(spec, edit)
        gene = spec.sites[site].entity(str(name))
        item = gene.form.gene(str(chosen))
        if item is None:
            raise SpecError(f"the form of {name} has no field {chosen!r}")
        fields = tuple(
            one.model_copy(update={"label": int(label or 0)}) if one.name == chosen else one for one in gene.form.fields
        )
        edited = _with_entity(spec, site, gene.name, form=gene.form.model_copy(update={"fields": fields}))
        return edited, self.edit(**place_of(site, gene.name), field=chosen, label=item.label)
