"""Lists of records: search and filters around what the layout shows, and the suggestions of comboboxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.pages.base import Page, Route
from webgen.site import fields as on_page
from webgen.site.http import Response
from webgen.site.listing import Listing
from webgen.site.render import render

if TYPE_CHECKING:
    from webgen.site.app import Context
    from webgen.widgets.base import FieldView

SUGGESTIONS = 8
RESULTS = "results"


class ListPage(Page):
    """``/{entity}``: the records of an entity, as its layout shows them."""

    rank = 2

    def routes(self) -> list[Route]:
        """Answer lists and suggestions."""
        return [
            Route("GET", "/{entity}", self.show),
            Route("GET", "/suggest/{verb}/{field}", self.suggest),
        ]

    def show(self, context: Context) -> Response:
        """Show the page, or to the hypermedia client only its results or the part of them it asks for."""
        listing = Listing(context)
        frame: dict[str, Any] = {"entity": context.entity, "layout": listing.gene.layout, "total": listing.total}
        target = context.request.headers.get("hx-target", "")
        if context.partial and target and target != RESULTS:
            piece = listing.layout.piece(listing, target)
            if piece is not None:
                return Response(render(f"layouts/{piece[0]}.html", frame | piece[1], context.spec.locale))
        frame |= listing.layout.present(listing)
        if target == RESULTS:
            return context.fragment("list_results", **frame)
        gene, path = context.gene.listing, context.path(context.entity)
        return context.page(
            "list",
            context.entity.plural[0],
            path=path,
            live=gene.search == "live",
            text=context.query.get("q", ""),
            filters=self._filters(context),
            kept=[(name, context.query[name]) for name in listing.layout.filters(context.entity, gene) if context.query.get(name)],
            new_href=f"{path}/new" if context.entity.creatable else None,
            **frame,
        )

    def _filters(self, context: Context) -> list[FieldView]:
        entity, gene, form = context.entity, context.gene.listing, context.gene.form
        fields = {item.name: entity.field(item.name) for item in gene.filters}
        titles = context.all_titles(fields.values())
        labels = {item.name: (form.gene(item.name) or item).label for item in gene.filters}  # one name on all pages
        return [
            on_page.view(
                context,
                fields[item.name],
                item.model_copy(update={"label": labels[item.name]}),
                titles,
                posted=context.query.get(item.name, ""),
                prefix="filter",
                placeholder=context.say(
                    "Any {label}",
                    label=context.noun(fields[item.name].labels[labels[item.name] % len(fields[item.name].labels)]),
                ),
            )
            for item in gene.filters
        ]

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
