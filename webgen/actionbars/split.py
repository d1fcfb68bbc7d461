"""One button, and a menu with the rest."""

from __future__ import annotations

from webgen.actionbars.base import ActionBar, open_menu
from webgen.containers.base import Sought
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves


class Split(ActionBar):
    """What comes first is the button."""

    acts = 3

    def reach(self, snapshot: Snapshot, sought: Sought, title: str) -> Moves:
        """Open the menu beside it."""
        yield from open_menu(snapshot, sought, sought.say("Other actions"))
