"""A slider between a minus and a plus button."""

from __future__ import annotations

from webgen.actions import Click, Fill, Press
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, ref_of
from webgen.widgets.slider import Slider as PlainSlider

NEAR = 6  # clicks that are worth it


class SliderButtons(PlainSlider):
    """``<input type=range>`` with its ends and two buttons."""

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Push it by the buttons where it is near; with the keyboard, Enter repeats a click; else put it there."""
        node = self.region(snapshot, target)
        distance = int(target.value) - int(snapshot.value(node))
        if abs(distance) > NEAR:
            yield Fill(ref_of(node), target.value)
            return
        way = target.say("Increase {label}", label=target.label) if distance > 0 else target.say(
            "Decrease {label}", label=target.label
        )
        for number in range(abs(distance)):
            button = next(item for item in snapshot.nodes if item.role == "button" and item.name == way)
            snapshot = yield Press("Enter") if number and style == "keyboard" else Click(ref_of(button))
