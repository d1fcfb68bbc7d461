"""The settings of the account, with a bar that saves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.bind import SETTINGS
from webgen.pages.base import Page, Route
from webgen.site import fields as on_page
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context


class SettingsPage(Page):
    """``/settings``: groups of fields, in cards or tabs."""

    rank = 0

    def routes(self) -> list[Route]:
        """Answer ``/settings``."""
        return [Route("GET", "/settings", self.show), Route("POST", "/settings", self.save)]

    def show(self, context: Context, *, errors: dict[str, str] | None = None) -> Response:
        """Show the form."""
        current = context.store.get(SETTINGS, 1)
        assert current is not None
        fields = {field.name: field for field in context.domain.all_settings}
        built = {
            item.name: item
            for item in on_page.views(
                context,
                fields,
                context.spec.settings,
                current,
                posted=context.form if errors else None,
                errors=errors,
                prefix="settings",
            )
        }
        panels = [
            {
                "id": f"panel-{i}",
                "label": label,
                "fields": [built[field.name] for field in group if field.name in built],
            }
            for i, (label, group) in enumerate(context.domain.settings.items())
        ]
        return context.page(
            "settings",
            context.say("Settings"),
            status=422 if errors else 200,
            token=context.offer("/settings"),
            panels=panels,
            tabs=context.spec.settings.tabs,
            tabs_label=context.say("Settings"),
            refused=len(errors or {}),
        )

    def save(self, context: Context) -> Response:
        """Save what differs."""
        if not context.accepted():
            return context.stale()
        fields = {field.name: field for field in context.domain.all_settings}
        values, errors = on_page.read(context, fields, context.spec.settings)
        if errors:
            return self.show(context, errors=errors)
        context.spend()
        current = context.store.get(SETTINGS, 1)
        assert current is not None
        changed = {name: value for name, value in values.items() if value != current[name]}
        if changed:
            context.store.update(SETTINGS, 1, changed)
        return context.go("/settings", flash=context.say("Settings saved.") if changed else context.say("Nothing changed."))
