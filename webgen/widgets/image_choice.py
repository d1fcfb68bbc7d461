"""Pictures to choose one of."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.domains.model import Field
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of
from webgen.widgets.colour_swatch import COLOURS


class ImageChoice(Widget):
    """A ``list`` of buttons with a picture and ``aria-pressed``."""

    types = ("choice",)
    roles = ("list",)
    max_options = 6

    def fits(self, item: Field, count: int) -> bool:
        """Fit a few choices that are no colours."""
        return super().fits(item, count) and not set(item.choices) <= COLOURS

    def _buttons(self, snapshot: Snapshot, target: Target) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "button"]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the pressed button; none stands for nothing."""
        pressed = [node.name for node in self._buttons(snapshot, target) if node.has("pressed")]
        return pressed == ([target.shown] if target.shown else [])

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Click the picture; with the keyboard, Shift+Tab to it from the last one."""
        buttons = self._buttons(snapshot, target)
        if not target.shown:
            yield Click(ref_of(next(node for node in buttons if node.has("pressed"))))
            return
        at = next(index for index, node in enumerate(buttons) if node.name == target.shown)
        last = len(buttons) - 1
        if style == "mouse" or at == last or buttons[last].has("pressed"):
            yield Click(ref_of(buttons[at]))
            return
        yield Click(ref_of(buttons[last]))
        for _ in range(last - at):
            yield Press("Shift+Tab")
        yield Press("Space")
