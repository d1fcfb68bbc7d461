"""Dates on lists and records read otherwise than in forms and in the goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.frictions._parts import place
from webgen.frictions.base import Friction
from webgen.site.dates import Notation

if TYPE_CHECKING:
    from webgen.site.app import Context

WHERE = (("list", "detail"), ("list",), ("detail",))


class FormatSurprise(Friction):
    """By numbers in a stated order, then with the weekday, then beside how far away they are: on lists, records or both."""

    steps = 0
    signs = ("days ago (", " days (")

    def notation(self, context: Context, strength: int, where: str) -> Notation:
        """Draw where the site does it, and in which order."""
        stream = place(context, self.name)
        if where not in stream.child("where").pick(WHERE):
            return ""
        if strength == 1:
            return "day first" if stream.child("order").chance(0.5) else "month first"
        return "weekday" if strength == 2 else "distance"
