"""How lists show their records: the layout, and cells that are changed where they stand."""

from __future__ import annotations

from webgen.domains.reader import domain as read_domain
from webgen.edits.base import Edit, Operator, picked_site
from webgen.edits.lists import listing_of, pick_list, place_of, tried, with_list
from webgen.errors import SpecError
from webgen.generate import editable_cells
from webgen.layouts.base import layout_of, layouts
from webgen.registry import lookup
from webgen.spec import Spec
from webgen.streams import Stream


class Relayout(Operator):
    """Show a list by another layout."""

    name, sign, inverse = "relayout", "neutral", "relayout"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a list and a layout that fits it and shows what the task reads there."""
        site, gene, entity = pick_list(spec, stream)
        domain, listing = read_domain(spec.sites[site].domain), gene.listing
        left = {
            name: part.weight for name, part in layouts().items()
            if name != listing.layout and part.fits(domain, entity, listing)
        }  # fmt: skip
        for number in range(len(left)):
            name = stream.child("layout", number).weighted(left)
            named = layouts()[name].candidates(entity, listing)
            by = stream.child("by").pick(named) if named else ""
            edit = tried(self, spec, self.edit(**place_of(site, gene.name), layout=name, by=by, inline=""))
            if edit is not None:
                return edit
            del left[name]
        return None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it; ``inline`` are the cells to be changed in place, apart by commas."""
        site, name, listing = listing_of(spec, edit)
        layout = lookup("layout", layouts(), str(edit.arguments["layout"])).name
        inline = tuple(part for part in str(edit.arguments.get("inline") or "").split(",") if part)
        edited = with_list(spec, site, name, layout=layout, by=str(edit.arguments.get("by") or ""), inline=inline)
        back = self.edit(**place_of(site, name), layout=listing.layout, by=listing.by, inline=",".join(listing.inline))
        return edited, back


class AddInline(Operator):
    """Let the cells of one column more be changed where they stand."""

    name, sign, inverse = "add_inline", "easier", "remove_inline"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a column of a list that offers it."""
        site, gene, entity = pick_list(spec, stream)
        able = editable_cells(entity, gene.listing) if layout_of(gene.listing).inlines else []
        left = [name for name in able if name not in gene.listing.inline]
        return self.edit(**place_of(site, gene.name), field=stream.child("field").pick(left)) if left else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Add it as the last."""
        site, name, listing = listing_of(spec, edit)
        chosen = str(edit.arguments["field"])
        if chosen in listing.inline:
            raise SpecError(f"cells of {chosen!r} in the list of {name} are changed in place already")
        edited = with_list(spec, site, name, inline=(*listing.inline, chosen))
        return edited, Edit(operator=self.inverse, arguments={**place_of(site, name), "field": chosen})


class RemoveInline(Operator):
    """Let the cells of one column less be changed where they stand: those of the last that was added."""

    name, sign, inverse = "remove_inline", "harder", "add_inline"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where there is one."""
        site = picked_site(spec, stream)
        fits = [gene for gene in spec.sites[site].entities if gene.listing.inline]
        if not fits:
            return None
        gene = stream.child("entity").pick(fits, key=lambda one: one.name)
        return self.edit(**place_of(site, gene.name), field=gene.listing.inline[-1])

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Remove it."""
        site, name, listing = listing_of(spec, edit)
        chosen = str(edit.arguments["field"])
        if not listing.inline or listing.inline[-1] != chosen:
            raise SpecError(f"cells of {chosen!r} in the list of {name} are not the last to be changed in place")
        edited = with_list(spec, site, name, inline=listing.inline[:-1])
        return edited, Edit(operator=self.inverse, arguments={**place_of(site, name), "field": chosen})
