"""The email on one page, the password on the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from webgen.doors.base import WRONG, Door, box, let_in, right
from webgen.site.http import Response, redirect

if TYPE_CHECKING:
    from webgen.oracle import Entrance
    from webgen.site.app import Context
    from webgen.visitor import Visitor
    from webgen.widgets.base import Moves

NEXT = "/login/password"


class TwoStep(Door):
    """Whether an email is known shows only after the password."""

    steps: ClassVar[int] = 8
    pages: ClassVar[tuple[str, ...]] = ("password",)

    def show(self, context: Context, *, error: str = "") -> Response:
        """Ask for the email."""
        return context.page(
            "login_step", context.say("Sign in"), status=422 if error else 200, error=error, action="/login",
            heading=context.say("Sign in to {site}", site=context.site.content.title), lead=context.site.content.tagline,
            token=context.offer("/login"), submit=context.say("Continue"), links=[],
            fields=[{"name": "email", "label": context.say("Email"), "type": "email", "value": ""}],
        )  # fmt: skip

    def take(self, context: Context) -> Response:
        """Note the email and ask for the password."""
        if not context.accepted():
            return context.stale()
        email = context.form.get("email", "").strip()
        if "@" not in email:
            return self.show(context, error=context.say("Enter an email address."))
        context.spend()
        context.note("door", {"email": email})
        return context.go(NEXT)

    def further(self, context: Context, page: str) -> Response | None:
        """Answer the page that asks for the password."""
        if page != "password":
            return None
        email = str(context.notes.get("door", {}).get("email", ""))
        if not email:
            return redirect("/login")
        if context.request.method == "GET":
            return self._password(context, email)
        if not context.accepted():
            return context.stale()
        if not right(context, email, context.form.get("password", "")):
            return self._password(context, email, error=context.say(WRONG))
        context.spend()
        context.note("door", {})
        return let_in(context, context.site.content.account.email)

    def _password(self, context: Context, email: str, *, error: str = "") -> Response:
        return context.page(
            "login_step", context.say("Sign in"), status=422 if error else 200, error=error, action=NEXT,
            heading=context.say("Enter your password"), lead=context.say("You sign in as {email}.", email=email),
            token=context.offer(NEXT), submit=context.say("Sign in"),
            links=[{"href": "/login", "label": context.say("Use another account")}],
            fields=[{"name": "password", "label": context.say("Password"), "type": "password", "value": ""}],
        )  # fmt: skip

    def visit(self, visitor: Visitor, password: str) -> None:
        """Post both forms."""
        visitor.fill("/login", "/login", {"email": visitor.site.content.account.email})
        visitor.fill(NEXT, NEXT, {"password": password})

    def enter(self, entrance: Entrance) -> Moves:
        """Fill what the page asks for."""
        if box(entrance.now, entrance.say("Email")) is not None and entrance.button("Continue") is not None:
            yield from entrance.send("Email", entrance.account.email, "Continue")
            yield from entrance.until(lambda: box(entrance.now, entrance.say("Password")))
        if box(entrance.now, entrance.say("Password")) is not None and entrance.button("Sign in") is not None:
            yield from entrance.send("Password", entrance.account.password, "Sign in")
