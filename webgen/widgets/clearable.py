"""A one-line text field with a button that empties it."""

from __future__ import annotations

from webgen.actions import Click, Fill, Type
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class Clearable(Widget):
    """``<input type=text>``; the button is there while there is something to clear."""

    types = ("text",)
    roles = ("textbox",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the text in the field."""
        return snapshot.value(self.region(snapshot, target)) == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Clear it by its button, then fill it or type key by key."""
        name = target.say("Clear {label}", label=target.label)
        button = next((node for node in snapshot.nodes if node.role == "button" and node.name == name), None)
        if button is not None:
            snapshot = yield Click(ref_of(button))
        ref = ref_of(self.region(snapshot, target))
        if target.value:
            yield Type(ref, target.value) if style == "keyboard" else Fill(ref, target.value)
