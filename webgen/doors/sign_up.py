"""An account has to be made first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from webgen.actions import Click
from webgen.doors.base import WRONG, Door, let_in
from webgen.site.http import Response
from webgen.spec import Account

if TYPE_CHECKING:
    from webgen.oracle import Entrance
    from webgen.site.app import Context
    from webgen.visitor import Visitor
    from webgen.widgets.base import Moves

JOIN = "/login/join"
LEAST = 8


class SignUp(Door):
    """Accounts made on a site are ambient: the judge does not care who signed up under which name."""

    steps: ClassVar[int] = 12
    pages: ClassVar[tuple[str, ...]] = ("join",)

    def words(self, account: Account) -> str:
        """Say for whom the account is."""
        return (
            f"You have no account there yet: sign up as {account.name} with the email {account.email}"
            f" and the password {account.password}."
        )

    def show(self, context: Context, *, error: str = "", email: str = "") -> Response:
        """Show the sign-in form with a way to make an account."""
        return context.page(
            "login_step", context.say("Sign in"), status=422 if error else 200, error=error, action="/login",
            heading=context.say("Sign in to {site}", site=context.site.content.title), lead=context.site.content.tagline,
            token=context.offer("/login"), submit=context.say("Sign in"),
            links=[{"href": JOIN, "label": context.say("Create an account")}],
            fields=[
                {"name": "email", "label": context.say("Email"), "type": "email", "value": email},
                {"name": "password", "label": context.say("Password"), "type": "password", "value": ""},
            ],
        )  # fmt: skip

    def take(self, context: Context) -> Response:
        """Let in who has made an account."""
        if not context.accepted():
            return context.stale()
        email = context.form.get("email", "").strip()
        made = context.notes.get("accounts", {})
        if not email or made.get(email.lower()) != context.form.get("password", ""):
            return self.show(context, error=context.say(WRONG), email=email)
        context.spend()
        return let_in(context, email)

    def further(self, context: Context, page: str) -> Response | None:
        """Answer the page where an account is made."""
        if page != "join":
            return None
        if context.request.method == "GET":
            return self._join(context)
        if not context.accepted():
            return context.stale()
        error = self._wrong(context)
        if error:
            return self._join(context, error=error)
        context.spend()
        email = context.form["email"].strip()
        context.note("accounts", context.notes.get("accounts", {}) | {email.lower(): context.form["password"]})
        return let_in(context, email)

    def _wrong(self, context: Context) -> str:
        """Return what is wrong with what was posted."""
        form = context.form
        email, password = form.get("email", "").strip(), form.get("password", "")
        if not form.get("name", "").strip():
            return context.say("Enter your name.")
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
            return context.say("Enter an email address.")
        if email.lower() in context.notes.get("accounts", {}):
            return context.say("There is an account with this email already.")
        if len(password) < LEAST or not re.search(r"\d", password):
            return context.say("The password needs at least {count} characters and a digit.", count=LEAST)
        if form.get("again") != password:
            return context.say("The two passwords differ.")
        return ""

    def _join(self, context: Context, *, error: str = "") -> Response:
        form = context.form
        return context.page(
            "login_step", context.say("Create an account"), status=422 if error else 200, error=error, action=JOIN,
            heading=context.say("Create an account"), token=context.offer(JOIN), submit=context.say("Create account"),
            lead=context.say("Passwords have at least {count} characters and a digit.", count=LEAST),
            links=[{"href": "/login", "label": context.say("I have an account")}],
            fields=[
                {"name": "name", "label": context.say("Full name"), "type": "text", "value": form.get("name", "")},
                {"name": "email", "label": context.say("Email"), "type": "email", "value": form.get("email", "").strip()},
                {"name": "password", "label": context.say("Password"), "type": "password", "value": ""},
                {"name": "again", "label": context.say("Repeat the password"), "type": "password", "value": ""},
            ],
        )  # fmt: skip

    def visit(self, visitor: Visitor, password: str) -> None:
        """Make the account where the password is the right one; then sign in."""
        account = visitor.site.content.account
        if password == account.password:
            form = {"name": account.name, "email": account.email, "password": password, "again": password}
            if visitor.fill(JOIN, JOIN, form).location is not None:  # made, and in
                return
        visitor.fill("/login", "/login", {"email": account.email, "password": password})

    def enter(self, entrance: Entrance) -> Moves:
        """Make the account; where it exists already, sign in."""
        account = entrance.account
        link = entrance.link("Create an account")
        if link is not None and not entrance.known:
            yield from entrance.do(Click(link))
            yield from entrance.until(lambda: entrance.button("Create account"))
        if entrance.button("Create account") is not None:
            yield from entrance.fill("Full name", account.name)
            yield from entrance.fill("Email", account.email)
            yield from entrance.fill("Password", account.password)
            yield from entrance.send("Repeat the password", account.password, "Create account")
        elif link is not None:
            yield from entrance.fill("Email", account.email)
            yield from entrance.send("Password", account.password, "Sign in")
