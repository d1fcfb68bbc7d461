"""A text field that suggests matching choices from the server."""

from __future__ import annotations

from webgen.actions import Click, Fill, Press, Wait
from webgen.errors import SpecError
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, enter_text, ref_of

PATIENCE = 8  # waits of a second for slow suggestions


def _options(snapshot: Snapshot, label: str) -> list[Node]:
    box = next((item for item in snapshot.nodes if item.role == "listbox" and item.name == label), None)
    return [item for item in snapshot.inside(box) if item.role == "option"] if box else []


class ComboBox(Widget):
    """``<input role=combobox>`` with a list of suggestions that arrives while typing."""

    types = ("choice", "ref")
    roles = ("combobox",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the text in the field."""
        return snapshot.value(self.region(snapshot, target)) == target.shown

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Type the text, wait for suggestions, choose the one that reads like the target."""
        node = self.region(snapshot, target)
        if not target.shown:
            yield Fill(ref_of(node), "")
            return
        current = snapshot.value(node)
        if style == "keyboard":
            moves = enter_text(ref_of(node), current, target.shown, style)
            action = next(moves)
            while True:
                snapshot = yield action
                try:
                    action = moves.send(snapshot)
                except StopIteration:
                    break
        else:
            (fill,) = enter_text(ref_of(node), current, target.shown, style)
            snapshot = yield fill
        for _ in range(PATIENCE):
            names = [option.name for option in _options(snapshot, target.label)]
            if target.shown in names:
                break
            snapshot = yield Wait(1000)
        else:
            raise SpecError(f"no suggestion {target.shown!r} for {target.label!r}")
        if style == "keyboard":
            for _ in range(names.index(target.shown) + 1):
                yield Press("ArrowDown")
            yield Press("Enter")
        else:
            yield Click(ref_of(_options(snapshot, target.label)[names.index(target.shown)]))
