"""Finding the parts of a control that is made of several."""

from __future__ import annotations

from webgen.actions import Click
from webgen.errors import SpecError
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Target, ref_of


def part(snapshot: Snapshot, region: Node, role: str, name: str) -> Node:
    """Return the one part of a control with a role and a name."""
    for node in snapshot.inside(region):
        if node.role == role and node.name == name and node.ref:
            return node
    raise SpecError(f"no {role} {name!r} in {region.name!r}")


def clearing(snapshot: Snapshot, target: Target) -> Click:
    """Return the click on the button that empties a control."""
    name = target.say("Clear {label}", label=target.label)
    return Click(ref_of(next(node for node in snapshot.nodes if node.role == "button" and node.name == name)))


def chosen(snapshot: Snapshot, select: Node) -> str:
    """Return the selected option of a native list."""
    options = (node for node in snapshot.inside(select) if node.role == "option")
    return next((node.name for node in options if node.has("selected")), "")
