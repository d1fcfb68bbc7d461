"""A mail address in two parts."""

from __future__ import annotations

from webgen.actions import Press, Select
from webgen.domains.model import Field
from webgen.domains.template import ending_of
from webgen.snapshot import Node, Snapshot
from webgen.widgets._parts import chosen, part
from webgen.widgets.base import Moves, Style, Target, Widget, enter_text, ref_of

NEAR = 8  # arrow keys that are worth it


class EmailParts(Widget):
    """A group: ``<input type=text>`` for what comes before the @, ``<select>`` for what comes after."""

    types = ("text",)
    roles = ("group",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit mail addresses that cannot be left empty."""
        return super().fits(item, count) and item.required and ending_of(item) != ""

    def _parts(self, snapshot: Snapshot, target: Target) -> tuple[Node, Node]:
        region = self.region(snapshot, target)
        box = part(snapshot, region, "textbox", target.say("Before the @"))
        return box, part(snapshot, region, "combobox", target.say("After the @"))

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare both parts."""
        box, endings = self._parts(snapshot, target)
        return f"{snapshot.value(box)}@{chosen(snapshot, endings)}" == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Write the first part, select the second; with the keyboard, Tab to it and walk where it is near."""
        local, _, ending = target.value.rpartition("@")
        box, endings = self._parts(snapshot, target)
        moves = enter_text(ref_of(box), snapshot.value(box), local, style)
        for action in moves:
            snapshot = yield action
        box, endings = self._parts(snapshot, target)
        names = [node.name for node in snapshot.inside(endings) if node.role == "option"]
        steps = names.index(ending) - names.index(chosen(snapshot, endings))
        if style == "keyboard" and box.has("active") and 0 < abs(steps) <= NEAR:
            yield Press("Tab")
            for _ in range(abs(steps)):
                yield Press("ArrowDown" if steps > 0 else "ArrowUp")
        elif steps:
            yield Select(ref_of(endings), (ending,))
