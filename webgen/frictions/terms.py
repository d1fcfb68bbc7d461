"""Terms that have changed: the site goes on only when they are accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from webgen.actions import Action, Check, Click
from webgen.frictions._parts import Dialog, Words, dialog_of
from webgen.frictions.base import Say
from webgen.locales import spoken
from webgen.snapshot import Snapshot

if TYPE_CHECKING:
    from webgen.site.app import Context

WORDINGS: tuple[Words, ...] = spoken((
    {
        "title": "We have updated our terms",
        "text": "The new terms of use make clearer how we handle payments, complaints and your data.",
        "boxes": ("I have read the terms of use", "I have read the privacy notice", "I am 18 or older"),
        "out": "Accept",
    },
    {
        "title": "Our terms of service are changing",
        "text": "To keep using the site, please review what is new and let us know that you agree.",
        "boxes": ("I agree to the terms of service", "I agree to the data policy", "I confirm that I act for myself"),
        "out": "Agree and continue",
    },
    {
        "title": "Review our new policies",
        "text": "They apply to everybody from today. Nothing changes in what you pay.",
        "boxes": ("I accept the usage policy", "I accept the cookie policy", "I accept electronic notices"),
        "out": "Accept policies",
    },
))


class Terms(Dialog):
    """A dialog with a box to tick for each point of strength; it comes back until all are ticked."""

    wordings: ClassVar[tuple[Words, ...]] = WORDINGS

    def due(self, context: Context, strength: int) -> bool:
        """Come up on every page until it is accepted."""
        waiting = context.notes.get(self.name) != "accepted"
        return waiting and context.signed_in and bool(context.notes["pages"] >= self.first)

    def shown(self, context: Context) -> None:
        """Note nothing: seeing it is not enough."""

    def view(self, context: Context, strength: int) -> Words:
        """Show as many boxes as it is strong."""
        words = super().view(context, strength)
        refused = context.notes.get(self.name) == "refused"
        return words | {"boxes": words["boxes"][:strength], "refused": refused}

    def answered(self, context: Context, strength: int) -> str:
        """Take it as accepted only with all boxes ticked."""
        ticked = all(context.form.get(f"box-{number}") == "1" for number in range(strength))
        context.note(self.name, "accepted" if ticked else "refused")
        return ""

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Tick what is not ticked yet, then accept."""
        for words in self.wordings:
            for node in dialog_of(snapshot, say(words["title"])):
                if node.role == "checkbox" and not node.has("checked"):
                    return Check(node.ref or "")
                if node.role == "button" and node.name == say(words["out"]):
                    return Click(node.ref or "")
        return None
