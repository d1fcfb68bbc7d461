"""Creating and editing a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from webgen.domains.derive import derive
from webgen.domains.model import Field
from webgen.locales import spoken
from webgen.pages.base import Page, Route, follow, looked_up
from webgen.site import fields as on_page
from webgen.site.http import Response
from webgen.spec import FormGene, Record, Scalar

if TYPE_CHECKING:
    from webgen.site.app import Context

TABS = spoken(("General", "Details", "More", "Other"))


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
        return {gene.name: context.entity.field(gene.name) for gene in genes}, FormGene(
            fields=tuple(genes), tabs=context.gene.form.tabs
        )

    def _show(
        self,
        context: Context,
        record: Record | None,
        *,
        errors: Mapping[str, str] | None = None,
        posted: Mapping[str, str] | None = None,
    ) -> Response:
        entity = context.entity
        fields, form = self._form(context)
        values: Record = record or {name: field.initial() for name, field in fields.items()}
        built = on_page.views(context, fields, form, values, posted=posted, errors=errors)
        path = context.path(entity)
        action = path if record is None else f"{path}/{record['id']}"
        extra = context.extra_field()
        noun = context.noun(entity.label)
        heading = (
            context.say("New {noun}", noun=noun) if record is None else context.say("Edit {label}", label=record[entity.title])
        )
        panels = [
            {"id": f"panel-{i}", "label": context.say(TABS[i]), "fields": part} for i, part in enumerate(on_page.split(built, 4))
        ]
        return context.page(
            "form",
            heading,
            status=422 if errors else 200,
            heading=heading,
            action=action,
            token=context.offer(action),
            fields=built,
            panels=panels if form.tabs and len(panels) > 1 else [],
            tabs_label=heading,
            extra=extra | {"label": context.say(extra["label"]), "refused": (errors or {}).get(extra["name"], "")} if extra else None,
            offers=[
                offer | {"ticked": posted is None or posted.get(offer["name"]) == "1"} for offer in context.offers()
            ],
            buttons=context.arranged("form", ["submit", "cancel"]),
            refused=len(errors or {}),
            submit=context.say("Create {noun}", noun=noun) if record is None else context.say("Save changes"),
            cancel=action,
            parent={"label": entity.plural[0], "href": path},
        )

    def blank(self, context: Context) -> Response:
        """Show the empty form."""
        return self._show(context, None) if context.entity.creatable else context.missing()

    def edit(self, context: Context) -> Response:
        """Show the form of a record."""
        record = context.record
        return self._show(context, record) if record and context.entity.editable else context.missing()

    # ---- taking in

    def _checked(self, context: Context, record: Record | None) -> tuple[dict[str, Scalar], dict[str, str]]:
        """Read the form and check it against the rules that span records."""
        fields, form = self._form(context)
        values, errors = on_page.read(context, fields, form)
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
        if extra and context.form.get(extra["name"]) != "1":
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
        values, errors = self._checked(context, None)
        if errors:
            return self._show(context, None, errors=errors, posted=context.form)
        context.spend()
        blank: dict[str, Scalar] = {
            field.name: field.initial() for field in context.entity.fields if field.kind != "derived"
        }
        record = context.store.insert(context.entity.name, self._complete(context, blank | values))
        self._take_up(context, record)
        flash = context.say("{title} was created.", title=values[context.entity.title])
        return context.go(f"{context.path(context.entity)}/{record}", flash=flash)

    def save(self, context: Context) -> Response:
        """Change a record; only columns that differ are written."""
        record = context.record
        if record is None or not context.entity.editable:
            return context.missing()
        if not context.accepted():
            return context.stale()
        values, errors = self._checked(context, record)
        if errors:
            return self._show(context, record, errors=errors, posted=context.form)
        context.spend()
        full = self._complete(context, record | values)
        changed = {name: value for name, value in full.items() if value != record[name]}
        assert isinstance(record["id"], int)
        if changed:
            context.store.update(context.entity.name, record["id"], changed)
            follow(context, context.entity.name, record["id"])
        self._take_up(context, record["id"])
        title = full[context.entity.title]
        flash = context.say("{title} was saved.", title=title) if changed else context.say("Nothing changed.")
        return context.go(f"{context.path(context.entity)}/{record['id']}", flash=flash)
