"""A prompt that looks like the browser's own and asks to send notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from webgen.frictions._parts import Dialog, Words
from webgen.locales import spoken

if TYPE_CHECKING:
    from webgen.site.app import Context

WORDINGS: tuple[Words, ...] = spoken((
    {"title": "Show notifications", "text": "{host} wants to show notifications.", "yes": "Allow", "out": "Block"},
    {
        "title": "Know your location",
        "text": "{host} wants to know where you are.",
        "yes": "Allow while visiting the site",
        "out": "Never allow",
    },
    {
        "title": "Turn on alerts",
        "text": "Get alerts from {host} even when this page is closed.",
        "yes": "Turn on",
        "out": "Not for now",
    },
))


class Permission(Dialog):
    """A dialog with two buttons; either closes it, and nothing comes of it."""

    wordings: ClassVar[tuple[Words, ...]] = WORDINGS

    def view(self, context: Context, strength: int) -> Words:
        """Name the site as a browser would."""
        words = super().view(context, strength)
        return words | {"text": str(words["text"]).format(host=context.site.content.host)}
