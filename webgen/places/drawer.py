"""A panel at the side, over the list or the record."""

from __future__ import annotations

from webgen.places.base import HOLDER, Place


class Drawer(Place):
    """A dialog as high as the window."""

    create_in = edit_in = HOLDER
    modal = True
