"""A dialog over the list or the record."""

from __future__ import annotations

from webgen.places.base import HOLDER, Place


class FormDialog(Place):
    """Hypermedia loads it; errors show inside; leaving a changed form asks first."""

    create_in = edit_in = HOLDER
    modal = True
