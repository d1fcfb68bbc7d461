"""Results with a column of facets: what values there are, and how many records have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity
from webgen.layouts.base import Layout
from webgen.spec import ListGene

if TYPE_CHECKING:
    from webgen.site.listing import Listing

MOST_FACETS = 3


class Facets(Layout):
    """Each value is a link with a count; values of several facets add up, and a second click takes one back."""

    weight = 0.8

    def filters(self, entity: Entity, gene: ListGene) -> tuple[str, ...]:
        """Return the choices and yes-or-no fields that people filter by and that have no filter of their own."""
        taken = {item.name for item in gene.filters}
        fits = [
            one.name for one in entity.fields
            if one.filterable and one.type in ("choice", "bool") and one.kind == "intent" and one.name not in taken
        ]  # fmt: skip
        return tuple(fits[:MOST_FACETS])

    def fits(self, domain: Domain, entity: Entity, gene: ListGene) -> bool:
        """There must be something to narrow by."""
        return bool(self.filters(entity, gene))

    def present(self, listing: Listing) -> dict[str, Any]:
        """Return the facets and the rows of a page."""
        facets = []
        for name in self.filters(listing.entity, listing.gene):
            counts = {str(int(value)) if isinstance(value, bool) else str(value): number
                      for value, number in listing.counts(name).items()}  # fmt: skip
            chosen = listing.query.get(name, "")
            values = [
                {
                    "label": option.label,
                    "count": counts.get(option.value, 0),
                    "current": option.value == chosen,
                    "href": listing.address(**{name: "" if option.value == chosen else option.value, "page": ""}),
                }
                for option in listing.options(name)
            ]
            facets.append({"label": listing.label(name), "values": values, "id": f"facet-{name.replace('_', '-')}"})
        on = any(listing.query.get(name) for name in self.filters(listing.entity, listing.gene))
        dropped = dict.fromkeys((*self.filters(listing.entity, listing.gene), "page"), "")
        clear = listing.address(**dropped) if on else None
        return {"facets": facets, "clear": clear, "sorts": listing.sorts, **listing.page()}
