"""A window of its own: a new tab."""

from __future__ import annotations

from webgen.places.base import Place


class Window(Place):
    """The tab says that it saved and waits to be closed; the page it was opened from still shows what it showed."""

    windowed = True
    by_address = True
    weight = 0.6
