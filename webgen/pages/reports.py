"""Totals by group, with a span of days to narrow them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from webgen.domains.model import Entity, Field
from webgen.extras.reports import groups
from webgen.pages.base import Entry, Page, Route
from webgen.site import fields as on_page
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Reports(Page):
    """``/reports``: which are there; ``/reports/{entity}``: one."""

    rank = 0
    optional = True

    def routes(self) -> list[Route]:
        """Answer the reports."""
        return [Route("GET", "/reports", self.all), Route("GET", "/reports/{entity}", self.show)]

    def entries(self, context: Context) -> list[Entry]:
        """Stand in the menu."""
        return [Entry(context.say("Reports"), "/reports", "chart")]

    def _entities(self, context: Context) -> list[Entity]:
        return [entity for entity in context.domain.entities if groups(entity)]

    def all(self, context: Context) -> Response:
        """Show which reports there are."""
        links = [
            {"label": context.say("{nouns} in numbers", nouns=entity.plural[0]), "href": f"/reports{context.path(entity)}", "icon": entity.icon}
            for entity in self._entities(context)
        ]
        return context.page("reports", context.say("Reports"), links=links)

    def show(self, context: Context) -> Response:
        """Show one report."""
        entity = context.entity
        names = groups(entity)
        if not names:
            return context.missing()
        by = context.query.get("by", "")
        group = entity.field(by if by in names else names[0])
        days = next((field for field in entity.fields if field.type == "date" and field.kind == "intent"), None)
        sums = [field for field in entity.fields if field.type in ("money", "integer")][:3]
        where, values, span = self._span(context, days)
        rows = self._rows(context, entity, group, sums, where, values)
        total = self._total(context, entity, sums, where, values)
        return context.page(
            "reports_one", context.say("{nouns} in numbers", nouns=entity.plural[0]), heading=context.say("{nouns} in numbers", nouns=entity.plural[0]),
            group=group.label, sums=[field.label for field in sums], rows=rows, total=total, action=f"/reports{context.path(entity)}",
            choices=[{"name": name, "label": entity.field(name).label, "chosen": name == group.name} for name in names],
            days=days.label if days else "", span=span, nouns=entity.plural[0],
        )  # fmt: skip

    def _span(self, context: Context, days: Field | None) -> tuple[str, list[Any], dict[str, str]]:
        """Return the condition of the span of days that was asked for, its values, and the span."""
        parts, values, span = [], [], {"from": "", "to": ""}
        for side, sign in (("from", ">="), ("to", "<=")):
            given = context.query.get(side, "")
            if days is not None and _DAY.fullmatch(given):
                parts.append(f'"{days.name}" {sign} ?')
                values.append(given)
                span[side] = given
        return (" WHERE " + " AND ".join(parts) if parts else ""), values, span

    def _rows(
        self, context: Context, entity: Entity, group: Field, sums: list[Field], where: str, values: list[Any]
    ) -> list[dict[str, Any]]:
        columns = "".join(f', SUM("{field.name}") AS "sum_{field.name}"' for field in sums)
        found = {
            str(row["choice"]): row
            for row in context.store.rows(
                f'SELECT "{group.name}" AS choice, COUNT(*) AS number{columns} FROM "{entity.name}"{where} GROUP BY 1', values
            )
        }
        return [
            {"label": choice, "number": found[choice]["number"] if choice in found else 0,
             "sums": [self._sum(field, found[choice][f"sum_{field.name}"] if choice in found else 0) for field in sums]}
            for choice in group.choices
        ]  # fmt: skip

    def _total(self, context: Context, entity: Entity, sums: list[Field], where: str, values: list[Any]) -> dict[str, Any]:
        columns = "".join(f', SUM("{field.name}") AS "sum_{field.name}"' for field in sums)
        (row,) = context.store.rows(f'SELECT COUNT(*) AS number{columns} FROM "{entity.name}"{where}', values)
        return {"number": row["number"], "sums": [self._sum(field, row[f"sum_{field.name}"]) for field in sums]}

    @staticmethod
    def _sum(field: Field, value: Any) -> str:
        return on_page.shown(field, int(value or 0), {})
