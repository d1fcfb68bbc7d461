"""A text field that narrows a list of buttons."""

from __future__ import annotations

from webgen.actions import Click, Fill, Press, Type
from webgen.errors import SpecError
from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

EMPTY = spoken("Choose…")
NOTHING = spoken("No choice")
NEAR = 4  # presses of Tab that are worth it


class SearchPicker(Widget):
    """A ``group`` with the value, a text field and one button per choice that contains the text."""

    types = ("choice", "ref")
    roles = ("group",)
    max_options = 80

    def _inside(self, snapshot: Snapshot, target: Target, role: str) -> list[Node]:
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == role]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the line above the field."""
        return self._inside(snapshot, target, "paragraph")[0].text == (target.shown or target.say(EMPTY))

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Narrow the list to the wanted text and click the button, or tab to it and press Enter."""
        wanted = target.shown or target.say(NOTHING)
        box = self._inside(snapshot, target, "textbox")[0]
        text = snapshot.value(box)
        if wanted.lower() != text.lower():
            if style == "keyboard" and not text:
                snapshot = yield Type(ref_of(box), wanted)
            else:
                snapshot = yield Fill(ref_of(box), wanted)
        buttons = self._inside(snapshot, target, "button")
        index = next((i for i, node in enumerate(buttons) if node.name == wanted), None)
        if index is None:
            raise SpecError(f"no button {wanted!r} for {target.label!r}")
        if style == "keyboard" and self._inside(snapshot, target, "textbox")[0].has("active") and index < NEAR:
            for _ in range(index + 1):
                yield Press("Tab")
            yield Press("Enter")
        else:
            yield Click(ref_of(buttons[index]))
