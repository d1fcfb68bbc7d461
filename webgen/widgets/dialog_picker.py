"""A button that opens a dialog with the choices."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.errors import SpecError
from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

EMPTY = spoken("Choose…")
NOTHING = spoken("No choice")


class DialogPicker(Widget):
    """A button with the value on it; a modal dialog has one button per choice."""

    types = ("choice", "ref")
    roles = ("button",)
    max_options = 40

    def is_named(self, node: Node, target: Target) -> bool:
        """The name is the label followed by the current value."""
        label, _, value = node.name.partition(target.label + " ")
        return not label and value in {target.say(EMPTY), *target.options}

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """The name ends in the current value."""
        return self.region(snapshot, target).name == f"{target.label} {target.shown or target.say(EMPTY)}"

    def _choices(self, snapshot: Snapshot, target: Target) -> list[Node]:
        title = target.say("Choose {label}", label=target.tongue.noun(target.label))
        dialog = next((node for node in snapshot.nodes if node.role == "dialog" and node.name == title), None)
        return [node for node in snapshot.inside(dialog) if node.role == "button"] if dialog else []

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Open the dialog and click the choice, or tab to it and press Enter."""
        wanted = target.shown or target.say(NOTHING)
        if not self._choices(snapshot, target):
            snapshot = yield Click(ref_of(self.region(snapshot, target)))
        choices = self._choices(snapshot, target)
        if not choices:
            raise SpecError(f"the dialog of {target.label!r} did not open")
        index = next(i for i, node in enumerate(choices) if node.name == wanted)
        active = next((i for i, node in enumerate(choices) if node.has("active")), None)
        if style == "keyboard" and active is not None and index - active in range(12):
            for _ in range(index - active):
                yield Press("Tab")
            yield Press("Enter")
        else:
            yield Click(ref_of(choices[index]))
