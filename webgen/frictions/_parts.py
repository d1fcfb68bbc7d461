"""What several frictions share: dialogs that come up on a later page, and finding things in a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from webgen.actions import Action, Click
from webgen.frictions.base import Friction, Say
from webgen.snapshot import Node, Snapshot
from webgen.streams import Stream

if TYPE_CHECKING:
    from webgen.site.app import Context

Words = dict[str, Any]


def place(context: Context, name: str, *more: object) -> Stream:
    """Return the random source of a friction on a site."""
    return context.site.stream.child("friction", name, *more)


def posting(context: Context, name: str) -> Words:
    """Return what the form of an overlay needs to post to ``/dismiss``."""
    return {"about": name, "token": context.offer("/dismiss"), "back": context.here}


def find(snapshot: Snapshot, role: str, *names: str) -> Node | None:
    """Return the first node with a role and one of the names that can be acted on, or None."""
    return next((node for node in snapshot.nodes if node.role == role and node.name in names and node.ref), None)


def dialog_of(snapshot: Snapshot, *titles: str) -> list[Node]:
    """Return what is inside the dialog with one of the titles; nothing where there is none."""
    for node in snapshot.nodes:
        if node.role == "dialog" and node.name in titles:
            return [item for item in snapshot.inside(node) if item.ref]
    return []


class Dialog(Friction):
    """A modal dialog of one of several wordings that comes up ``strength`` times, on pages that are ``gap`` apart.

    Each wording has a ``title``, a ``text`` and ``out``: the name of the button that closes it.
    """

    modal = True
    rank = 0
    counts_pages = True
    first: ClassVar[int] = 2  # the earliest page it comes up on
    gap: ClassVar[int] = 3
    wordings: ClassVar[tuple[Words, ...]]

    def __init_subclass__(cls) -> None:
        """Take the titles as signs."""
        super().__init_subclass__()
        cls.signs = tuple(str(words["title"]) for words in cls.wordings)

    def words(self, context: Context) -> Words:
        """Return the wording of this site."""
        drawn = place(context, self.name).pick(self.wordings, key=lambda words: str(words["title"]))
        return dict(context.site.locale.told(drawn))

    def due(self, context: Context, strength: int) -> bool:
        """Tell whether it comes up on this page."""
        seen = context.notes.get(self.name, {"times": 0, "page": 0})
        wait = self.first if seen["times"] == 0 else seen["page"] + self.gap
        return bool(context.signed_in and seen["times"] < strength and context.notes["pages"] >= wait)

    def shown(self, context: Context) -> None:
        """Note that it came up on this page."""
        times = context.notes.get(self.name, {"times": 0})["times"]
        context.note(self.name, {"times": times + 1, "page": context.notes["pages"]})

    def overlay(self, context: Context, strength: int) -> Words | None:
        """Show it when it is due."""
        if not self.due(context, strength):
            return None
        self.shown(context)
        return self.view(context, strength)

    def view(self, context: Context, strength: int) -> Words:
        """Return what the template is given."""
        return {"template": self.name} | self.words(context) | posting(context, self.name)

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Close it."""
        for words in self.wordings:
            inside = dialog_of(snapshot, say(words["title"]))
            button = next((item for item in inside if item.role == "button" and item.name == say(words["out"])), None)
            if button is not None:
                return Click(button.ref or "")
        return None
