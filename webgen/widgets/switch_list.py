"""A list of switches."""

from __future__ import annotations

from webgen.actions import Action, Click
from webgen.snapshot import Node
from webgen.widgets.base import Several, ref_of


class SwitchList(Several):
    """A ``group`` of buttons with role switch, one for each choice."""

    item_role = "switch"

    def turn(self, node: Node) -> Action:
        """Click the switch."""
        return Click(ref_of(node))
