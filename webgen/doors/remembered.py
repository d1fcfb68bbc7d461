"""Accounts that signed in on this device before: choose one, then give its password."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from webgen.actions import Click, Wait
from webgen.domains.accounts import account as drawn
from webgen.doors.base import WRONG, Door, box, let_in, right
from webgen.site.http import Response, redirect

if TYPE_CHECKING:
    from webgen.oracle import Entrance
    from webgen.site.app import Context
    from webgen.visitor import Visitor
    from webgen.widgets.base import Moves

NEXT = "/login/password"
OTHERS = 3
PATIENCE = 12


class Remembered(Door):
    """The right account stands among others of the same device."""

    steps: ClassVar[int] = 8
    pages: ClassVar[tuple[str, ...]] = ("password",)

    def _accounts(self, context: Context) -> list[tuple[str, str]]:
        """Return name and email of every account of the device, in the order of this site."""
        place, own = context.site.stream.child("remembered"), context.site.content.account
        found = {own.email: own.name}
        for number in range(OTHERS):
            name, email, _ = drawn(place.child(number), context.spec.locale)
            found.setdefault(email, name)
        return [(found[email], email) for email in place.child("order").shuffled(sorted(found))]

    def show(self, context: Context) -> Response:
        """Show the accounts."""
        accounts = [{"name": name, "email": email} for name, email in self._accounts(context)]
        return context.page(
            "login_accounts", context.say("Choose an account"), token=context.offer("/login"), accounts=accounts,
        )  # fmt: skip

    def take(self, context: Context) -> Response:
        """Note the account and ask for its password."""
        if not context.accepted():
            return context.stale()
        email = context.form.get("email", "")
        if email not in [known for _, known in self._accounts(context)]:
            return redirect("/login")
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
        return let_in(context, email)

    def _password(self, context: Context, email: str, *, error: str = "") -> Response:
        name = next((name for name, known in self._accounts(context) if known == email), email)
        return context.page(
            "login_step", context.say("Sign in"), status=422 if error else 200, error=error, action=NEXT,
            heading=context.say("Welcome back, {name}", name=name), lead=context.say("You sign in as {email}.", email=email),
            token=context.offer(NEXT), submit=context.say("Sign in"),
            links=[{"href": "/login", "label": context.say("Choose another account")}],
            fields=[{"name": "password", "label": context.say("Password"), "type": "password", "value": ""}],
        )  # fmt: skip

    def visit(self, visitor: Visitor, password: str) -> None:
        """Post both forms."""
        visitor.fill("/login", "/login", {"email": visitor.site.content.account.email})
        visitor.fill(NEXT, NEXT, {"password": password})

    def enter(self, entrance: Entrance) -> Moves:
        """Choose the account by its email, then give the password."""
        email = entrance.account.email
        choice = next((node for node in entrance.now.nodes if node.role == "button" and email in node.name and node.ref), None)
        if choice is not None:
            yield from entrance.do(Click(choice.ref or ""))
            for _ in range(PATIENCE):  # the answer may take its time
                if box(entrance.now, entrance.say("Password")) is not None:
                    break
                yield from entrance.do(Wait(1000))
        if box(entrance.now, entrance.say("Password")) is not None and entrance.button("Sign in") is not None:
            yield from entrance.send("Password", entrance.account.password, "Sign in")
