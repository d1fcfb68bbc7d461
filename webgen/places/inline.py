"""In the page itself."""

from __future__ import annotations

from webgen.places.base import HOLDER, RECORD, Place


class Inline(Place):
    """The facts of a record turn into the form and back; a new record is entered above the list."""

    create_in, edit_in = HOLDER, RECORD
    by_address = True
