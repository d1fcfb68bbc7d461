"""A month of a calendar."""

from __future__ import annotations

import calendar
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from webgen.domains.model import Domain, Entity
from webgen.layouts.base import Layout, Walker, control, dates, turn_while, unfold
from webgen.locales import spoken
from webgen.spec import ListGene
from webgen.widgets.base import Moves

if TYPE_CHECKING:
    from webgen.site.listing import Listing

LONGEST = 300  # days that records may be apart, so that nobody pages through years
MOST_IN_CELL = 3
WEEKDAYS = spoken(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))


class Month(Layout):
    """Records stand on their days; more than a few unfold. Those without a date stand below, what a search finds in a list.

    One can go as far back and ahead as there are records.
    """

    weight = 1.3
    own = ("month",)
    steps = 10
    sortable = False
    searches = True
    onward = spoken(("Next", "Previous month", "Next month"))

    def candidates(self, entity: Entity, gene: ListGene) -> list[str]:
        """Return the dates that are not years apart."""
        return dates(entity, LONGEST)

    def fits(self, domain: Domain, entity: Entity, gene: ListGene) -> bool:
        """There must be such a date."""
        return bool(self.candidates(entity, gene))

    def shows(self, entity: Entity, gene: ListGene) -> tuple[str, ...]:
        """Return the title and the date."""
        return (entity.title, self.by(entity, gene))

    def present(self, listing: Listing) -> dict[str, Any]:
        """Return the weeks of the month asked for, or of today's; while one searches, plain results."""
        if listing.narrowed:
            return {"narrowed": True, **listing.page()}
        by, today = listing.by, listing.today
        rows = listing.records(order=f' ORDER BY "{by}", id')
        months = sorted({str(row[by])[:7] for row in rows if row[by]} | {today[:7]})
        asked = listing.query.get("month", "")
        shown = asked if months[0] <= asked <= months[-1] and _is_month(asked) else today[:7]
        days: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            days.setdefault(str(row[by] or ""), []).append(listing.item(row, (listing.entity.title,)))
        year, month = int(shown[:4]), int(shown[5:])
        return {
            "narrowed": False,
            "heading": listing.context.site.locale.month(year, month),
            "weekdays": [listing.say(name) for name in WEEKDAYS],
            "weeks": [
                [_day(one, days, month, today) for one in week] for week in calendar.Calendar().monthdatescalendar(year, month)
            ],
            "previous": listing.address(month=_moved(shown, -1)) if shown > months[0] else None,
            "next": listing.address(month=_moved(shown, 1)) if shown < months[-1] else None,
            "this": listing.path if shown != today[:7] else None,
            "undated": days.get("", []),
            "by": listing.label(by),
        }

    def seek(self, walker: Walker, title: str) -> Moves:
        """Go to the month of its date and unfold days."""
        record = walker.record()
        day = str(record[self.by(walker.entity, walker.gene)] or "") if record else ""
        here = control(walker, "table", walker.say("Month"))
        if here is None or walker.title_link(title) is not None:
            return
        if day:
            back = day[:7] < _shown(walker)
            for _ in range(2 * LONGEST // 30):
                link = control(walker, "link", walker.say("Previous month") if back else walker.say("Next month"))
                if _shown(walker) == day[:7] or link is None:
                    break
                yield from walker.turn(link)
        yield from unfold(walker, title)

    def survey(self, walker: Walker) -> Moves:
        """Go back to the first month, then ahead to the last."""
        yield from turn_while(walker, "Previous month")
        yield from turn_while(walker, "Next month")


def _is_month(text: str) -> bool:
    try:
        return date.fromisoformat(f"{text}-01").isoformat()[:7] == text
    except ValueError:
        return False


def _moved(month: str, by: int) -> str:
    at = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


def _day(one: date, days: dict[str, list[dict[str, Any]]], month: int, today: str) -> dict[str, Any]:
    """Return a cell: its records only where the day is of the month."""
    rows = days.get(one.isoformat(), []) if one.month == month else []
    most = MOST_IN_CELL if len(rows) > MOST_IN_CELL else len(rows)
    return {
        "number": one.day,
        "id": f"day-{one.isoformat()}",
        "inside": one.month == month,
        "today": one.isoformat() == today,
        "rows": rows[:most],
        "more": rows[most:],
    }


def _shown(walker: Walker) -> str:
    """Return the month the page shows: the one of its address, else today's."""
    asked = parse_qs(urlsplit(walker.now.url).query).get("month")
    return asked[0] if asked else walker.today[:7]
