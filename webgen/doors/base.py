"""The contract of a door: how people sign in, what the goal says about it, and how an expert does it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from webgen.locales import spoken
from webgen.registry import discover, lookup
from webgen.site.http import Response
from webgen.snapshot import Node, Snapshot
from webgen.spec import Account

if TYPE_CHECKING:
    from webgen.oracle import Entrance
    from webgen.site.app import Context
    from webgen.visitor import Visitor
    from webgen.widgets.base import Moves

WRONG = spoken("The email or password is not right.")


class Door(ABC):
    """One way to sign in. Module name = id; its templates are ``sites_templates/pages/login*.html``.

    It answers ``/login`` and, for further pages, ``/login/{name}``; nobody has signed in there yet.

    Attributes:
        steps: how many more acts a level allows for it.
        share: its weight among doors.
        pages: the further pages, by name, each answered by the method of that name with ``GET`` and ``POST``.
    """

    steps: ClassVar[int] = 6
    share: ClassVar[float] = 1.0
    pages: ClassVar[tuple[str, ...]] = ()

    @property
    def name(self) -> str:
        """The id: the name of the module."""
        return type(self).__module__.rpartition(".")[2]

    def words(self, account: Account) -> str:
        """Return what the goal says about signing in."""
        return f"Sign in as {account.email} with the password {account.password}."

    # ---- on the site

    @abstractmethod
    def show(self, context: Context) -> Response:
        """Show the first page."""

    @abstractmethod
    def take(self, context: Context) -> Response:
        """Take in what the first page posted."""

    def further(self, context: Context, page: str) -> Response | None:
        """Answer ``/login/{page}``; None where there is no such page."""
        return None

    # ---- who gets in

    @abstractmethod
    def visit(self, visitor: Visitor, password: str) -> None:
        """Try to get in by raw requests with a password, as a script would."""

    @abstractmethod
    def enter(self, entrance: Entrance) -> Moves:
        """Yield the moves of an expert on the page that shows; nothing where it does not ask to sign in."""


@cache
def doors() -> dict[str, Door]:
    """Return every door by id."""
    return {name: part() for name, part in discover("webgen.doors", Door).items()}


def door(name: str) -> Door:
    """Return one door, or raise :class:`webgen.errors.UnknownName`."""
    return lookup("door", doors(), name)


# ---- what doors share ------------------------------------------------------------------------------------------------


def right(context: Context, email: str, password: str) -> bool:
    """Tell whether an email and a password are the account's."""
    account = context.site.content.account
    return (email.strip().lower(), password) == (account.email.lower(), account.password)


def let_in(context: Context, email: str) -> Response:
    """Sign somebody in and lead back to where they were."""
    context.remember(user=email)
    back = str(context.notes.get("return", "/"))
    if back != "/":  # where the site signed somebody out
        context.note("return", "/")
    return context.go(back)


def box(snapshot: Snapshot, name: str) -> Node | None:
    """Return the text box of a name, or None."""
    return next((node for node in snapshot.nodes if node.role == "textbox" and node.name == name and node.ref), None)
