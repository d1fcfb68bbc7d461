"""The settings of the account, with a bar that saves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.bind import SETTINGS
from webgen.pages._forms import Filling
from webgen.pages.base import Page, Route
from webgen.site import fields as on_page
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context


class SettingsPage(Page):
    """``/settings``: sections of fields in a container."""

    rank = 0

    def routes(self) -> list[Route]:
        """Answer ``/settings``."""
        return [Route("GET", "/settings", self.show), Route("POST", "/settings", self.save)]

    def _filling(self, context: Context) -> Filling:
        current = context.store.get(SETTINGS, 1)
        assert current is not None
        fields = {field.name: field for field in context.domain.all_settings}
        form = context.spec.settings
        words = {"heading": context.say("Settings"), "submit": context.say("Save changes"), "cancel": "/settings"}
        return Filling(
            context, "settings", "/settings", "/settings", words, fields, form, current,
            lambda posted: on_page.read(context, fields, form, posted),
            sections={label: [field.name for field in group] for label, group in context.domain.settings.items()},
            extras=False, prefix="settings",
        )  # fmt: skip

    def show(self, context: Context) -> Response:
        """Show the form."""
        return self._filling(context).asked()

    def save(self, context: Context) -> Response:
        """Save what differs."""
        if not context.accepted():
            return context.stale()
        filling = self._filling(context)
        taken = filling.step_taken()
        if taken is not None:
            return taken
        values, errors = filling.check(filling.posted)
        if errors:
            return filling.refused(errors)
        context.spend()
        filling.forget()
        changed = {name: value for name, value in values.items() if value != filling.first[name]}
        if changed:
            context.store.update(SETTINGS, 1, changed)
        return context.go("/settings", flash=context.say("Settings saved.") if changed else context.say("Nothing changed."))
