"""Facts that are masked until one asks for them."""

from __future__ import annotations

from typing import Any

from webgen.containers._facts import covered
from webgen.containers.base import Container, Sought, open_each
from webgen.snapshot import Snapshot
from webgen.streams import Stream
from webgen.widgets.base import Moves


class Masked(Container):
    """Dots stand for the value; a button beside them shows it."""

    roles = ("detail",)
    size = 1000

    def marked(self, facts: list[dict[str, Any]], stream: Stream) -> list[dict[str, Any]]:
        """Mask some."""
        return covered(facts, stream)

    def reach(self, snapshot: Snapshot, sought: Sought) -> Moves:
        """Press the button."""
        name = sought.say("Show {label}").format(label=sought.label)
        yield from open_each(snapshot, sought, lambda now: [one for one in now.nodes if one.role == "button" and one.name == name])
