"""A dialog that asks whether anybody is there."""

from __future__ import annotations

from typing import ClassVar

from webgen.frictions._parts import Dialog, Words
from webgen.locales import spoken

WORDINGS: tuple[Words, ...] = spoken((
    {
        "title": "Are you still there?",
        "text": "For your security we close pages that nobody uses.",
        "out": "I am still here",
    },
    {
        "title": "Still working?",
        "text": "You have been on this site for a while. Let us know that you want to go on.",
        "out": "Keep going",
    },
    {
        "title": "Your visit is about to end",
        "text": "We have not seen you do anything for some time. Would you like to stay?",
        "out": "Yes, stay here",
    },
))


class StillThere(Dialog):
    """It comes up after several pages, and again after as many."""

    first = 4
    wordings: ClassVar[tuple[Words, ...]] = WORDINGS
