"""Signing in and out. How depends on the door of the site (``webgen.doors``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.doors.base import door
from webgen.pages.base import Page, Route
from webgen.site.http import Response, redirect

if TYPE_CHECKING:
    from webgen.site.app import Context


class Login(Page):
    """``/login``, further pages of the door below it, and ``/sign-out``."""

    rank = 0

    def routes(self) -> list[Route]:
        """Answer before anybody has signed in."""
        return [
            Route("GET", "/login", self.show, open=True),
            Route("POST", "/login", self.enter, open=True),
            Route("GET", "/login/{verb}", self.further, open=True),
            Route("POST", "/login/{verb}", self.further, open=True),
            Route("POST", "/sign-out", self.leave),
        ]

    def show(self, context: Context) -> Response:
        """Show the first page of the door."""
        return redirect("/") if context.signed_in else door(context.spec.door).show(context)

    def enter(self, context: Context) -> Response:
        """Take in what it posts."""
        return redirect("/") if context.signed_in else door(context.spec.door).take(context)

    def further(self, context: Context) -> Response:
        """Answer a further page of the door."""
        if context.signed_in:
            return redirect("/")
        return door(context.spec.door).further(context, context.arguments["verb"]) or context.missing()

    def leave(self, context: Context) -> Response:
        """Sign out."""
        if not context.accepted():
            return context.stale()
        context.remember(user=None)
        return context.go("/login")
