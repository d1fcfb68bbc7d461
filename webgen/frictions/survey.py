"""A request to rate the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from webgen.frictions._parts import Dialog, Words
from webgen.locales import spoken

if TYPE_CHECKING:
    from webgen.site.app import Context

WORDINGS: tuple[Words, ...] = spoken((
    {
        "title": "How are we doing?",
        "text": "It takes ten seconds and helps us a lot.",
        "question": "How satisfied are you with this site?",
        "scale": ("Very unhappy", "Unhappy", "Neither", "Happy", "Very happy"),
        "out": "Maybe later",
    },
    {
        "title": "Got a moment?",
        "text": "Tell us what you think of the new design.",
        "question": "How easy was it to find what you were looking for?",
        "scale": ("Very hard", "Hard", "Fair", "Easy", "Very easy"),
        "out": "Not now",
    },
    {
        "title": "One quick question",
        "text": "Your answer is anonymous.",
        "question": "How likely are you to recommend us to a friend?",
        "scale": ("Not at all", "Unlikely", "Perhaps", "Likely", "Certainly"),
        "out": "Skip the question",
    },
))


class Survey(Dialog):
    """A dialog with a scale; answers are thanked for and kept nowhere."""

    first = 4
    wordings: ClassVar[tuple[Words, ...]] = WORDINGS

    def answered(self, context: Context, strength: int) -> str:
        """Thank for the rating."""
        return context.say("Thank you for your feedback.")
