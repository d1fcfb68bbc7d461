"""Lists of records: search, filters, sorting and pagination, and the suggestions of comboboxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from webgen.pages.base import Page, Route
from webgen.site import fields as on_page
from webgen.site.http import Response
from webgen.site.render import render
from webgen.spec import Record

if TYPE_CHECKING:
    from webgen.site.app import Context

SUGGESTIONS = 8


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


class ListPage(Page):
    """``/{entity}``: the records of an entity, a page at a time."""

    rank = 2

    def routes(self) -> list[Route]:
        """Answer lists and suggestions."""
        return [
            Route("GET", "/{entity}", self.show),
            Route("GET", "/suggest/{verb}/{field}", self.suggest),
        ]

    # ---- what to show

    def _where(self, context: Context) -> tuple[str, list[Any]]:
        entity, gene = context.entity, context.gene.listing
        parts, values = [], []
        text = context.query.get("q", "").strip()
        if text:
            names = [field.name for field in entity.fields if field.searchable] or [entity.title]
            parts.append("(" + " OR ".join(f"\"{name}\" LIKE ? ESCAPE '\\'" for name in names) + ")")
            values += [_like(text)] * len(names)
        for item in gene.filters:
            chosen = context.query.get(item.name, "")
            if chosen:
                parts.append(f'"{item.name}" = ?')
                values.append(chosen)
        return (" WHERE " + " AND ".join(parts) if parts else ""), values

    def _order(self, context: Context) -> tuple[str, str, str]:
        gene = context.gene.listing
        chosen = context.query.get("sort", "")
        direction = "desc" if context.query.get("dir") == "desc" else "asc"
        if chosen not in gene.sort:
            return " ORDER BY id", "", "asc"
        return f' ORDER BY "{chosen}" {direction.upper()}, id', chosen, direction

    def _address(self, context: Context, **changes: str) -> str:
        allowed = {"q", "sort", "dir", "page", *(item.name for item in context.gene.listing.filters)}
        query = {key: value for key, value in context.query.items() if key in allowed and value} | changes
        query = {key: value for key, value in query.items() if value}
        return context.path(context.entity) + (f"?{urlencode(query)}" if query else "")

    def _cells(self, context: Context, row: Record, titles: on_page.Titles) -> list[dict[str, Any]]:
        entity = context.entity
        cells = []
        for name in context.gene.listing.columns:
            field = entity.field(name)
            tone = field.choices.index(str(row[name])) % 6 if field.type == "choice" and row[name] else None
            text = on_page.shown(field, row[name], titles)
            cells.append(
                {
                    "text": text or "—",
                    "href": f"{context.path(entity)}/{row['id']}" if name == entity.title else None,
                    "number": field.type in ("integer", "money"),
                    "tone": tone,
                    "label": self._label(context, name),
                }
            )
        return cells

    def _label(self, context: Context, name: str) -> str:
        field = context.entity.field(name)
        gene = context.gene.form.gene(name)
        return field.labels[gene.label % len(field.labels)] if gene else field.label

    @staticmethod
    def _turned(name: str, chosen: str, direction: str) -> str:
        """Return the direction a sort link leads to: the other one where the list is sorted by it already."""
        return "desc" if name == chosen and direction == "asc" else "asc"

    def _columns(self, context: Context, chosen: str, direction: str) -> list[dict[str, Any]]:
        found = []
        for name in context.gene.listing.columns:
            sortable = name in context.gene.listing.sort
            turned = self._turned(name, chosen, direction)
            order = ("ascending" if direction == "asc" else "descending") if name == chosen else ""
            href = self._address(context, sort=name, dir=turned, page="") if sortable else None
            number = context.entity.field(name).type in ("integer", "money")
            found.append({"label": self._label(context, name), "href": href, "order": order, "number": number})
        return found

    def _results(self, context: Context) -> dict[str, Any]:
        entity, gene = context.entity, context.gene.listing
        where, values = self._where(context)
        total = int(context.store.scalar(f'SELECT COUNT(*) FROM "{entity.name}"{where}', values))
        pages = max(1, -(-total // gene.page_size))
        asked = context.query.get("page", "1")
        number = min(max(int(asked[:9]), 1), pages) if asked.isascii() and asked.isdigit() else 1
        order, chosen, direction = self._order(context)
        rows = context.store.rows(
            f'SELECT * FROM "{entity.name}"{where}{order} LIMIT ? OFFSET ?',
            (*values, gene.page_size, (number - 1) * gene.page_size),
        )
        titles = context.all_titles([entity.field(name) for name in gene.columns])
        return {
            "entity": entity,
            "total": total,
            "layout": gene.layout,
            "columns": self._columns(context, chosen, direction),
            "rows": [self._cells(context, row, titles) for row in rows],
            "number": number,
            "pages": pages,
            "previous": self._address(context, page=str(number - 1) if number > 2 else "") if number > 1 else None,
            "next": self._address(context, page=str(number + 1)) if number < pages else None,
            "sorts": [
                {
                    "label": self._label(context, name),
                    "href": self._address(context, sort=name, dir=self._turned(name, chosen, direction), page=""),
                }
                for name in gene.sort
            ],
        }

    # ---- answers

    def show(self, context: Context) -> Response:
        """Show the page, or only its results to the hypermedia client."""
        results = self._results(context)
        if context.request.headers.get("hx-target") == "results":
            return context.fragment("list_results", **results)
        entity, gene = context.entity, context.gene.listing
        fields = {item.name: entity.field(item.name) for item in gene.filters}
        titles = context.all_titles(fields.values())
        form = context.gene.form
        labels = {item.name: (form.gene(item.name) or item).label for item in gene.filters}  # one name on all pages
        filters = [
            on_page.view(
                context,
                fields[item.name],
                item.model_copy(update={"label": labels[item.name]}),
                titles,
                posted=context.query.get(item.name, ""),
                prefix="filter",
                placeholder=f"Any {self._label(context, item.name).lower()}",
            )
            for item in gene.filters
        ]
        return context.page(
            "list",
            entity.plural[0],
            path=context.path(entity),
            live=gene.search == "live",
            text=context.query.get("q", ""),
            filters=filters,
            new_href=f"{context.path(entity)}/new" if entity.creatable else None,
            **results,
        )

    def suggest(self, context: Context) -> Response:
        """Answer a combobox: the choices that contain the typed text."""
        owner, name = context.arguments["verb"], context.arguments["field"]
        known = {entity.name: {field.name: field for field in entity.fields} for entity in context.domain.entities}
        known["settings"] = {field.name: field for field in context.domain.all_settings}
        field = known.get(owner, {}).get(name)
        if field is None or field.type not in ("choice", "ref"):
            return context.missing()
        titles = context.all_titles([field])
        text = context.query.get("q", "").strip().lower()
        found = [option for option in on_page.options(field, titles) if text in option.label.lower()] if text else []
        found.sort(key=lambda option: (not option.label.lower().startswith(text), option.label))
        return Response(render("pages/list_suggestions.html", {"options": found[:SUGGESTIONS]}, context.spec.locale))
