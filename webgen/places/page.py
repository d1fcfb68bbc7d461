"""A page of its own."""

from __future__ import annotations

from webgen.places.base import Place


class OwnPage(Place):
    """A link leads to it."""

    weight = 5.0
