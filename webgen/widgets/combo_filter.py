"""A text field over a list of choices that is narrowed in the page."""

from __future__ import annotations

from webgen.actions import Click, Fill, Press, Type
from webgen.errors import SpecError
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class ComboFilter(Widget):
    """``<input role=combobox>`` with a button that opens the whole list."""

    types = ("choice", "ref")
    roles = ("combobox",)
    max_options = 60

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the text in the field."""
        return snapshot.value(self.region(snapshot, target)) == target.shown

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Open the list and click the option; with the keyboard, type it and press Enter."""
        node = self.region(snapshot, target)
        if not target.shown:
            yield Fill(ref_of(node), "")
            return
        if style == "keyboard":
            if snapshot.value(node):
                yield Fill(ref_of(node), "")
            yield Type(ref_of(node), target.shown)
            yield Press("Enter")
            return
        name = target.say("All choices of {label}", label=target.label)
        button = next(item for item in snapshot.nodes if item.role == "button" and item.name == name)
        snapshot = yield Click(ref_of(button))
        box = next((item for item in snapshot.nodes if item.role == "listbox" and item.name == target.label), None)
        options = [item for item in snapshot.inside(box) if item.role == "option"] if box else []
        option = next((item for item in options if item.name == target.shown), None)
        if option is None:
            raise SpecError(f"the list of {target.label!r} has no {target.shown!r}")
        yield Click(ref_of(option))
