"""Tiles, two charts drawn from the records, and what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Entity, Field
from webgen.homes.base import HomeKind, counts, latest, state_of
from webgen.site.charts import Series, chart
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context

RECENT, MONTHS = 5, 6


class Dashboard(HomeKind):
    """Numbers are counted anew for every page, and each stands in a table behind its chart too."""

    def show(self, context: Context) -> Response:
        """Show the page."""
        charts = [found for number, entity in enumerate(context.domain.entities) for found in self._charts(context, entity, number)]
        stream = context.site.stream.child("dashboard")
        chosen = stream.child("which").sample(charts, min(2, len(charts)), key=lambda one: str(one["title"]))
        kinds = stream.child("kinds").shuffled(["bars", "donut"])
        for number, (one, kind) in enumerate(zip(chosen, kinds, strict=False)):
            one["id"] = f"chart-{number}"
            one["picture"] = chart("line" if one["time"] else kind, one["series"], one["title"])
        main = context.domain.entities[-1]
        recent = [
            {"title": item["title"], "href": item["href"], "badge": state_of(main, item["row"])}
            for item in latest(context, main, RECENT)
        ]
        return context.page(
            "home_dashboard", context.say("Dashboard"), stats=counts(context), charts=chosen, recent=recent,
            recent_label=main.plural[0],
        )  # fmt: skip

    def _charts(self, context: Context, entity: Entity, number: int) -> list[dict[str, Any]]:
        """Return what can be drawn of an entity: counts by a choice, sums or counts by month."""
        found = []
        choices = [field for field in entity.fields if field.type == "choice" and len(field.choices) >= 3]
        if choices:
            found.append(self._by_choice(context, entity, context.site.stream.child("by", number).pick(choices, key=lambda one: one.name)))
        days = [field for field in entity.fields if field.type == "date" and field.kind == "intent"]
        if days:
            one = self._by_month(context, entity, days[0])
            if len(one["series"].rows) >= 3:
                found.append(one)
        return found

    def _by_choice(self, context: Context, entity: Entity, field: Field) -> dict[str, Any]:
        held = {
            str(row["choice"]): int(row["number"] or 0)
            for row in context.store.rows(
                f'SELECT "{field.name}" AS choice, COUNT(*) AS number FROM "{entity.name}" GROUP BY 1'
            )
        }
        rows = [(choice, held.get(choice, 0)) for choice in field.choices]
        title = context.say("{nouns} by {field}", nouns=entity.plural[0], field=context.noun(field.label))
        return {"title": title, "series": Series(rows), "time": False, "heads": [field.label, entity.plural[0]]}

    def _by_month(self, context: Context, entity: Entity, field: Field) -> dict[str, Any]:
        found = context.store.rows(
            f'SELECT substr("{field.name}", 1, 7) AS month, COUNT(*) AS number FROM "{entity.name}"'
            f' WHERE "{field.name}" IS NOT NULL GROUP BY 1 ORDER BY 1 DESC LIMIT {MONTHS}'
        )
        rows = [(str(row["month"]), int(row["number"] or 0)) for row in reversed(found)]
        title = context.say("{nouns} by month", nouns=entity.plural[0])
        return {"title": title, "series": Series(rows), "time": True, "heads": [context.say("Month"), entity.plural[0]]}
