"""The browser's own file field."""

from __future__ import annotations

from webgen.actions import Click, Upload
from webgen.locales import spoken
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of

NOTHING = spoken("No file chosen")


def after(snapshot: Snapshot, node: Node) -> list[Node]:
    """Return the nodes that follow one."""
    return list(snapshot.nodes[node.index + 1 :])


class File(Widget):
    """``<input type=file>``, the name of the chosen file under it, and a button that removes it."""

    types = ("file",)
    roles = ("button",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the line under the field."""
        line = next(node for node in after(snapshot, self.region(snapshot, target)) if node.role == "paragraph")
        return snapshot.content(line).split(" ")[0] == (target.value or target.say(NOTHING).split(" ")[0])

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Upload the file, or remove the one that is there; the style makes no difference."""
        if target.value:
            yield Upload(ref_of(self.region(snapshot, target)), (target.value,))
            return
        name = target.say("Remove the file of {label}", label=target.label)
        yield Click(ref_of(next(node for node in snapshot.nodes if node.role == "button" and node.name == name)))
