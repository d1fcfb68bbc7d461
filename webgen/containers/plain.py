"""Everything one below the other."""

from __future__ import annotations

from webgen.containers.base import Container


class Plain(Container):
    """One grid, or one card for each section of the settings."""

    size = 1000
    weight = 5.0
