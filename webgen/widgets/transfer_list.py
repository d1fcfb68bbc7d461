"""Two lists with buttons that bring choices from one to the other."""

from __future__ import annotations

from webgen.actions import Click, Press, Select
from webgen.snapshot import Node, Snapshot
from webgen.widgets._parts import part
from webgen.widgets.base import Moves, Several, Style, Target, ref_of


class TransferList(Several):
    """Two ``<select multiple>``: what there is and what is chosen; Add and Remove between them."""

    def _list(self, snapshot: Snapshot, target: Target, name: str) -> Node:
        return part(snapshot, self.region(snapshot, target), "listbox", name)

    def chosen(self, snapshot: Snapshot, target: Target) -> set[str]:
        """Read the second list."""
        inside = snapshot.inside(self._list(snapshot, target, target.say("Chosen")))
        return {node.name for node in inside if node.role == "option"}

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Select what is too much and take it away, then what is missing and add it; tab to the button or click it."""
        now, wanted = self.chosen(snapshot, target), set(target.wanted)
        for names, side, button, key in (
            (now - wanted, target.say("Chosen"), f"← {target.say('Remove')}", "Shift+Tab"),
            (wanted - now, target.say("Available"), f"{target.say('Add')} →", "Tab"),
        ):
            if not names:
                continue
            picked = tuple(name for name in target.options if name in names)
            snapshot = yield Select(ref_of(self._list(snapshot, target, side)), picked)
            if style == "keyboard":
                yield Press(key)
                snapshot = yield Press("Enter")
            else:
                snapshot = yield Click(ref_of(part(snapshot, self.region(snapshot, target), "button", button)))
