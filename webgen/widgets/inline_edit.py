"""A text shown as it is, with a button that opens the box for it."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets._parts import part
from webgen.widgets.base import Moves, Style, Target, Widget, enter_text, ref_of

EMPTY = spoken("Not set")


def _box(snapshot: Snapshot, region: Node) -> Node | None:
    return next((node for node in snapshot.inside(region) if node.role == "textbox"), None)


class InlineEdit(Widget):
    """A group: the text and Edit, or a text field and Done."""

    types = ("text",)
    roles = ("group",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the text, in the box or outside."""
        region = self.region(snapshot, target)
        box = _box(snapshot, region)
        if box is not None:
            return snapshot.value(box) == target.value
        shown = next((snapshot.content(node) for node in snapshot.inside(region) if node.role == "paragraph"), "")
        return shown == (" ".join(target.value.split()) or target.say(EMPTY))

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Open the box, write, close it: with Done, or with Enter."""
        region = self.region(snapshot, target)
        if _box(snapshot, region) is None:
            snapshot = yield Click(ref_of(part(snapshot, region, "button", target.say("Edit {label}", label=target.label))))
            region = self.region(snapshot, target)
        box = part(snapshot, region, "textbox", target.label)
        yield from enter_text(ref_of(box), snapshot.value(box), target.value, style)
        if style == "keyboard" and target.value:
            yield Press("Enter")
        else:
            yield Click(ref_of(part(snapshot, region, "button", target.say("Done with {label}", label=target.label))))
