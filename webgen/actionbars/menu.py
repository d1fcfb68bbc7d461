"""A menu beside the title."""

from __future__ import annotations

from webgen.actionbars.base import ActionBar, open_menu
from webgen.containers.base import Sought
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves


class ActionMenu(ActionBar):
    """Everything is in it."""

    acts = 3

    def reach(self, snapshot: Snapshot, sought: Sought, title: str) -> Moves:
        """Open it."""
        yield from open_menu(snapshot, sought, sought.say("Actions"))
