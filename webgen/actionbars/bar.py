"""A bar below the facts."""

from __future__ import annotations

from webgen.actionbars.base import ActionBar


class Bar(ActionBar):
    """A toolbar at the end of the record."""

    where = "foot"
