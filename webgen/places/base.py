"""The contract of a place: where a form opens, and how an expert opens it."""

from __future__ import annotations

from functools import cache
from typing import ClassVar

from webgen.registry import discover

HOLDER = "form-place"  # the id of what a form opened from a list is put into
RECORD = "record"  # the id of what shows the facts of a record
BODY = "form-body"  # the id of what holds a form inside a dialog: only that is put in again


class Place:
    """One place. Module name = id; the template is ``sites_templates/places/<id>.html``.

    The plain addresses of forms answer wherever they open. ``create_in`` and ``edit_in`` are the ids of the elements a
    form is put into by hypermedia, empty where a link leads to its page.

    Attributes:
        modal: it is a dialog over the page.
        framed: its page holds a frame with the form in it.
        windowed: links open it in a new tab, which stays open when it has been sent.
        by_address: an expert of keyboard style goes to its address instead.
        weight: how often the generator takes it.
    """

    create_in: ClassVar[str] = ""
    edit_in: ClassVar[str] = ""
    modal: ClassVar[bool] = False
    framed: ClassVar[bool] = False
    windowed: ClassVar[bool] = False
    by_address: ClassVar[bool] = False
    weight: ClassVar[float] = 1.0

    @property
    def name(self) -> str:
        """The id: the name of the module."""
        return type(self).__module__.rpartition(".")[2]


@cache
def places() -> dict[str, Place]:
    """Return every place by id."""
    return {name: part() for name, part in discover("webgen.places", Place).items()}
