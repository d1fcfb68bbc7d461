"""An index from A to Z."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from webgen.actions import Click
from webgen.domains.model import Domain, Entity
from webgen.layouts.base import Layout, Walker, control
from webgen.spec import ListGene
from webgen.widgets.base import Moves, ref_of

if TYPE_CHECKING:
    from webgen.site.listing import Listing

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OTHERS = "#"


def initial(title: str) -> str:
    """Return the letter under which a title stands, of whatever script; all that is no letter stands together."""
    first = title.strip()[:1].upper()[:1]
    return first if first.isalpha() else OTHERS


class Letters(Layout):
    """The letters that records begin with are links; the records of one letter show, or what a search finds."""

    weight = 0.6
    own = ("letter",)
    steps = 10
    sortable = False
    searches = True

    def fits(self, domain: Domain, entity: Entity, gene: ListGene) -> bool:
        """Titles must begin differently: codes and numbers do not."""
        source = entity.title_field.source or ""
        words = source.startswith(("{", "faker:")) or not any(mark in source for mark in "{.:")
        return bool(source) and words and "#" not in source.split("}")[0]

    def leads(self, text: str, say: Callable[..., str]) -> bool:
        """Letters lead on too."""
        return len(text) == 1 or super().leads(text, say)

    def shows(self, entity: Entity, gene: ListGene) -> tuple[str, ...]:
        """Return the title, and one fact."""
        return gene.columns[:2]

    def present(self, listing: Listing) -> dict[str, Any]:
        """Return the letters, and the records of the one asked for."""
        if listing.narrowed:
            return {"narrowed": True, **listing.page()}
        rows = listing.records(order=f' ORDER BY "{listing.entity.title}" COLLATE NOCASE, id')
        found: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            found.setdefault(initial(str(row[listing.entity.title])), []).append(listing.item(row, listing.gene.columns[:2]))
        asked = listing.query.get("letter", "")
        current = asked if asked in found else min(found, default="")
        latin = found.keys() <= {*ALPHABET, OTHERS}
        index = [*(ALPHABET if latin else sorted(found.keys() - {OTHERS})), *([OTHERS] if OTHERS in found else [])]
        letters = [
            {"letter": one, "href": listing.address(letter=one) if one in found else None, "current": one == current}
            for one in index
        ]
        return {"narrowed": False, "letters": letters, "current": current, "rows": found.get(current, [])}

    def seek(self, walker: Walker, title: str) -> Moves:
        """Go to its letter."""
        link = control(walker, "link", initial(title))
        if walker.title_link(title) is None and link is not None:
            yield from walker.turn(link)

    def survey(self, walker: Walker) -> Moves:
        """Go through the letters there are."""
        index = control(walker, "navigation", walker.say("Letters"))
        links = [node.name for node in walker.now.inside(index) if node.role == "link"] if index else []
        for letter in links:
            link = control(walker, "link", letter)
            if link is not None and control(walker, "heading", letter) is None:
                yield from walker.swap(Click(ref_of(link)))
