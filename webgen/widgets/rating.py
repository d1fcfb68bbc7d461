"""A rating with stars."""

from __future__ import annotations

from webgen.actions import Check, Click, Press
from webgen.domains.model import Field
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

MOST = 10  # stars beside each other


class Rating(Widget):
    """A ``radiogroup`` of buttons with role radio; arrow keys choose the next one, a second click takes it back."""

    types = ("integer",)
    roles = ("radiogroup",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit very small ranges."""
        if not super().fits(item, count):
            return False
        low, high = item.bounds()
        return high - low <= MOST

    def _stars(self, snapshot: Snapshot, target: Target) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "radio"]

    def _named(self, snapshot: Snapshot, target: Target) -> Node:
        """Return the star of the target value; how many there can be at most is part of its name."""
        names = {target.say("{count} of {most}", count=target.value, most=most) for most in range(1, 10 * MOST)}
        return next(node for node in self._stars(snapshot, target) if node.name in names)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the checked star; none stands for nothing."""
        checked = [node.name for node in self._stars(snapshot, target) if node.has("checked")]
        return checked == ([] if not target.value else [self._named(snapshot, target).name])

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Check the star; with the keyboard start with the first and walk to it."""
        stars = self._stars(snapshot, target)
        if not target.value:
            yield Click(ref_of(next(node for node in stars if node.has("checked"))))
            return
        wanted = self._named(snapshot, target)
        at = next(index for index, node in enumerate(stars) if node.name == wanted.name)
        if style == "mouse" or stars[0].has("checked"):
            yield Check(ref_of(stars[at]), True)
            return
        yield Check(ref_of(stars[0]), True)
        for _ in range(at):
            yield Press("ArrowRight")
