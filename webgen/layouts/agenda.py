"""A week at a time, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity
from webgen.layouts.base import Layout, Walker, dates, fill_in, turn_while
from webgen.locales import spoken
from webgen.spec import ListGene
from webgen.widgets.base import Moves

if TYPE_CHECKING:
    from webgen.site.listing import Listing

LONGEST = 220
WEEKDAYS = spoken(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))


class Agenda(Layout):
    """Days with their records. Weeks without any are passed over; a field leads to the week of a date.

    What a search finds stands in a plain list.
    """

    weight = 0.9
    own = ("day",)
    steps = 14
    sortable = False
    searches = True
    onward = spoken(("Next", "Previous week", "Next week"))

    def candidates(self, entity: Entity, gene: ListGene) -> list[str]:
        """Return the dates that are not too far apart."""
        return dates(entity, LONGEST)

    def fits(self, domain: Domain, entity: Entity, gene: ListGene) -> bool:
        """There must be such a date."""
        return bool(self.candidates(entity, gene))

    def _line(self, entity: Entity, gene: ListGene) -> tuple[str, ...]:
        by = self.by(entity, gene)
        return (entity.title, *[name for name in gene.columns if name not in (by, entity.title)][:2])

    def shows(self, entity: Entity, gene: ListGene) -> tuple[str, ...]:
        """Return the title, the date and the facts on a line."""
        return tuple(dict.fromkeys((*self._line(entity, gene), self.by(entity, gene))))

    def present(self, listing: Listing) -> dict[str, Any]:
        """Return the week of the day asked for, or of today."""
        if listing.narrowed:
            return {"narrowed": True, **listing.page()}
        by, line = listing.by, self._line(listing.entity, listing.gene)
        rows = listing.records(order=f' ORDER BY "{by}", id')
        start = _monday(listing.query.get("day", "")) or _monday(listing.today)
        assert start is not None
        end = start + timedelta(days=6)
        weeks = sorted({one for row in rows if (one := _monday(str(row[by] or "")))})
        days = []
        for number in range(7):
            day = (start + timedelta(days=number)).isoformat()
            found = [listing.item(row, line) for row in rows if row[by] == day]
            if found or day == listing.today:
                days.append({
                    "weekday": listing.say(WEEKDAYS[number]), "date": listing.shown(by, day), "rows": found,
                    "today": day == listing.today,
                })  # fmt: skip
        before = [one for one in weeks if one < start]
        after = [one for one in weeks if one > start]
        first, last = (listing.shown(by, one.isoformat()) for one in (start, end))
        return {
            "narrowed": False,
            "heading": listing.say("{first} to {last}", first=first, last=last),
            "days": days,
            "previous": listing.address(day=before[-1].isoformat()) if before else None,
            "next": listing.address(day=after[0].isoformat()) if after else None,
            "day": start.isoformat(),
            "jump": listing.path,
            "undated": [listing.item(row, line) for row in rows if not row[by]],
            "by": listing.label(by),
        }

    def seek(self, walker: Walker, title: str) -> Moves:
        """Go to the week of its date by the field."""
        record = walker.record()
        day = str(record[self.by(walker.entity, walker.gene)] or "") if record else ""
        if day and walker.title_link(title) is None:
            yield from fill_in(walker, spoken("Go to date"), day, spoken("Go"))

    def survey(self, walker: Walker) -> Moves:
        """Go back to the first week, then ahead to the last."""
        yield from turn_while(walker, "Previous week")
        yield from turn_while(walker, "Next week")


def _monday(text: str) -> date | None:
    """Return the first day of the week of an ISO date, or None."""
    try:
        day = date.fromisoformat(text)
        return day - timedelta(days=day.weekday())
    except (ValueError, OverflowError):
        return None
