"""A choice of languages before the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from webgen.frictions._parts import Dialog, Words
from webgen.locales import spoken

if TYPE_CHECKING:
    from webgen.site.app import Context

OTHERS = ("Deutsch", "Español", "Français", "Italiano", "Nederlands", "Português")
WORDINGS: tuple[Words, ...] = spoken((
    {
        "title": "Choose your language",
        "text": "We noticed that you may be visiting from another country.",
        "out": "Continue in English",
    },
    {"title": "Select a language", "text": "This site comes in several languages.", "out": "English"},
    {
        "title": "Language and region",
        "text": "Prices and dates stay as they are; only texts change.",
        "out": "Stay on the English site",
    },
))


class Language(Dialog):
    """A dialog with languages to choose from; only that of the site has texts, and another choice says so."""

    first = 1
    gap = 5
    wordings: ClassVar[tuple[Words, ...]] = WORDINGS

    def view(self, context: Context, strength: int) -> Words:
        """Offer more languages the stronger it is."""
        own = context.site.locale.title
        others = ["English" if name == own else name for name in OTHERS[: 2 * strength]]
        return super().view(context, strength) | {"others": others}

    def answered(self, context: Context, strength: int) -> str:
        """Say that there is no translation yet."""
        chosen = context.form.get("choice", "")
        known = chosen in (*OTHERS, "English")
        return context.say("This page is not available in {language} yet.", language=chosen) if known else ""
