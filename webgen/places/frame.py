"""A page that holds the form in a frame."""

from __future__ import annotations

from webgen.places.base import Place


class InFrame(Place):
    """The form is a document of its own; what it answers shows in the frame, and saving leads the whole tab."""

    framed = True
    by_address = True
    weight = 0.7
