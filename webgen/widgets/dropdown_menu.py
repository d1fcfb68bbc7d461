"""A button that opens a menu of choices."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.errors import SpecError
from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

EMPTY = spoken("Choose…")
NOTHING = spoken("No choice")


class DropdownMenu(Widget):
    """A button with the value on it and a ``menu`` of ``menuitemradio``, of which one is checked."""

    types = ("choice", "ref")
    roles = ("button",)
    max_options = 14

    def is_named(self, node: Node, target: Target) -> bool:
        """The name is the label followed by the current value."""
        label, _, value = node.name.partition(target.label + " ")
        return not label and value in {target.say(EMPTY), *target.options}

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """The name ends in the current value."""
        return self.region(snapshot, target).name == f"{target.label} {target.shown or target.say(EMPTY)}"

    def _items(self, snapshot: Snapshot, target: Target) -> list[Node]:
        menu = next((node for node in snapshot.nodes if node.role == "menu" and node.name == target.label), None)
        return [node for node in snapshot.inside(menu) if node.role == "menuitemradio"] if menu else []

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Open the menu and click the item, or walk to it with the arrow keys from the one that has the focus."""
        if not self._items(snapshot, target):
            snapshot = yield Click(ref_of(self.region(snapshot, target)))
        items = self._items(snapshot, target)
        if not items:
            raise SpecError(f"the menu of {target.label!r} did not open")
        index = next(i for i, node in enumerate(items) if node.name == (target.shown or target.say(NOTHING)))
        active = next((i for i, node in enumerate(items) if node.has("active")), None)
        if style == "keyboard" and active is not None:
            for _ in range(abs(index - active)):
                yield Press("ArrowDown" if index > active else "ArrowUp")
            yield Press("Enter")
        else:
            yield Click(ref_of(items[index]))
