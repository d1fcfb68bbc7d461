"""One record: its facts, and what can be done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.actionbars.base import actionbars
from webgen.containers.base import containers
from webgen.domains.model import Field
from webgen.pages._forms import groups_of
from webgen.pages.base import Page, Route, do_verb, done_words
from webgen.places.base import HOLDER, RECORD, places
from webgen.site import fields as on_page
from webgen.site.dates import noted, order
from webgen.site.http import Response
from webgen.spec import Record, Scalar

if TYPE_CHECKING:
    from webgen.site.app import Context


VERB_ICONS = ("arrow-right", "check", "clock", "tag", "bell", "star")  # where they stand without their words


class Detail(Page):
    """``/{entity}/{id}`` with its verbs and its delete button."""

    rank = 3

    def routes(self) -> list[Route]:
        """Answer one record."""
        return [
            Route("GET", "/{entity}/{id}", self.show),
            Route("POST", "/{entity}/{id}/delete", self.delete),
            Route("POST", "/{entity}/{id}/do/{verb}", self.act),
        ]

    def _facts(self, context: Context, record: Record) -> list[dict[str, Any]]:
        entity = context.entity
        fields = [field for field in entity.fields if field.name != entity.title]
        titles = context.all_titles(fields)
        found = []
        for field in fields:
            gene = context.gene.form.gene(field.name)
            href = None
            if field.type == "ref" and field.target and record[field.name]:
                href = f"{context.path(context.domain.entity(field.target))}/{record[field.name]}"
            found.append(
                {
                    "label": field.labels[gene.label % len(field.labels)] if gene else field.label,
                    "text": self._text(context, field, record[field.name], titles) or "—",
                    "tone": field.choices.index(str(record[field.name])) % 6
                    if field.type == "choice" and record[field.name]
                    else None,
                    "href": href,
                }
            )
        return found

    def _text(self, context: Context, field: Field, value: Scalar, titles: on_page.Titles) -> str:
        """Return how a fact reads; of a date by numbers it says their order."""
        notation, language = context.notation("detail"), context.site.locale
        if not notation or not value or field.type != "date":
            return on_page.shown(field, value, titles)
        text, way = noted(language, notation, str(value), context.site.level.spec.today), order(language, notation)
        return f"{text} ({way})" if way else text

    def _verbs(self, context: Context, record: Record) -> list[dict[str, Any]]:
        base = f"{context.path(context.entity)}/{record['id']}/do"
        title = record[context.entity.title]
        return [
            {
                "kind": "verb",
                "label": verb.label,
                "icon": VERB_ICONS[at % len(VERB_ICONS)],
                "action": f"{base}/{verb.name}",
                "token": context.offer(f"{base}/{verb.name}"),
                "confirm": context.say("{verb} {title}?", verb=verb.label, title=title) if verb.confirm and context.confirms() else "",
            }
            for at, verb in enumerate(context.entity.verbs)
            if record[verb.field] in verb.sources
        ]

    def _actions(self, context: Context, record: Record) -> list[dict[str, Any]]:
        """Return what can be done to the record, in the order this page shows it."""
        entity = context.entity
        base = f"{context.path(entity)}/{record['id']}"
        found: list[dict[str, Any]] = []
        if entity.editable:
            place = places()[context.gene.form.place]
            found.append({"kind": "edit", "href": f"{base}/edit", "target": place.edit_in, "window": place.windowed})
        found += self._verbs(context, record)
        if entity.deletable:
            confirm = context.say("Delete {title}?", title=record[entity.title]) if context.confirms() else ""
            token = context.offer(f"{base}/delete")
            found.append({"kind": "delete", "action": f"{base}/delete", "token": token, "confirm": confirm})
        return context.arranged("actions", found)

    def show(self, context: Context) -> Response:
        """Show the record, or only its facts where a form gives way to them."""
        record = context.record
        if record is None:
            return context.missing()
        entity, gene = context.entity, context.gene
        title = str(record[entity.title])
        facts = self._facts(context, record)
        container = containers()[gene.detail]
        stream = context.site.stream.child("facts", entity.name)
        laid_out: dict[str, Any] = {
            "container": container.name,
            "groups": groups_of(context, container, container.marked(facts, stream), "facts", "facts"),
            "name": entity.label,
            "level": 2,
        }
        if context.partial and context.request.headers.get("hx-target") == RECORD:
            return context.fragment("_record", **laid_out)
        actions = self._actions(context, record)
        name, kinds = context.hides() or ("", frozenset())
        shown = [action for action in actions if action["kind"] not in kinds]
        bar = actionbars()[gene.actions]
        return context.page(
            "detail",
            title,
            heading=title,
            parent={"label": entity.plural[0], "href": context.path(entity)},
            actions=shown,
            hidden_actions=[action for action in actions if action["kind"] in kinds],
            more=name,
            bar=bar.name,
            where=bar.where,
            around=bar.around if shown else "",
            holder=entity.editable and places()[gene.form.place].edit_in == HOLDER,
            art_word=entity.icon,
            **laid_out,
        )

    def act(self, context: Context) -> Response:
        """Do a verb: move the record's state, and let its effect out."""
        record = context.record
        verb = next((verb for verb in context.entity.verbs if verb.name == context.arguments["verb"]), None)
        if record is None or verb is None:
            return context.missing()
        if not context.accepted() or record[verb.field] not in verb.sources:
            return context.stale()
        context.spend()
        do_verb(context, record, verb)
        flash = done_words(context, record, verb)
        return context.go(f"{context.path(context.entity)}/{record['id']}", flash=flash)

    def delete(self, context: Context) -> Response:
        """Delete the record, unless others refer to it."""
        record = context.record
        if record is None:
            return context.missing()
        if not context.entity.deletable or not context.accepted():
            return context.stale()
        context.spend()
        assert isinstance(record["id"], int)
        title = record[context.entity.title]
        if not context.store.delete(context.entity.name, record["id"]):
            flash = context.say("{title} cannot be deleted while other records refer to it.", title=title)
            return context.go(f"{context.path(context.entity)}/{record['id']}", flash=flash, tone="error")
        return context.go(context.path(context.entity), flash=context.say("{title} was deleted.", title=title))
