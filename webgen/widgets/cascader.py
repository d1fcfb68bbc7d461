"""Two lists: the first narrows what the second offers."""

from __future__ import annotations

from webgen.actions import Press, Select
from webgen.errors import SpecError
from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

EMPTY = spoken("Choose…")
FEW = 8


class Cascader(Widget):
    """Two ``<select>``: a first letter, then what begins with it."""

    types = ("ref",)
    roles = ("combobox",)
    max_options = 80

    def _names(self, snapshot: Snapshot, node: Node) -> list[str]:
        return [option.name for option in snapshot.inside(node) if option.role == "option"]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the selected option of the second list."""
        inside = snapshot.inside(self.region(snapshot, target))
        return [node.name for node in inside if node.has("selected")] == [target.shown or target.say(EMPTY)]

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Select the letter, unless what is wanted is offered already; then select it, or walk to it from the first."""
        wanted = target.shown or target.say(EMPTY)
        if wanted not in self._names(snapshot, self.region(snapshot, target)):
            name = target.say("{label}, first letter", label=target.label)
            letters = next((node for node in snapshot.nodes if node.role == "combobox" and node.name == name), None)
            if letters is None:
                raise SpecError(f"no list of letters for {target.label!r}")
            snapshot = yield Select(ref_of(letters), (wanted[0].upper(),))
            if style == "keyboard":
                snapshot = yield Press("Tab")
        second = self.region(snapshot, target)
        index = self._names(snapshot, second).index(wanted)
        if style == "keyboard" and second.has("active") and index <= FEW:
            yield Press("Home")
            for _ in range(index):
                yield Press("ArrowDown")
        else:
            yield Select(ref_of(second), (wanted,))
