"""A text that is shown as dots, with a button that shows it."""

from __future__ import annotations

from webgen.actions import Click
from webgen.domains.model import Field
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, TextBox, enter_text, ref_of


class Secret(TextBox):
    """``<input type=password>`` beside a button that makes it one of text."""

    types = ("text",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit what is secret."""
        return super().fits(item, count) and item.secret

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Fill it; with the keyboard show it first, and type key by key."""
        if style == "keyboard":
            name = target.say("Show {label}", label=target.label)
            button = next(node for node in snapshot.nodes if node.role == "button" and node.name == name)
            if not button.has("pressed"):
                snapshot = yield Click(ref_of(button))
        node = self.region(snapshot, target)
        yield from enter_text(ref_of(node), snapshot.value(node), target.value, style)
