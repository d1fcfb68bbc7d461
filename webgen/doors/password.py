"""Email and password on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from webgen.doors.base import WRONG, Door, box, let_in, right
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.oracle import Entrance
    from webgen.site.app import Context
    from webgen.visitor import Visitor
    from webgen.widgets.base import Moves


class Password(Door):
    """The plain form."""

    share: ClassVar[float] = 3.0

    def show(self, context: Context, *, error: str = "", email: str = "") -> Response:
        """Show the form."""
        token = context.offer("/login")
        status = 422 if error else 200
        return context.page("login", context.say("Sign in"), status=status, token=token, error=error, email=email)

    def take(self, context: Context) -> Response:
        """Check the email and password."""
        if not context.accepted():
            return context.stale()
        email = context.form.get("email", "").strip()
        if not right(context, email, context.form.get("password", "")):
            return self.show(context, error=context.say(WRONG), email=email)
        context.spend()
        return let_in(context, context.site.content.account.email)

    def visit(self, visitor: Visitor, password: str) -> None:
        """Post the form."""
        email = visitor.site.content.account.email
        visitor.fill("/login", "/login", {"email": email, "password": password})

    def enter(self, entrance: Entrance) -> Moves:
        """Fill the form and send it."""
        email = box(entrance.now, entrance.say("Email"))
        if email is None or entrance.button("Sign in") is None:
            return
        yield from entrance.fill("Email", entrance.account.email)
        yield from entrance.send("Password", entrance.account.password, "Sign in")
