"""Records under what they belong to, in groups that fold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.actions import Click
from webgen.domains.model import Domain, Entity
from webgen.layouts.base import Layout, Walker, states_first, unfold
from webgen.spec import ListGene, Record, Scalar
from webgen.widgets.base import Moves, ref_of

if TYPE_CHECKING:
    from webgen.site.listing import Listing

NESTED = 4  # a group with more records is divided again


class Tree(Layout):
    """A button for each group folds and unfolds it; groups of many records have groups inside."""

    weight = 0.7
    steps = 4
    sortable = False
    onward = ()

    def candidates(self, entity: Entity, gene: ListGene) -> list[str]:
        """Return references first, then choices."""
        refs = [one.name for one in entity.refs if one.kind == "intent"]
        return [*refs, *(one.name for one in states_first(entity))]

    def fits(self, domain: Domain, entity: Entity, gene: ListGene) -> bool:
        """There must be something to group by."""
        return bool(self.candidates(entity, gene))

    def shows(self, entity: Entity, gene: ListGene) -> tuple[str, ...]:
        """Return the title, what the records are grouped by, and the facts on a line."""
        return tuple(dict.fromkeys((*self._line(entity, gene), self.by(entity, gene))))

    def _line(self, entity: Entity, gene: ListGene) -> tuple[str, ...]:
        by = self.by(entity, gene)
        return (entity.title, *[name for name in gene.columns if name not in (by, entity.title)][:2])

    def _inner(self, entity: Entity, gene: ListGene) -> str:
        by = self.by(entity, gene)
        return next((one.name for one in states_first(entity) if one.name != by), "")

    def _groups(self, listing: Listing, rows: list[Record], name: str, place: str) -> list[dict[str, Any]]:
        """Return the groups of some rows in the order of how they read, those without a value last."""
        found: dict[Scalar, list[Record]] = {}
        for row in rows:
            found.setdefault(row[name], []).append(row)
        order = sorted(found, key=lambda value: (value in (None, ""), listing.shown(name, value).lower()))
        return [
            {
                "label": listing.shown(name, value) or listing.say("Without {label}", label=listing.label(name)),
                "count": len(found[value]),
                "id": f"{place}-{number}",
                "open": listing.narrowed,
                "rows": found[value],
            }
            for number, value in enumerate(order)
        ]

    def present(self, listing: Listing) -> dict[str, Any]:
        """Return the groups, with groups inside where there are many."""
        groups = self._groups(listing, listing.records(), listing.by, "group")
        inner, line = self._inner(listing.entity, listing.gene), self._line(listing.entity, listing.gene)
        for group in groups:
            rows = group["rows"]
            parts = self._groups(listing, rows, inner, group["id"]) if inner and len(rows) > NESTED else []
            for part in parts:
                part["rows"] = [listing.item(row, line) for row in part["rows"]]
            group["groups"] = parts if len(parts) > 1 else []
            group["rows"] = [listing.item(row, line) for row in rows]
        return {"groups": groups, "by": listing.label(listing.by)}

    def seek(self, walker: Walker, title: str) -> Moves:
        """Unfold the group it is in, and the one inside; else one after another."""
        record = walker.record()
        for name in (self.by(walker.entity, walker.gene), self._inner(walker.entity, walker.gene)):
            if record is None or not name or walker.title_link(title) is not None:
                break
            wanted = walker.reads(name, record) + " ("
            folded = [one for one in walker.results() if one.role == "button" and one.ref and not one.has("expanded")]
            group = next((one for one in folded if one.name.startswith(wanted)), None)
            if group is not None:
                yield from walker.do(Click(ref_of(group)))
        yield from unfold(walker, title)

    def survey(self, walker: Walker) -> Moves:
        """Unfold everything."""
        yield from unfold(walker)
