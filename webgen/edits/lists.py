"""Lists and forms: what they show, how they are searched, filtered, paged and split."""

from __future__ import annotations

from typing import Any

from webgen.domains.reader import domain as read_domain
from webgen.edits.base import Edit, Operator, with_site
from webgen.errors import SpecError
from webgen.generate import FILTER_WIDGETS, editable_cells, heldout
from webgen.layouts.base import layout_of
from webgen.spec import EntityGene, FieldGene, FormGene, ListGene, Spec
from webgen.streams import Stream
from webgen.workflows.base import reads

PAGE_SIZES = (6, 8, 10)
MOST_COLUMNS = 7


def _with_entity(spec: Spec, name: str, **changes: Any) -> Spec:
    entities = tuple(
        gene.model_copy(update=changes) if gene.name == name else gene for gene in spec.sites[0].entities
    )
    spec.sites[0].entity(name)  # an unknown one raises
    return with_site(spec, entities=entities)


def with_list(spec: Spec, name: str, **changes: Any) -> Spec:
    """Return the spec with parts of a list replaced.

    Raises:
        SpecError: the layout does not fit the list any more, or no longer shows what the task reads there.
    """
    old = spec.sites[0].entity(name).listing
    new = old.model_copy(update=changes)
    domain = read_domain(spec.sites[0].domain)
    entity, layout = domain.entity(name), layout_of(new)
    if not layout.fits(domain, entity, new) or (new.by and new.by not in layout.candidates(entity, new)):
        raise SpecError(f"the layout {new.layout} does not fit the list of {name}")
    if not set(new.inline) <= set(editable_cells(entity, new) if layout.inlines else ()):
        raise SpecError(f"the list of {name} cannot change {', '.join(new.inline)} in place")
    shown, sorted_by = reads(spec.task) if spec.task.entity == name else (set(), set())
    filters = {*(item.name for item in new.filters), *layout.filters(entity, new)}
    lost = [*sorted(shown - {*layout.shows(entity, new), *filters}), *sorted(sorted_by - set(layout.sorts(entity, new)))]
    if lost:
        raise SpecError(f"the task reads {lost[0]!r} in the list of {name}, which would not show it, or sort by it")
    return _with_entity(spec, name, listing=new)


def tried(operator: Operator, spec: Spec, edit: Edit) -> Edit | None:
    """Return an edit if it applies, else None."""
    try:
        operator.apply(spec, edit)
    except SpecError:
        return None
    return edit


def listing_of(spec: Spec, edit: Edit) -> tuple[str, ListGene]:
    """Return the list that an edit is about, and the name of its entity."""
    name = str(edit.arguments["entity"])
    return name, spec.sites[0].entity(name).listing


def pick_list(spec: Spec, stream: Stream) -> EntityGene:
    """Pick an entity of the first site."""
    return stream.child("entity").pick(spec.sites[0].entities, key=lambda gene: gene.name)


def _needed(spec: Spec, entity: str) -> set[str]:
    """Return the fields that the task reads in the list of an entity."""
    task = spec.task
    return {*task.fields, *task.conditions} if task.entity == entity else set()


class Research(Operator):
    """Let a search answer while one types, or only on Enter."""

    name, sign, inverse = "research", "neutral", "research"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a list."""
        return self.edit(entity=pick_list(spec, stream).name)

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Turn it over."""
        name, listing = listing_of(spec, edit)
        return with_list(spec, name, search="submit" if listing.search == "live" else "live"), edit


class Repage(Operator):
    """Show more or fewer records on a page."""

    name, sign, inverse = "repage", "neutral", "repage"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick another size."""
        gene = pick_list(spec, stream)
        left = [size for size in PAGE_SIZES if size != gene.listing.page_size]
        return self.edit(entity=gene.name, size=stream.child("size").pick(left))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        name, listing = listing_of(spec, edit)
        size = int(edit.arguments["size"] or 0)
        if size < 1:
            raise SpecError(f"a page shows at least one record, not {size}")
        return with_list(spec, name, page_size=size), self.edit(entity=name, size=listing.page_size)


class AddColumn(Operator):
    """Show one more field in a list, at the end."""

    name, sign, inverse = "add_column", "easier", "remove_column"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick one that can stand there."""
        gene = pick_list(spec, stream)
        kind = read_domain(spec.sites[0].domain).entity(gene.name)
        taken = {*gene.listing.columns, *_needed(spec, gene.name)}
        left = [one.name for one in kind.fields if one.in_list and one.name not in taken]
        if not left or len(gene.listing.columns) >= MOST_COLUMNS:
            return None
        return tried(self, spec, self.edit(entity=gene.name, field=stream.child("field").pick(left)))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Add it; it can be sorted by where its field can."""
        name, listing = listing_of(spec, edit)
        column = str(edit.arguments["field"])
        one = read_domain(spec.sites[0].domain).entity(name).field(column)
        if column in listing.columns:
            raise SpecError(f"the list of {name} shows {column!r} already")
        sort = (*listing.sort, column) if one.sortable and edit.arguments.get("sort", True) else listing.sort
        edited = with_list(spec, name, columns=(*listing.columns, column), sort=sort)
        return edited, Edit(operator=self.inverse, arguments={"entity": name, "field": column})


class RemoveColumn(Operator):
    """Show one field less in a list: the last one, so that it can come back to its place."""

    name, sign, inverse = "remove_column", "harder", "add_column"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where the task does not read it and more than two are left."""
        gene = pick_list(spec, stream)
        last = gene.listing.columns[-1]
        if len(gene.listing.columns) < 4 or last in _needed(spec, gene.name):
            return None
        sort = gene.listing.sort
        if last in sort and sort[-1] != last:
            return None
        return tried(self, spec, self.edit(entity=gene.name, field=last))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Remove it."""
        name, listing = listing_of(spec, edit)
        column = str(edit.arguments["field"])
        if listing.columns[-1] != column or column in _needed(spec, name) or len(listing.columns) < 3:
            raise SpecError(f"the list of {name} cannot do without {column!r}")
        edited = with_list(
            spec, name, columns=listing.columns[:-1], sort=tuple(one for one in listing.sort if one != column)
        )
        back: dict[str, Any] = {"entity": name, "field": column}
        if column not in listing.sort:
            back["sort"] = False
        return edited, Edit(operator=self.inverse, arguments=back)


class AddFilter(Operator):
    """Let a list be filtered by one field more."""

    name, sign, inverse = "add_filter", "easier", "remove_filter"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a choice that has no filter."""
        gene = pick_list(spec, stream)
        kind = read_domain(spec.sites[0].domain).entity(gene.name)
        have = {item.name for item in gene.listing.filters}
        taken = have | _needed(spec, gene.name)
        left = [one.name for one in kind.fields if one.filterable and one.type == "choice" and one.name not in taken]
        among = [name for name in FILTER_WIDGETS if not (train and name in heldout()["widgets"])]
        if not left or len(have) >= 3:
            return None
        field, widget = stream.child("field").pick(left), stream.child("widget").pick(among)
        return tried(self, spec, self.edit(entity=gene.name, field=field, widget=widget))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Add it."""
        name, listing = listing_of(spec, edit)
        chosen, widget = str(edit.arguments["field"]), str(edit.arguments["widget"])
        one = read_domain(spec.sites[0].domain).entity(name).field(chosen)
        if one.type != "choice" or widget not in FILTER_WIDGETS or any(item.name == chosen for item in listing.filters):
            raise SpecError(f"the list of {name} cannot be filtered by {chosen!r} with {widget!r} in addition")
        edited = with_list(spec, name, filters=(*listing.filters, FieldGene(name=chosen, widget=widget)))
        return edited, Edit(operator=self.inverse, arguments={"entity": name, "field": chosen})


class RemoveFilter(Operator):
    """Take the last filter from a list."""

    name, sign, inverse = "remove_filter", "harder", "add_filter"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where the task does not need it."""
        gene = pick_list(spec, stream)
        if not gene.listing.filters or gene.listing.filters[-1].name in _needed(spec, gene.name):
            return None
        return tried(self, spec, self.edit(entity=gene.name, field=gene.listing.filters[-1].name))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Remove it."""
        name, listing = listing_of(spec, edit)
        chosen = str(edit.arguments["field"])
        if not listing.filters or listing.filters[-1].name != chosen or chosen in _needed(spec, name):
            raise SpecError(f"the list of {name} cannot do without the filter {chosen!r}")
        back: dict[str, Any] = {"entity": name, "field": chosen, "widget": listing.filters[-1].widget}
        return with_list(spec, name, filters=listing.filters[:-1]), Edit(operator=self.inverse, arguments=back)


class ToggleBoost(Operator):
    """Let links and forms swap the body instead of loading pages, or the other way round."""

    name, sign, inverse = "toggle_boost", "neutral", "toggle_boost"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Always possible."""
        return self.edit()

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Turn it over."""
        return with_site(spec, boost=not spec.sites[0].boost), edit


class _Tabs(Operator):
    wanted: bool

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a form that is not so yet; tabs need a few fields."""
        fits = [
            gene.name for gene in spec.sites[0].entities
            if gene.form.container == ("plain" if self.wanted else "tabs") and (len(gene.form.fields) > 4 or not self.wanted)
        ]  # fmt: skip
        return self.edit(entity=stream.pick(fits)) if fits else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Split the form, or put it together."""
        name = str(edit.arguments["entity"])
        form: FormGene = spec.sites[0].entity(name).form
        before, after = ("plain", "tabs") if self.wanted else ("tabs", "plain")
        if form.container != before:
            raise SpecError(f"the form of {name} is in {form.container}, not in {before}")
        edited = _with_entity(spec, name, form=form.model_copy(update={"container": after}))
        return edited, Edit(operator=self.inverse, arguments={"entity": name})


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
        gene = pick_list(spec, stream)
        kind = read_domain(spec.sites[0].domain).entity(gene.name)
        fits = [item for item in gene.form.fields if len(kind.field(item.name).labels) > 1]
        if not fits:
            return None
        item = stream.child("field").pick(fits, key=lambda one: one.name)
        count = len(kind.field(item.name).labels)
        left = [label for label in range(count) if label != item.label % count]
        return self.edit(entity=gene.name, field=item.name, label=stream.child("label").pick(left))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        name, chosen, label = (edit.arguments[key] for key in ("entity", "field", "label"))
        gene = spec.sites[0].entity(str(name))
        item = gene.form.gene(str(chosen))
        if item is None:
            raise SpecError(f"the form of {name} has no field {chosen!r}")
        fields = tuple(
            one.model_copy(update={"label": int(label or 0)}) if one.name == chosen else one for one in gene.form.fields
        )
        edited = _with_entity(spec, gene.name, form=gene.form.model_copy(update={"fields": fields}))
        return edited, self.edit(entity=name, field=chosen, label=item.label)
