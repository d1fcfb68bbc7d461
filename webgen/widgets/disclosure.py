"""A line with the value that unfolds into radio buttons."""

from __future__ import annotations

from webgen.actions import Check, Click, Press
from webgen.errors import SpecError
from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, RadioButtons, Style, Target, ref_of

EMPTY = spoken("Choose…")


class Disclosure(RadioButtons):
    """``<details>``: the summary says the value, the choices are inside."""

    types = ("choice",)
    roles = ("group",)
    max_options = 10

    def _summary(self, snapshot: Snapshot, target: Target) -> Node:
        inside = snapshot.inside(self.region(snapshot, target))
        return next(node for node in inside if node.ref and node.has("cursor"))

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare what the summary says."""
        summary = self._summary(snapshot, target)
        said = summary.name or snapshot.content(summary)
        return said in ((target.shown,) if target.shown else (target.say(EMPTY), target.say(self.nothing)))

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Unfold it and check the button; with the keyboard, tab into the buttons and walk."""
        wanted = target.shown or target.say(self.nothing)
        if not self.buttons(snapshot, target):
            snapshot = yield Click(ref_of(self._summary(snapshot, target)))
            if style == "keyboard":
                snapshot = yield Press("Tab")
        buttons = self.buttons(snapshot, target)
        if not buttons:
            raise SpecError(f"{target.label!r} did not unfold")
        index = next(i for i, node in enumerate(buttons) if node.name == wanted)
        active = next((i for i, node in enumerate(buttons) if node.has("active")), None)
        if style == "mouse" or active is None:
            yield Check(ref_of(buttons[index]))
        elif index == active:
            yield Press("Space")
        else:
            for _ in range(abs(index - active)):
                yield Press("ArrowDown" if index > active else "ArrowUp")
