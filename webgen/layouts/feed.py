"""A stream of articles, as in social networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity
from webgen.layouts.base import Layout
from webgen.spec import ListGene

if TYPE_CHECKING:
    from webgen.site.listing import Listing

EXCERPT = 140


class Feed(Layout):
    """Each record with a picture, a line of facts and the start of its longest text."""

    weight = 0.8

    def fits(self, domain: Domain, entity: Entity, gene: ListGene) -> bool:
        """Something must be there to read."""
        return any(one.type == "longtext" for one in entity.fields)

    def present(self, listing: Listing) -> dict[str, Any]:
        """Return the articles of a page."""
        size = listing.gene.page_size
        number = listing.number("page", max(1, -(-listing.total // size)))
        rows = listing.records(limit=size, offset=(number - 1) * size)
        found = listing.page(rows)
        name = next(one.name for one in listing.entity.fields if one.type == "longtext")
        for row, item in zip(rows, found["rows"], strict=True):
            text = " ".join(str(row[name] or "").split())
            item["excerpt"] = text if len(text) <= EXCERPT else text[:EXCERPT].rpartition(" ")[0] + " …"
        return {"sorts": listing.sorts, **found}
