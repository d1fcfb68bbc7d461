"""A text field that takes one choice after the other as chips."""

from __future__ import annotations

from webgen.actions import Click, Fill, Press, Type
from webgen.snapshot import Node, Snapshot
from webgen.widgets._parts import part
from webgen.widgets.base import Moves, Several, Style, Target, ref_of


class TagsInput(Several):
    """Chips with a button each, and a ``combobox`` that suggests what fits; Enter takes it."""

    def chosen(self, snapshot: Snapshot, target: Target) -> set[str]:
        """Read the chips by their buttons."""
        names = {target.say("Remove {name}", name=name): name for name in target.options}
        inside = snapshot.inside(self.region(snapshot, target))
        return {names[node.name] for node in inside if node.role == "button" and node.name in names}

    def _box(self, snapshot: Snapshot, target: Target) -> Node:
        return next(node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "combobox")

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Take away what is not wanted; write what is missing: choose it, or press Enter."""
        for name in [name for name in target.options if name in self.chosen(snapshot, target) - set(target.wanted)]:
            button = target.say("Remove {name}", name=name)
            snapshot = yield Click(ref_of(part(snapshot, self.region(snapshot, target), "button", button)))
        for name in [name for name in target.wanted if name not in self.chosen(snapshot, target)]:
            box = self._box(snapshot, target)
            if style == "keyboard":
                snapshot = yield Type(ref_of(box), name) if not snapshot.value(box) else Fill(ref_of(box), name)
                snapshot = yield Press("Enter")
            else:
                snapshot = yield Fill(ref_of(box), name)
                snapshot = yield Click(ref_of(part(snapshot, self.region(snapshot, target), "option", name)))
