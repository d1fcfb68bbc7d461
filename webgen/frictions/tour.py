"""A tour of the site that has to be skipped or taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from webgen.actions import Action, Click
from webgen.frictions._parts import Dialog, Words, dialog_of
from webgen.frictions.base import Say
from webgen.locales import spoken
from webgen.snapshot import Snapshot

if TYPE_CHECKING:
    from webgen.site.app import Context

STEPS = 3
WORDINGS: tuple[Words, ...] = spoken((
    {
        "title": "Welcome to your new workspace",
        "steps": (
            "Everything you work with is in the main menu.",
            "Use the search above each list to find things fast.",
            "Set up the site the way you like it in your settings.",
        ),
        "on": "Show me more",
        "out": "Skip tour",
    },
    {
        "title": "Take a quick look around",
        "steps": (
            "The first page sums up what is new.",
            "Lists can be sorted, filtered and searched.",
            "Need help? You will find us at the foot of every page.",
        ),
        "on": "Go on",
        "out": "Skip for now",
    },
    {
        "title": "What is new this month",
        "steps": (
            "Pages open twice as fast as before.",
            "Forms tell you at once what they need.",
            "Colours are easier on your eyes.",
        ),
        "on": "What else?",
        "out": "Close the tour",
    },
))


class Tour(Dialog):
    """A dialog of three steps; a strong one can be skipped only from its later steps on."""

    first = 1
    wordings: ClassVar[tuple[Words, ...]] = WORDINGS

    def due(self, context: Context, strength: int) -> bool:
        """Come up on every page until it is over."""
        return context.signed_in and int(context.notes.get(self.name, 1)) <= STEPS

    def shown(self, context: Context) -> None:
        """Note nothing: only its buttons lead on."""

    def view(self, context: Context, strength: int) -> Words:
        """Show one step."""
        words, step = super().view(context, strength), int(context.notes.get(self.name, 1))
        last = step == STEPS
        can_skip = step >= strength and not last
        texts = {"step": step, "count": STEPS, "text": words["steps"][step - 1]}
        return words | texts | {"on": context.say("Done") if last else words["on"], "out": words["out"] if can_skip else ""}

    def answered(self, context: Context, strength: int) -> str:
        """Go on to the next step, or past the last."""
        step = int(context.notes.get(self.name, 1))
        context.note(self.name, STEPS + 1 if context.form.get("choice") == "skip" else step + 1)
        return ""

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Skip it as soon as that can be done."""
        for words in self.wordings:
            buttons = {node.name: node for node in dialog_of(snapshot, say(words["title"])) if node.role == "button"}
            for name in (say(words["out"]), say(words["on"]), say("Done")):
                if name in buttons:
                    return Click(buttons[name].ref or "")
        return None
