"""Sponsored cards whose links read like controls of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.frictions._parts import place
from webgen.frictions.base import Friction
from webgen.locales import spoken

if TYPE_CHECKING:
    from webgen.site.app import Context

LABELS = spoken(("Sponsored", "Advertisement", "Promoted"))
WORDINGS = spoken((
    {"link": "Edit photos like a pro", "text": "The picture editor that five million people trust."},
    {"link": "Delete junk for good", "text": "Clean up your computer in one afternoon."},
    {"link": "New {noun} deals near you", "text": "Compare before you decide. It costs nothing."},
    {"link": "Search {nouns} everywhere", "text": "One search over two hundred sites."},
    {"link": "Save on every change", "text": "A bank account that pays you back."},
    {"link": "Next-day {noun} service", "text": "Order before noon and we are there tomorrow."},
    {"link": "Settings your team will love", "text": "Office chairs that adjust themselves."},
    {"link": "Sort out your {nouns} today", "text": "The planner for people without a plan."},
))


class LookalikeAds(Friction):
    """A card on lists and records for each point of strength; its link leads to a page of the same site."""

    steps = 0
    signs = LABELS

    def overlay(self, context: Context, strength: int) -> dict[str, Any] | None:
        """Show other cards on every list and record, the same each time."""
        if context.showing not in ("list", "detail"):
            return None
        entity = context.entity
        nouns = {"noun": context.noun(entity.labels[0]), "nouns": context.noun(entity.plural[0])}
        source = place(context, "lookalike_ads", context.request.path)
        cards = [
            {name: context.say(text, **nouns) for name, text in words.items()} | {"href": f"/partner/{words['link'].split()[0].lower()}"}
            for words in source.sample(WORDINGS, strength, key=lambda words: words["link"])
        ]
        at = "before" if source.child("at").chance(0.3) else "after"
        label = context.say(place(context, "lookalike_ads").pick(LABELS))
        return {"template": "lookalike_ads", "place": at, "label": label, "cards": cards}
