"""Records side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.pages.base import Entry, Page, Route
from webgen.site import fields as on_page
from webgen.site.http import Response
from webgen.spec import Record

if TYPE_CHECKING:
    from webgen.site.app import Context

SLOTS = ("first", "second", "third")


class Compare(Page):
    """``/compare``: what can be compared; ``/compare/{entity}``: two or three records in a table."""

    rank = 0
    optional = True

    def routes(self) -> list[Route]:
        """Answer the page of each entity."""
        return [Route("GET", "/compare", self.all), Route("GET", "/compare/{entity}", self.show)]

    def entries(self, context: Context) -> list[Entry]:
        """Stand in the menu."""
        return [Entry(context.say("Compare"), "/compare", "grid")]

    def all(self, context: Context) -> Response:
        """Ask what is to be compared."""
        links = [{"label": context.say("{nouns} side by side", nouns=one.plural[0]), "href": f"/compare{context.path(one)}", "icon": one.icon} for one in context.domain.entities]
        return context.page("compare", context.say("Compare"), links=links)

    def show(self, context: Context) -> Response:
        """Show the choice of records, and those chosen."""
        entity = context.entity
        options = context.store.rows(f'SELECT id, "{entity.title}" AS title FROM "{entity.name}" ORDER BY title')
        chosen = {slot: context.query.get(slot, "") for slot in SLOTS}
        rows = [row for key in dict.fromkeys(chosen.values()) if (row := self._row(context, key))]
        slots = [
            {"name": slot, "label": label, "chosen": chosen[slot], "options": [(str(one["id"]), str(one["title"])) for one in options]}
            for slot, label in zip(SLOTS, (context.say("First"), context.say("Second"), context.say("Third")), strict=True)
        ]
        heading = context.say("Compare {nouns}", nouns=context.noun(entity.plural[0]))
        heads = [{"title": str(row[entity.title]), "href": f"{context.path(entity)}/{row['id']}"} for row in rows]
        return context.page(
            "compare_table", heading, heading=heading, slots=slots, heads=heads, lines=self._lines(context, rows),
            action=f"/compare{context.path(entity)}",
        )  # fmt: skip

    def _row(self, context: Context, key: str) -> Record | None:
        if not (key.isascii() and key.isdigit() and len(key) < 10):
            return None
        return context.store.get(context.entity.name, int(key))

    def _lines(self, context: Context, rows: list[Record]) -> list[dict[str, Any]]:
        """Return a line for every field: its label and what each record says; ``differ`` where they do."""
        entity, form = context.entity, context.gene.form
        titles = context.all_titles(entity.fields)
        found = []
        for field in entity.fields:
            if field.name == entity.title:
                continue
            gene = form.gene(field.name)
            label = field.labels[gene.label % len(field.labels)] if gene else field.label
            texts = [on_page.shown(field, row[field.name], titles) or "—" for row in rows]
            found.append({"label": label, "texts": texts, "differ": len(set(texts)) > 1})
        return found
