"""A drop-down list made of a button and a list of options."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

EMPTY = spoken("Choose…")


class ListBox(Widget):
    """A button with role combobox that opens a ``role=listbox``."""

    types = ("choice", "ref")
    roles = ("combobox",)
    max_options = 14

    def is_named(self, node: Node, target: Target) -> bool:
        """The name is the label followed by the current value."""
        label, _, value = node.name.partition(target.label + " ")
        return not label and value in {target.say(EMPTY), *target.options}

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """The name ends in the current value."""
        return self.region(snapshot, target).name == f"{target.label} {target.shown}"

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Open the list and click the option, or walk to it with the arrow keys."""
        node = self.region(snapshot, target)
        if not node.has("expanded"):
            snapshot = yield Click(ref_of(node))
        box = next(item for item in snapshot.nodes if item.role == "listbox" and item.name == target.label)
        options = [item for item in snapshot.inside(box) if item.role == "option"]
        index = next(i for i, item in enumerate(options) if item.name == target.shown)
        if style == "keyboard":
            yield Press("Home")
            for _ in range(index):
                yield Press("ArrowDown")
            yield Press("Enter")
        else:
            yield Click(ref_of(options[index]))
