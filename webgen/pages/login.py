"""Signing in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.locales import spoken
from webgen.pages.base import Page, Route
from webgen.site.http import Response, redirect

if TYPE_CHECKING:
    from webgen.site.app import Context

WRONG = spoken("The email or password is not right.")


class Login(Page):
    """``/login`` and ``/sign-out``."""

    rank = 0

    def routes(self) -> list[Route]:
        """Answer before anybody has signed in."""
        return [
            Route("GET", "/login", self.show, open=True),
            Route("POST", "/login", self.enter, open=True),
            Route("POST", "/sign-out", self.leave),
        ]

    def show(self, context: Context, *, error: str = "", email: str = "") -> Response:
        """Show the form."""
        if context.signed_in:
            return redirect("/")
        token = context.offer("/login")
        return context.page("login", context.say("Sign in"), status=422 if error else 200, token=token, error=error, email=email)

    def enter(self, context: Context) -> Response:
        """Check the email and password."""
        if context.signed_in:
            return redirect("/")
        if not context.accepted():
            return context.stale()
        account = context.site.content.account
        email = context.form.get("email", "").strip()
        if (email.lower(), context.form.get("password", "")) != (account.email.lower(), account.password):
            return self.show(context, error=context.say(WRONG), email=email)
        context.spend()
        context.remember(user=account.email)
        back = str(context.notes.get("return", "/"))
        if back != "/":  # where the site signed somebody out
            context.note("return", "/")
        return context.go(back)

    def leave(self, context: Context) -> Response:
        """Sign out."""
        if not context.accepted():
            return context.stale()
        context.remember(user=None)
        return context.go("/login")
