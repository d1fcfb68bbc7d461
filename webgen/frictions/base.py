"""The contract of a friction: something that gets in the way, and how an expert gets past it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from webgen.actions import Action
from webgen.domains.model import Field
from webgen.site.dates import Notation
from webgen.site.http import Request, Response
from webgen.snapshot import Snapshot
from webgen.spec import Record

if TYPE_CHECKING:
    from webgen.site.app import Context

Say = Callable[[str], str]


class Friction:
    """One friction. Module name = id. Every hook has a neutral default; ``strength`` is 1 to 3.

    Attributes:
        near_duplicates: pairs of look-alike records for each point of strength.
        modal: its overlay is a dialog over the page; a page shows one at most.
        rank: an expert resolves lower ranks first: what covers the page before what is on it.
        steps: how many more acts a level allows for each point of strength.
        needs_login: it does nothing on a site without a sign-in.
        counts_pages: it goes by how many pages the session was shown.
        signs: texts of which a page shows one where it is in the way; empty where it shows nothing of its own.
    """

    engines: ClassVar[frozenset[str]] = frozenset({"chromium", "twin"})
    near_duplicates: ClassVar[int] = 0
    modal: ClassVar[bool] = False
    rank: ClassVar[int] = 1
    steps: ClassVar[int] = 2
    needs_login: ClassVar[bool] = False
    counts_pages: ClassVar[bool] = False
    signs: ClassVar[tuple[str, ...]] = ()

    @property
    def name(self) -> str:
        """The id: the name of the module."""
        return type(self).__module__.rpartition(".")[2]

    # ---- on pages

    def overlay(self, context: Context, strength: int) -> dict[str, Any] | None:
        """Return ``{"template": …, …}`` shown with the page, or None.

        ``place`` says where: ``over`` it (the default), at its ``top``, before or after what the page is about
        (``before``, ``after``).
        """
        return None

    def answered(self, context: Context, strength: int) -> str:
        """Take in the form of the overlay that was posted to ``/dismiss``; return a message for the next page."""
        return ""

    def arranged(self, context: Context, strength: int, what: str, items: Sequence[Any]) -> list[Any]:
        """Return the ``nav`` links, record ``actions`` or ``form`` buttons in the order this page shows them."""
        return list(items)

    def hides(self, context: Context, strength: int) -> tuple[str, frozenset[str]] | None:
        """Return what hides actions of a record: a button's name and the kinds (edit, verb, delete), or None."""
        return None

    def offer(self, context: Context, strength: int) -> dict[str, str] | None:
        """Return ``{"name", "label", "effect"}`` of a box in create and edit forms that is ticked already, or None."""
        return None

    def gate(self, context: Context, strength: int) -> dict[str, str] | None:
        """Return ``{"box", "label", "word"}`` that the last button of forms waits for: a box, a labelled field for a word."""
        return None

    def draft(self, context: Context, strength: int, fields: Mapping[str, Field]) -> tuple[Record, str] | None:
        """Return values that a form for a new record comes up with, and the day they were entered, or None."""
        return None

    def dropped(self, context: Context) -> None:
        """Take in that a draft was discarded, or saved as a record."""

    def unlabels(self, strength: int) -> int:
        """Return how much of what names controls is gone: 0 nothing, 1 words, 2 some names, 3 also those of fields."""
        return 0

    def notation(self, context: Context, strength: int, where: str) -> Notation:
        """Return how dates read on a ``list`` or ``detail``; empty: as everywhere."""
        return ""

    # ---- on requests

    def intercept(self, context: Context, strength: int) -> Response | None:
        """Answer in place of the page somebody who is signed in asked for, or let it pass."""
        return None

    def latency(self, strength: int, request: Request) -> int:
        """Return the virtual ms a hypermedia answer takes."""
        return 0

    def confirms(self, strength: int) -> bool:
        """Tell whether destructive acts ask for confirmation."""
        return False

    def extra_field(self, strength: int) -> dict[str, str] | None:
        """Return ``{"name", "label", "error"}`` of a check that create and edit forms demand, or None."""
        return None

    # ---- the expert

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Return what the expert does about it on this page, or None when nothing is in the way.

        ``say`` turns an English interface text into the language of the page.
        """
        return None
