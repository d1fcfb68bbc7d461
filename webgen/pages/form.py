"""Creating and editing a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from webgen.domains.derive import derive
from webgen.domains.model import Field
from webgen.pages._forms import NO_DRAFT, Checked, Filling
from webgen.pages.base import Page, Route, follow, looked_up
from webgen.site import fields as on_page
from webgen.site.http import Response
from webgen.spec import FormGene, Record, Scalar

if TYPE_CHECKING:
    from webgen.site.app import Context


class FormPage(Page):
    """``/{entity}/new`` and ``/{entity}/{id}/edit``."""

    rank = 2

    def routes(self) -> list[Route]:
        """Answer forms and what they post."""
        return [
            Route("GET", "/{entity}/new", self.blank),
            Route("POST", "/{entity}", self.create),
            Route("GET", "/{entity}/{id}/edit", self.edit),
            Route("POST", "/{entity}/{id}", self.save),
        ]

    # ---- showing

    def _form(self, context: Context) -> tuple[dict[str, Field], FormGene]:
        # a verb owns fields that cannot be edited: a new record starts with their default
        genes = [gene for gene in context.gene.form.fields if context.entity.field(gene.name).editable]
        fields = {gene.name: context.entity.field(gene.name) for gene in genes}
        return fields, context.gene.form.model_copy(update={"fields": tuple(genes)})

    def _filling(self, context: Context, record: Record | None) -> Filling:
        entity = context.entity
        fields, form = self._form(context)
        path = context.path(entity)
        action = path if record is None else f"{path}/{record['id']}"
        noun = context.noun(entity.label)
        words = {
            "heading": context.say("New {noun}", noun=noun)
            if record is None
            else context.say("Edit {label}", label=record[entity.title]),
            "submit": context.say("Create {noun}", noun=noun) if record is None else context.say("Save changes"),
            "cancel": action,
            "parent": {"label": entity.plural[0], "href": path},
        }
        restored, since = context.draft(fields) if record is None else ({}, "")
        first: Record = record or {name: field.initial() for name, field in fields.items()} | restored
        return Filling(
            context, "form", f"{action}/new" if record is None else f"{action}/edit", action, words, fields, form, first,
            lambda posted: self._checked(context, record, posted), restored=since,
        )  # fmt: skip

    def blank(self, context: Context) -> Response:
        """Show the empty form, or what was left of an earlier one until that is discarded."""
        if not context.entity.creatable:
            return context.missing()
        if context.query.get("draft") == NO_DRAFT:
            context.drop_draft()
            if not context.partial:
                return context.go(f"{context.path(context.entity)}/new")
        return self._filling(context, None).asked()

    def edit(self, context: Context) -> Response:
        """Show the form of a record."""
        record = context.record
        return self._filling(context, record).asked() if record and context.entity.editable else context.missing()

    # ---- taking in

    def _checked(self, context: Context, record: Record | None, posted: Mapping[str, str]) -> Checked:
        """Read the form and check it against the rules that span records."""
        fields, form = self._form(context)
        values, errors = on_page.read(context, fields, form, posted)
        own = record["id"] if record else 0
        for name, field in fields.items():
            if (
                field.unique
                and name not in errors
                and context.store.scalar(
                    f'SELECT 1 FROM "{context.entity.name}" WHERE "{name}" = ? COLLATE NOCASE AND id <> ?',
                    (values[name], own),
                )
            ):
                errors[name] = context.say("This is already taken.")
        extra = context.extra_field()
        if extra and posted.get(extra["name"]) != "1":
            errors[extra["name"]] = context.say(extra["error"])
        return values, errors

    def _complete(self, context: Context, values: Mapping[str, Scalar]) -> dict[str, Scalar]:
        """Add the derived fields."""
        return dict(values) | derive(context.entity, values, looked_up(context))

    def _take_up(self, context: Context, record: int) -> None:
        """Let out what was left ticked."""
        for offer in context.offers():
            if context.form.get(offer["name"]) == "1":
                context.store.effect(offer["effect"], context.entity.name, record)

    def create(self, context: Context) -> Response:
        """Add a record."""
        if not context.entity.creatable:
            return context.missing()
        if not context.accepted():
            return context.stale()
        filling = self._filling(context, None)
        taken = filling.step_taken()
        if taken is not None:
            return taken
        values, errors = self._checked(context, None, filling.posted)
        if errors:
            return filling.refused(errors)
        context.spend()
        filling.forget()
        context.drop_draft()
        blank: dict[str, Scalar] = {
            field.name: field.initial() for field in context.entity.fields if field.kind != "derived"
        }
        record = context.store.insert(context.entity.name, self._complete(context, blank | values))
        self._take_up(context, record)
        flash = context.say("{title} was created.", title=values[context.entity.title])
        path = context.path(context.entity)
        over_list = context.partial and not filling.place.framed  # back to it
        return filling.done(path if over_list else f"{path}/{record}", record, flash)

    def save(self, context: Context) -> Response:
        """Change a record; only columns that differ are written."""
        record = context.record
        if record is None or not context.entity.editable:
            return context.missing()
        if not context.accepted():
            return context.stale()
        filling = self._filling(context, record)
        taken = filling.step_taken()
        if taken is not None:
            return taken
        values, errors = self._checked(context, record, filling.posted)
        if errors:
            return filling.refused(errors)
        context.spend()
        filling.forget()
        full = self._complete(context, record | values)
        changed = {name: value for name, value in full.items() if value != record[name]}
        assert isinstance(record["id"], int)
        if changed:
            context.store.update(context.entity.name, record["id"], changed)
            follow(context, context.entity.name, record["id"])
        self._take_up(context, record["id"])
        title = full[context.entity.title]
        flash = context.say("{title} was saved.", title=title) if changed else context.say("Nothing changed.")
        return filling.done(f"{context.path(context.entity)}/{record['id']}", record["id"], flash)
