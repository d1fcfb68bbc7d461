"""A notice that gives wrong advice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.frictions._parts import place
from webgen.frictions.base import Friction
from webgen.locales import spoken

if TYPE_CHECKING:
    from webgen.site.app import Context

TEXTS = spoken((
    "Saving is switched off today. Changes you make on this site will not be kept.",
    "Our search is being rebuilt and shows old results. Please come back tomorrow.",
    "All requests must be made by telephone until further notice.",
    "Your account is read-only until the end of the month.",
    "Records on this page are samples and will be reset tonight.",
    "There is nothing left for you to do here. You can close this window.",
))


class MisleadingNotice(Friction):
    """A line above what the page is about, on lists and records, then on forms, then everywhere. It is not true."""

    steps = 0
    signs = TEXTS

    def overlay(self, context: Context, strength: int) -> dict[str, Any] | None:
        """Show the site's notice."""
        if context.showing not in ("list", "detail", "form")[: strength + 1] and strength < 3:
            return None
        text = context.say(place(context, "misleading_notice").pick(TEXTS))
        return {"template": "misleading_notice", "place": "before", "text": text}
