"""A dialog about cookies that covers the first page until it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.actions import Action, Click
from webgen.frictions.base import Friction, Say
from webgen.locales import spoken
from webgen.snapshot import Snapshot

if TYPE_CHECKING:
    from webgen.site.app import Context

NAME = spoken("We value your privacy")
CHOICES = spoken(("Accept all", "Reject all"))


class CookieDialog(Friction):
    """A modal dialog with two or three buttons; any of them closes it for good."""

    modal = True
    rank = 0
    signs = (NAME,)

    def overlay(self, context: Context, strength: int) -> dict[str, Any] | None:
        """Show it until the session has an answer."""
        if context.session["consent"]:
            return None
        buttons = [context.say(choice) for choice in CHOICES] + [context.say("Save my choices")] * (strength > 1)
        token = context.offer("/consent")
        return {"template": "cookie_dialog", "name": context.say(NAME), "buttons": buttons, "token": token, "back": context.here}

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Reject."""
        for node in snapshot.nodes:
            if node.role == "dialog" and node.name == say(NAME):
                button = next(item for item in snapshot.inside(node) if item.name == say("Reject all"))
                return Click(button.ref or "")
        return None
