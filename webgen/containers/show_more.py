"""The rest is behind a button."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from webgen.containers.base import Container, Sought, open_each
from webgen.snapshot import Snapshot
from webgen.widgets.base import Moves

T = TypeVar("T")
TEXTS = ("More fields", "More details")


class ShowMore(Container):
    """The first few show; a button shows the others."""

    least = 4

    def split(self, items: Sequence[T]) -> list[list[T]]:
        """Keep half of them, three at least, in view."""
        cut = max(3, len(items) // 2)
        return [list(items[:cut]), list(items[cut:])]

    def acts(self, count: int) -> int:
        """The button."""
        return 2

    def reach(self, snapshot: Snapshot, sought: Sought) -> Moves:
        """Press the button."""
        names = [sought.say("More fields"), sought.say("More details")]
        yield from open_each(
            snapshot, sought,
            lambda now: [one for one in now.nodes if one.role == "button" and one.name in names and not one.has("expanded")],
        )  # fmt: skip
