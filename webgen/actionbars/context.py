"""A menu that the right mouse button opens on the title."""

from __future__ import annotations

from webgen.actionbars.base import ActionBar, menu_button, open_menu
from webgen.actions import Click
from webgen.containers.base import Sought
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves, ref_of


class ContextMenu(ActionBar):
    """A button opens it too."""

    around = "record-menu"
    acts = 3

    def reach(self, snapshot: Snapshot, sought: Sought, title: str) -> Moves:
        """Click the title with the right button, or press the button."""
        name = sought.say("Record menu")
        heading = next((node for node in snapshot.nodes if node.role == "heading" and node.name == title and node.ref), None)
        if sought.style == "mouse" and heading is not None and not sought.seen(snapshot) and menu_button(snapshot, name):
            yield Click(ref_of(heading), "right")
        else:
            yield from open_menu(snapshot, sought, name)
