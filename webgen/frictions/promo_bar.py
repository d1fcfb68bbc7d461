"""A bar above the page that advertises something, until it is dismissed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.frictions._parts import place, posting
from webgen.frictions.base import Friction
from webgen.locales import spoken

if TYPE_CHECKING:
    from webgen.site.app import Context

WORDINGS = spoken((
    {"text": "This week only: free delivery on everything.", "link": "See the offer", "out": "Dismiss offer"},
    {"text": "Our summer sale has started, with up to 40% off.", "link": "Go to the sale", "out": "Hide this bar"},
    {"text": "Refer a friend and you both get a gift card.", "link": "How it works", "out": "Close this message"},
    {"text": "New: our app for your phone. Faster and free.", "link": "Get the app", "out": "No app for me"},
))


class PromoBar(Friction):
    """A bar in the flow of the page, with a link and a button; dismissed, it comes back ``strength - 1`` times."""

    steps = 0
    signs = tuple(words["text"] for words in WORDINGS)

    def overlay(self, context: Context, strength: int) -> dict[str, Any] | None:
        """Show it until it was dismissed as often as it is strong."""
        times = int(context.notes.get(self.name, 0))
        if times >= strength:
            return None
        drawn = place(context, self.name, times).pick(WORDINGS, key=lambda item: item["text"])
        words: dict[str, Any] = context.site.locale.told(drawn)
        return {"template": self.name, "place": "top", "href": "/partner/offer"} | words | posting(context, self.name)

    def answered(self, context: Context, strength: int) -> str:
        """Count how often it was dismissed."""
        context.note(self.name, int(context.notes.get(self.name, 0)) + 1)
        return ""
