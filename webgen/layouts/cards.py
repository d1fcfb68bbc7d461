"""A card for each record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.layouts.base import Layout

if TYPE_CHECKING:
    from webgen.site.listing import Listing


class Cards(Layout):
    """Cards side by side, with links to sort them above."""

    weight = 1.2

    def present(self, listing: Listing) -> dict[str, Any]:
        """Return the cards of a page."""
        return {"sorts": listing.sorts, **listing.page()}
