"""Tabs that split a form or a record over panels."""

from __future__ import annotations

from webgen.actions import Click, Press
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, Style, Target, Widget, ref_of


class Tabs(Widget):
    """A ``tablist``; the target's label is the name of the tab to show."""

    types = ()
    roles = ("tab",)
    container = True

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Tell whether the tab is selected."""
        return self.region(snapshot, target).has("selected")

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Click the tab, or walk to it with the arrow keys when a tab has the focus."""
        tabs: list[Node] = [node for node in snapshot.nodes if node.role == "tab"]
        index = next(i for i, node in enumerate(tabs) if node.name == target.label)
        active = next((i for i, node in enumerate(tabs) if node.has("active")), None)
        if style == "keyboard" and active is not None:
            for _ in range(abs(index - active)):
                yield Press("ArrowRight" if index > active else "ArrowLeft")
        else:
            yield Click(ref_of(tabs[index]))
