"""An invitation to a newsletter, with a button that makes declining sound foolish."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from webgen.frictions._parts import Dialog, Words
from webgen.locales import spoken

if TYPE_CHECKING:
    from webgen.site.app import Context

WORDINGS: tuple[Words, ...] = spoken((
    {
        "title": "Get 10% off your next visit",
        "text": "Join our newsletter and be the first to hear about offers, news and events.",
        "join": "Claim my discount",
        "out": "No thanks, I prefer to pay full price",
    },
    {
        "title": "Do not miss out",
        "text": "Thousands of people start their week with our letter. Where shall we send yours?",
        "join": "Count me in",
        "out": "No, I like being the last to know",
    },
    {
        "title": "Stay in the loop",
        "text": "One short email a week with tips from our team. You can leave at any time.",
        "join": "Sign me up",
        "out": "No thanks, I already know everything",
    },
    {
        "title": "Before you go on",
        "text": "Leave your address and we will send you our free guide to getting more done.",
        "join": "Send me the guide",
        "out": "I do not want to save time",
    },
))


class Newsletter(Dialog):
    """A dialog on a later page asks for an email address; it leaves no trace whatever is answered."""

    first = 3
    wordings: ClassVar[tuple[Words, ...]] = WORDINGS

    def answered(self, context: Context, strength: int) -> str:
        """Thank for the address."""
        return context.say("Thank you. Please check your inbox.")
