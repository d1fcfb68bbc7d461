"""A list of which only a window is on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.layouts.base import Layout, Piece, Walker, press_while
from webgen.locales import spoken
from webgen.widgets.base import Moves

if TYPE_CHECKING:
    from webgen.site.listing import Listing

WINDOW = "window"


class Endless(Layout):
    """"Earlier" and "Later" swap the window in place; the address stays as it is."""

    weight = 0.6
    onward = spoken(("Later", "Earlier"))
    steps = 6

    def present(self, listing: Listing) -> dict[str, Any]:
        """Return the window."""
        found = listing.page()
        start = (found["number"] - 1) * listing.gene.page_size
        first, last = min(start + 1, listing.total), start + len(found["rows"])
        return {"sorts": listing.sorts, "columns": listing.columns, "first": first, "last": last, **found}

    def piece(self, listing: Listing, target: str) -> Piece | None:
        """Answer with another window."""
        return ("endless_window", self.present(listing)) if target == WINDOW else None

    def seek(self, walker: Walker, title: str) -> Moves:
        """Go down, then up: the window may stand anywhere."""
        yield from press_while(walker, "Later", title)
        yield from press_while(walker, "Earlier", title)

    def survey(self, walker: Walker) -> Moves:
        """Go up to the start, then down to the end."""
        yield from press_while(walker, "Earlier")
        yield from press_while(walker, "Later")
