"""A page of its own whose buttons stand at its head."""

from __future__ import annotations

from webgen.places.base import Place


class Full(Place):
    """An editor: title and buttons in one bar above the fields."""

    by_address = True
