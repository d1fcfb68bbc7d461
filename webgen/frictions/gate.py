"""Forms whose button waits: for a box that is ticked, for a word that is typed, or for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.actions import Action, Check, Fill
from webgen.frictions._parts import place
from webgen.frictions.base import Friction, Say
from webgen.locales import spoken
from webgen.snapshot import Snapshot

if TYPE_CHECKING:
    from webgen.site.app import Context

BOXES = spoken((
    "I have read the rules for changes",
    "I know that this is recorded under my name",
    "I have told everybody whom this concerns",
    "I understand that this takes effect at once",
))
PHRASES = spoken((
    {"label": "Type CHANGE to go on", "word": "CHANGE"},
    {"label": "To unlock the button, enter AGREED", "word": "AGREED"},
    {"label": "Write PROCEED in this box to continue", "word": "PROCEED"},
))


class Gate(Friction):
    """The last button of create, edit and settings forms is disabled: until a box is ticked, a word typed, or both."""

    steps = 3
    signs = (*BOXES, *(words["label"] for words in PHRASES))

    def gate(self, context: Context, strength: int) -> dict[str, str] | None:
        """Draw what the site asks for."""
        box = context.say(place(context, self.name, "box").pick(BOXES)) if strength != 2 else ""
        drawn = place(context, self.name, "phrase").pick(PHRASES, key=lambda words: words["label"])
        words: dict[str, str] = context.site.locale.told(drawn) if strength != 1 else {"label": "", "word": ""}
        return {"box": box} | words

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Tick the box and type the word as soon as they show."""
        boxes = [say(text) for text in BOXES]
        words = {say(phrase["label"]): say(phrase["word"]) for phrase in PHRASES}
        for node in snapshot.nodes:
            if node.role == "checkbox" and node.name in boxes and not node.has("checked"):
                return Check(node.ref or "")
            if node.role == "textbox" and node.name in words and snapshot.value(node) != words[node.name]:
                return Fill(node.ref or "", words[node.name])
        return None
