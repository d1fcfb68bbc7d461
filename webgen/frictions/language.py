"""A choice of languages before the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from webgen.frictions._parts import Dialog, Words

if TYPE_CHECKING:
    from webgen.site.app import Context

OTHERS = ("Deutsch", "Español", "Français", "Italiano", "Nederlands", "Português")
WORDINGS: tuple[Words, ...] = (
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
)


class Language(Dialog):
    """A dialog with languages to choose from; only English has texts, and another choice says so."""

    first = 1
    gap = 5
    wordings: ClassVar[tuple[Words, ...]] = WORDINGS

    def view(self, context: Context, strength: int) -> Words:
        """Offer more languages the stronger it is."""
        return super().view(context, strength) | {"others": OTHERS[: 2 * strength]}

    def answered(self, context: Context, strength: int) -> str:
        """Say that there is no translation yet."""
        chosen = context.form.get("choice", "")
        return f"This page is not available in {chosen} yet." if chosen in OTHERS else ""
