"""Facts that are said in a tip one has to open."""

from __future__ import annotations

from typing import Any

from webgen.containers._facts import covered
from webgen.containers.base import Container, Sought, open_each
from webgen.snapshot import Snapshot
from webgen.streams import Stream
from webgen.widgets.base import Moves


class Tooltip(Container):
    """A button beside the label opens a tip with the value."""

    roles = ("detail",)
    size = 1000

    def marked(self, facts: list[dict[str, Any]], stream: Stream) -> list[dict[str, Any]]:
        """Cover some."""
        return covered(facts, stream)

    def reach(self, snapshot: Snapshot, sought: Sought) -> Moves:
        """Open the tip."""
        name = sought.say("About {label}").format(label=sought.label)
        yield from open_each(snapshot, sought, lambda now: [one for one in now.nodes if one.role == "button" and one.name == name])
