"""A list at the left, and what is chosen in it at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.actions import Click
from webgen.domains.model import Entity
from webgen.layouts.base import Layout, Piece, Walker, control
from webgen.snapshot import Node
from webgen.spec import ListGene, Record
from webgen.widgets.base import Moves, ref_of

if TYPE_CHECKING:
    from webgen.site.listing import Listing

PANE = "pane"


class Inbox(Layout):
    """Choosing a record shows its facts beside the list, with a link that opens it; the address stays as it is."""

    weight = 0.7
    own = ("record",)
    steps = 3

    def shows(self, entity: Entity, gene: ListGene) -> tuple[str, ...]:
        """Return the title and the two facts under it."""
        return gene.columns[:3]

    def sorts(self, entity: Entity, gene: ListGene) -> tuple[str, ...]:
        """Return the fields that are shown and sorted by."""
        return tuple(name for name in gene.sort if name in gene.columns[:3])

    def _pane(self, listing: Listing, record: Record | None) -> dict[str, Any] | None:
        names = [one.name for one in listing.entity.fields if one.name != listing.entity.title]
        return listing.item(record, names) if record else None

    def _asked(self, listing: Listing) -> Record | None:
        asked = listing.query.get("record", "")[:9]
        if not (asked.isascii() and asked.isdigit()):
            return None
        return listing.context.store.get(listing.entity.name, int(asked))

    def present(self, listing: Listing) -> dict[str, Any]:
        """Return the list and the chosen record."""
        found = listing.page()
        for row in found["rows"]:
            row["facts"] = [cell for cell in row["facts"] if cell["name"] in listing.gene.columns[:3]]
            row["pane"] = listing.address(record=str(row["id"]))
        return {"sorts": listing.sorts, "pane": self._pane(listing, self._asked(listing)), **found}

    def piece(self, listing: Listing, target: str) -> Piece | None:
        """Answer with the pane of a record."""
        record = self._asked(listing)
        return ("inbox_pane", {"pane": self._pane(listing, record)}) if target == PANE and record else None

    def open(self, walker: Walker, link: Node) -> Moves:
        """Choose it, then follow the link in the pane."""
        yield from walker.swap(Click(ref_of(link)))
        opens = control(walker, "link", walker.say("Open"))
        if opens is not None:
            yield from walker.turn(opens)
