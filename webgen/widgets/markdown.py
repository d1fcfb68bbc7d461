"""A text of several lines with a preview."""

from __future__ import annotations

from webgen.actions import Click
from webgen.snapshot import Node, Snapshot
from webgen.widgets._parts import part
from webgen.widgets.base import Moves, Style, Target, Widget, enter_text, ref_of


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _area(snapshot: Snapshot, region: Node) -> Node | None:
    return next((node for node in snapshot.inside(region) if node.role == "textbox"), None)


class Markdown(Widget):
    """A group with two modes, Write and Preview; a text that is there already is previewed first."""

    types = ("longtext",)
    roles = ("group",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the text, or the paragraphs of the preview."""
        region = self.region(snapshot, target)
        area = _area(snapshot, region)
        if area is not None:
            return snapshot.value(area) == target.value
        shown = [snapshot.content(node) for node in snapshot.inside(region) if node.role == "paragraph"]
        return shown == _lines(target.value)

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Switch to Write; fill the area, or type key by key."""
        region = self.region(snapshot, target)
        if _area(snapshot, region) is None:
            snapshot = yield Click(ref_of(part(snapshot, region, "button", target.say("Write"))))
            region = self.region(snapshot, target)
        area = part(snapshot, region, "textbox", target.label)
        yield from enter_text(ref_of(area), snapshot.value(area), target.value, style)
