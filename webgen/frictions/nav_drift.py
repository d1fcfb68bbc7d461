"""Links and buttons that change places between visits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from webgen.frictions._parts import place
from webgen.frictions.base import Friction

if TYPE_CHECKING:
    from webgen.site.app import Context

WHAT = ("nav", "actions", "form")


class NavDrift(Friction):
    """Every page shuffles the main menu, then also what can be done to a record, then also the buttons of forms."""

    steps = 0
    counts_pages = True

    def arranged(self, context: Context, strength: int, what: str, items: Sequence[Any]) -> list[Any]:
        """Shuffle by the number of pages shown so far."""
        if what not in WHAT[:strength]:
            return list(items)
        return place(context, "nav_drift", context.notes["pages"], what).shuffled(items)
