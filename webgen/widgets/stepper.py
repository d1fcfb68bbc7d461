"""A text box between a minus and a plus button."""

from __future__ import annotations

import re

from webgen.actions import Click, Press
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, TextBox, enter_text, ref_of

PATIENCE = 8  # clicks that are quicker than typing


def _steps(current: str, wanted: str) -> int:
    """Return how many steps lead from one number to another; 0 where they do not, or are too many."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{2})?", current):
        return 0
    distance = float(wanted) - float(current)
    return int(distance) if distance == int(distance) and abs(distance) <= PATIENCE else 0


class Stepper(TextBox):
    """``<input type=text>`` with two buttons, for integers and amounts of money."""

    types = ("integer", "money")

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Go there step by step when it is near, else enter the number."""
        node = self.region(snapshot, target)
        steps = _steps(snapshot.value(node), target.value)
        if steps and style == "mouse":
            up, down = target.say("Increase {label}", label=target.label), target.say("Decrease {label}", label=target.label)
            name = up if steps > 0 else down
            button = next(item for item in snapshot.nodes if item.role == "button" and item.name == name)
            for _ in range(abs(steps)):
                yield Click(ref_of(button))
        elif steps:
            if not node.has("active"):
                yield Click(ref_of(node))
            for _ in range(abs(steps)):
                yield Press("ArrowUp" if steps > 0 else "ArrowDown")
        else:
            yield from enter_text(ref_of(node), snapshot.value(node), target.value, style)
