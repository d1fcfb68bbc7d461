"""A list that grows by a button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.layouts.base import Layout, Piece, Walker, press_while
from webgen.locales import spoken
from webgen.widgets.base import Moves

if TYPE_CHECKING:
    from webgen.site.listing import Listing

MORE = "more"  # the id of what is replaced by the next records


class LoadMore(Layout):
    """"Show more" puts the next records behind those that show; the address stays as it is."""

    weight = 0.8
    onward = spoken(("Show more",))
    steps = 3

    def present(self, listing: Listing) -> dict[str, Any]:
        """Return the first records and where the next ones are."""
        found = listing.page()
        start = (found["number"] - 1) * listing.gene.page_size
        return {"sorts": listing.sorts, "reached": start + len(found["rows"]), **found}

    def piece(self, listing: Listing, target: str) -> Piece | None:
        """Answer with the next records and the next button."""
        return ("load_more_rows", self.present(listing)) if target == MORE else None

    def seek(self, walker: Walker, title: str) -> Moves:
        """Show more until it shows."""
        yield from press_while(walker, "Show more", title)

    def survey(self, walker: Walker) -> Moves:
        """Show more until there is no more."""
        yield from press_while(walker, "Show more")
