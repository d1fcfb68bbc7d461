"""The browser's own drop-down list with its options in groups."""

from __future__ import annotations

from webgen.actions import Press, Select
from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

EMPTY = spoken("Choose…")
FEW = 8


class GroupedSelect(Widget):
    """``<select>`` with one ``optgroup`` per first letter."""

    types = ("ref",)
    roles = ("combobox",)
    max_options = 80

    def _options(self, snapshot: Snapshot, target: Target) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "option"]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the selected option."""
        selected = [node.name for node in self._options(snapshot, target) if node.has("selected")]
        return selected == [target.shown or target.say(EMPTY)]

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Select by label; with the keyboard and the focus on it, walk from the near end of the list."""
        node = self.region(snapshot, target)
        names = [option.name for option in self._options(snapshot, target)]
        index = names.index(target.shown or target.say(EMPTY))
        if style == "keyboard" and node.has("active") and index <= FEW:
            yield Press("Home")
            for _ in range(index):
                yield Press("ArrowDown")
        else:
            yield Select(ref_of(node), (target.shown or target.say(EMPTY),))
