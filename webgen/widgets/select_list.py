"""The browser's own list that shows several options at once."""

from __future__ import annotations

from webgen.actions import Select
from webgen.locales import spoken
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

NOTHING = spoken("No choice")


class SelectList(Widget):
    """``<select size>``."""

    types = ("choice", "ref")
    roles = ("listbox",)
    max_options = 40

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the selected option."""
        inside = snapshot.inside(self.region(snapshot, target))
        return [node.name for node in inside if node.has("selected")] == [target.shown or target.say(NOTHING)]

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Select by label, whatever the style: engines offer no keys for it."""
        yield Select(ref_of(self.region(snapshot, target)), (target.shown or target.say(NOTHING),))
