"""One list being shown: what layouts ask about its records, addresses and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from webgen.domains.model import Field, Verb
from webgen.layouts.base import layout_of
from webgen.site import fields as on_page
from webgen.site.dates import noted, order
from webgen.site.fields import wire
from webgen.spec import Record, Scalar
from webgen.widgets.base import Option

if TYPE_CHECKING:
    from webgen.site.app import Context

Condition = tuple[str, Sequence[Any]]  # SQL and its parameters


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


class Listing:
    """The list of an entity as one request asks for it."""

    def __init__(self, context: Context) -> None:
        self.context, self.entity, self.gene = context, context.entity, context.gene.listing
        self.layout = layout_of(self.gene)
        self.query = context.query
        self.text = self.query.get("q", "").strip()
        self.by = self.layout.by(self.entity, self.gene)
        self.sort = self.layout.sorts(self.entity, self.gene)
        self.filters = (*(item.name for item in self.gene.filters), *self.layout.filters(self.entity, self.gene))
        self._known: dict[str, dict[int, str]] = {}  # titles of the records that references point at
        self.notation = context.notation("list")
        self.today: str = context.site.level.spec.today.isoformat()

    # ---- which records

    @property
    def narrowed(self) -> bool:
        """Whether a search or a filter is on."""
        return bool(self.text) or any(self.query.get(name) for name in self.filters)

    def field(self, name: str) -> Field:
        """Return a field of the entity."""
        return self.entity.field(name)

    def where(self, *more: Condition, without: str = "") -> Condition:
        """Return the condition that search and filters make, with further ones; ``without`` leaves one filter out."""
        parts: list[str] = []
        values: list[Any] = []
        if self.text:
            names = [field.name for field in self.entity.fields if field.searchable] or [self.entity.title]
            parts.append("(" + " OR ".join(f"\"{name}\" LIKE ? ESCAPE '\\'" for name in names) + ")")
            values += [_like(self.text)] * len(names)
        for name in self.filters:
            chosen = self.query.get(name, "")
            if chosen and name != without:
                parts.append(f'"{name}" = ?')
                values.append(chosen)
        for sql, given in more:
            parts.append(sql)
            values += given
        return (" WHERE " + " AND ".join(parts) if parts else ""), values

    def count(self, *more: Condition, without: str = "") -> int:
        """Return how many records fit."""
        where, values = self.where(*more, without=without)
        return int(self.context.store.scalar(f'SELECT COUNT(*) FROM "{self.entity.name}"{where}', values))

    @cached_property
    def total(self) -> int:
        """How many records fit search and filters."""
        return self.count()

    def counts(self, name: str) -> dict[Scalar, int]:
        """Return how many records have each value of a field, whatever the filter on it says."""
        where, values = self.where(without=name)
        rows = self.context.store.rows(
            f'SELECT "{name}" AS value, COUNT(*) AS number FROM "{self.entity.name}"{where} GROUP BY "{name}"', values
        )
        return {row["value"]: int(row["number"] or 0) for row in rows}

    def records(self, *more: Condition, limit: int = -1, offset: int = 0, order: str = "") -> list[Record]:
        """Return the records that fit, in the order asked for or one of the layout's."""
        where, values = self.where(*more)
        return self.context.store.rows(
            f'SELECT * FROM "{self.entity.name}"{where}{order or self.order} LIMIT ? OFFSET ?', (*values, limit, offset)
        )

    # ---- the order

    @property
    def chosen(self) -> str:
        """The field it is sorted by, or nothing."""
        name = self.query.get("sort", "")
        return name if name in self.sort else ""

    @property
    def direction(self) -> str:
        """The way it is sorted."""
        return "desc" if self.chosen and self.query.get("dir") == "desc" else "asc"

    @property
    def order(self) -> str:
        """The order in SQL."""
        return f' ORDER BY "{self.chosen}" {self.direction.upper()}, id' if self.chosen else " ORDER BY id"

    def _sort_link(self, name: str) -> str:
        turned = "desc" if name == self.chosen and self.direction == "asc" else "asc"
        return self.address(sort=name, dir=turned, page="")

    @property
    def sorts(self) -> list[dict[str, Any]]:
        """The links that sort."""
        return [
            {"label": self.label(name), "href": self._sort_link(name), "current": name == self.chosen} for name in self.sort
        ]

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The heads of the columns."""
        found = []
        for name in self.gene.columns:
            order = ("ascending" if self.direction == "asc" else "descending") if name == self.chosen else ""
            number = self.field(name).type in ("integer", "money")
            href = self._sort_link(name) if name in self.sort else None
            found.append({"label": self._headed(name), "href": href, "order": order, "number": number})
        return found

    # ---- addresses

    @property
    def path(self) -> str:
        """The address of the list as it is first shown."""
        return self.context.path(self.entity)

    def address(self, **changes: str) -> str:
        """Return the address of the list as it is now, with some query fields changed; nothing drops one."""
        allowed = {"q", "sort", "dir", "page", *self.filters, *self.layout.own}
        query = {key: value for key, value in self.query.items() if key in allowed and value} | changes
        query = {key: value for key, value in query.items() if value}
        return self.path + (f"?{urlencode(query)}" if query else "")

    def kept(self, *dropped: str) -> list[tuple[str, str]]:
        """Return the query fields that a form of the layout must carry on."""
        names = ("q", *self.filters)
        return [(name, self.query[name]) for name in names if self.query.get(name) and name not in dropped]

    def number(self, name: str, most: int) -> int:
        """Return a query field as a number from 1 to ``most``; 1 where it is none."""
        asked = self.query.get(name, "")
        return min(max(int(asked[:9]), 1), max(1, most)) if asked.isascii() and asked.isdigit() else 1

    # ---- words and values

    def say(self, text: str, /, **values: object) -> str:
        """Return an interface text in the language of the site."""
        return self.context.say(text, **values)

    def label(self, name: str) -> str:
        """Return how pages call a field."""
        field = self.field(name)
        gene = self.context.gene.form.gene(name)
        return field.labels[gene.label % len(field.labels)] if gene else field.label

    def _titles(self, field: Field) -> dict[str, dict[int, str]]:
        if field.type == "ref" and field.name not in self._known:
            self._known[field.name] = self.context.titles(field)
        return self._known

    def shown(self, name: str, value: Scalar) -> str:
        """Return how a value reads; nothing reads as nothing."""
        field = self.field(name)
        return on_page.shown(field, value, self._titles(field))

    def options(self, name: str) -> list[Option]:
        """Return the choices of a field with how they read; of a yes-or-no field both."""
        field = self.field(name)
        if field.type == "bool":
            return [Option("1", self.shown(name, True)), Option("0", self.shown(name, False))]
        return list(on_page.options(field, self._titles(field)))

    def cell(self, row: Record, name: str) -> dict[str, Any]:
        """Return one value of a record as templates show it."""
        field = self.field(name)
        return {
            "name": name,
            "text": self._noted(name, row[name]) or "—",
            "href": f"{self.path}/{row['id']}" if name == self.entity.title else None,
            "number": field.type in ("integer", "money"),
            "tone": field.choices.index(str(row[name])) % 6 if field.type == "choice" and row[name] else None,
            "label": self._headed(name),
        }

    def _headed(self, name: str) -> str:
        """Return what a field is called where its values stand, with the order of the numbers in a date."""
        way = order(self.context.site.locale, self.notation) if self.field(name).type == "date" else ""
        return f"{self.label(name)} ({way})" if way else self.label(name)

    def _noted(self, name: str, value: Scalar) -> str:
        """Return how a value reads in a cell."""
        if self.notation and value and self.field(name).type == "date":
            return noted(self.context.site.locale, self.notation, str(value), self.context.site.level.spec.today)
        return self.shown(name, value)

    def item(self, row: Record, names: Iterable[str] | None = None) -> dict[str, Any]:
        """Return a record as templates show it: its title and address, the cells of some fields (else of the columns),
        and of those the ``facts``, which are not the title."""
        cells = [self.cell(row, name) for name in (self.gene.columns if names is None else names)]
        return {
            "id": row["id"],
            "record": row,
            "title": str(row[self.entity.title]),
            "href": f"{self.path}/{row['id']}",
            "cells": cells,
            "facts": [cell for cell in cells if cell["name"] != self.entity.title],
        }

    # ---- a page at a time

    def page(self, rows: Sequence[Record] | None = None) -> dict[str, Any]:
        """Return the rows of the page asked for and the links to the ones around it."""
        size = self.gene.page_size
        pages = max(1, -(-self.total // size))
        number = self.number("page", pages)
        if rows is None:
            rows = self.records(limit=size, offset=(number - 1) * size)
        return {
            "rows": [self.item(row) for row in rows],
            "number": number,
            "pages": pages,
            "previous": self.address(page=str(number - 1) if number > 2 else "") if number > 1 else None,
            "next": self.address(page=str(number + 1)) if number < pages else None,
        }

    # ---- what can be done from the list

    def move(self, row: Record, verb: Verb) -> dict[str, Any]:
        """Return the form that does a verb to a record and comes back to the list."""
        action = f"{self.path}/{row['id']}/move/{verb.name}"
        confirm = f"{verb.label} {row[self.entity.title]}?" if verb.confirm and self.context.confirms() else ""
        return {"label": verb.label, "action": action, "token": self.context.offer(action), "confirm": confirm}

    def bulk(self) -> dict[str, Any]:
        """Return the form that does something to all chosen records, and what it offers."""
        action, asks = f"{self.path}/bulk", self.context.confirms()
        deeds = [
            {
                "value": verb.name,
                "label": verb.label,
                "danger": False,
                "confirm": self.say("{verb}: all selected records?", verb=verb.label) if verb.confirm and asks else "",
            }
            for verb in self.entity.verbs
        ]
        if self.entity.deletable:
            confirm = self.say("Delete the selected records?") if asks else ""
            label = self.say("Delete selected")
            deeds.append({"value": "delete", "label": label, "danger": True, "confirm": confirm})
        return {"action": action, "token": self.context.offer(action), "deeds": deeds}

    def editor(self, row: Mapping[str, Any], name: str, note: str = "") -> dict[str, Any]:
        """Return the form that changes one field of a record where it stands in the list."""
        field, record = self.field(name), row["id"]
        action = f"{self.path}/{record}/cell/{name}"
        value = wire(field, row["record"][name])
        options = self.options(name) if field.type == "choice" else []
        if options and (not field.required or not value):
            options = [Option("", "—"), *options]
        return {
            "id": f"cell-{record}-{name.replace('_', '-')}",
            "action": action,
            "token": self.context.offer(action),
            "label": self.say("{label} of {title}", label=self.label(name), title=row["title"]),
            "value": value,
            "options": options,
            "note": note,
        }
