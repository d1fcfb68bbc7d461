"""The account's own page: what the site knows about it, and a form that changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.extras.profile import PROFILE, fields, form
from webgen.pages.base import Entry, Page, Route
from webgen.site import fields as on_page
from webgen.site.http import Response
from webgen.spec import Record

if TYPE_CHECKING:
    from webgen.site.app import Context


class Profile(Page):
    """``/profile`` and ``/profile/edit``."""

    rank = 0
    optional = True

    def routes(self) -> list[Route]:
        """Answer the page and its form."""
        return [
            Route("GET", "/profile", self.show),
            Route("GET", "/profile/edit", self.edit),
            Route("POST", "/profile", self.save),
        ]

    def entries(self, context: Context) -> list[Entry]:
        """Stand in the menu of the account, and in the navigation."""
        return [Entry(context.say("My profile"), "/profile", "user")]

    def _row(self, context: Context) -> Record:
        row = context.store.get(PROFILE, 1)
        assert row is not None
        return row

    def show(self, context: Context) -> Response:
        """Show what is known."""
        row, genes = self._row(context), form(context.spec)
        labels = {gene.name: gene.label for gene in genes.fields}
        facts = [
            {"label": field.labels[labels[field.name]], "text": on_page.shown(field, row[field.name], {}) or "—"} for field in fields(context.spec.locale).values()
        ]
        return context.page("profile", context.say("My profile"), facts=facts, name=row["name"])

    def edit(self, context: Context, *, errors: dict[str, str] | None = None) -> Response:
        """Show the form."""
        known = fields(context.spec.locale)
        posted = context.form if errors else None
        views = on_page.views(context, known, form(context.spec), self._row(context), posted=posted, errors=errors, prefix="profile")
        return context.page(
            "profile_edit", context.say("Edit profile"), status=422 if errors else 200, fields=views,
            token=context.offer("/profile"), refused=len(errors or {}),
        )  # fmt: skip

    def save(self, context: Context) -> Response:
        """Save what differs."""
        if not context.accepted():
            return context.stale()
        known = fields(context.spec.locale)
        values, errors = on_page.read(context, known, form(context.spec), context.form)
        if errors:
            return self.edit(context, errors=errors)
        context.spend()
        row = self._row(context)
        changed = {name: value for name, value in values.items() if value != row[name]}
        if changed:
            context.store.update(PROFILE, 1, changed)
        return context.go("/profile", flash=context.say("Profile saved.") if changed else context.say("Nothing changed."))
