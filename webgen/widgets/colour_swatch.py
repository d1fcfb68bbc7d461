"""Colours to choose one of."""

from __future__ import annotations

from webgen.actions import Check, Click, Press
from webgen.domains.model import Field
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

COLOURS = frozenset(("White", "Black", "Red", "Blue", "Green", "Yellow"))


class ColourSwatch(Widget):
    """A ``radiogroup`` of buttons with role radio, each with a dot of its colour; the chosen name stands under it."""

    types = ("choice",)
    roles = ("radiogroup",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit choices that are colours."""
        return super().fits(item, count) and set(item.choices) <= COLOURS

    def _dots(self, snapshot: Snapshot, target: Target) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "radio"]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the checked colour; none stands for nothing."""
        checked = [node.name for node in self._dots(snapshot, target) if node.has("checked")]
        return checked == ([target.shown] if target.shown else [])

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Check the colour, or tab to it from the one before; a second click takes it back."""
        dots = self._dots(snapshot, target)
        if not target.shown:
            yield Click(ref_of(next(node for node in dots if node.has("checked"))))
            return
        at = next(index for index, node in enumerate(dots) if node.name == target.shown)
        if style == "keyboard" and at and not dots[at - 1].has("checked"):
            yield Click(ref_of(dots[at - 1]))
            yield Press("Tab")
            yield Press("Space")
        else:
            yield Check(ref_of(dots[at]), True)
