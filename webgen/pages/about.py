"""Pages about the house: who runs the site, how to reach it, and its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.domains.people import person, pool
from webgen.pages.base import Entry, Page, Route
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context


class About(Page):
    """``/about``, ``/contact``, ``/terms`` and ``/privacy``."""

    rank = 0
    optional = True

    def routes(self) -> list[Route]:
        """Answer each; the last three also before anybody has signed in."""
        return [
            Route("GET", "/about", self.about),
            Route("GET", "/contact", self.contact, open=True),
            Route("GET", "/terms", self.terms, open=True),
            Route("GET", "/privacy", self.privacy, open=True),
        ]

    def entries(self, context: Context) -> list[Entry]:
        """Stand in the footer."""
        say = context.say
        return [
            Entry(say("About us"), "/about", place="footer"),
            Entry(say("Contact"), "/contact", place="footer"),
            Entry(say("Terms of use"), "/terms", place="footer"),
            Entry(say("Privacy"), "/privacy", place="footer"),
        ]

    def _page(self, context: Context, title: str, *blocks: tuple[str, str]) -> Response:
        return context.page("about", title, heading=title, sections=[{"title": head, "text": text} for head, text in blocks])

    def about(self, context: Context) -> Response:
        """Say who runs the site."""
        say, stream, name = context.say, context.site.stream.child("about"), context.site.content.title
        year = 2026 - stream.child("age").integer(6, 60)
        people = ", ".join(person(stream.child("board", number), context.spec.locale) for number in range(3))
        return self._page(
            context, say("About us"),
            (say("Our story"), say("{site} was founded in {year} by a handful of people in {city}. Today more than {count} work with us.",
                 site=name, year=year, city=stream.child("city").pick(pool("city", context.spec.locale)), count=stream.child("staff").integer(2, 90) * 5)),
            (say("What we believe"), say("Good work needs good records. We built this site so that everybody finds what they need and nobody has to ask twice.")),
            (say("Board"), people + "."),
        )  # fmt: skip

    def contact(self, context: Context) -> Response:
        """Say how to reach the house."""
        say, stream = context.say, context.site.stream.child("about")
        street, city, phone = (stream.child(kind).pick(pool(kind, context.spec.locale)) for kind in ("street_address", "city", "phone"))
        hours = stream.child("hours").pick(("9 am to 5 pm", "8 am to 4 pm", "10 am to 6 pm"))
        return self._page(
            context, say("Contact"),
            (say("Visit us"), f"{context.site.content.title}, {street}, {city}."),
            (say("Call us"), say("{phone}, on working days from {hours}.", phone=phone, hours=hours)),
            (say("Write to us"), say("Post to the address above reaches us within two days. We answer every letter.")),
        )  # fmt: skip

    def terms(self, context: Context) -> Response:
        """Say what the terms of use are."""
        say, name = context.say, context.site.content.title
        return self._page(
            context, say("Terms of use"),
            (say("1. Scope"), say("These terms apply to everybody who uses this site of {site}.", site=name)),
            (say("2. Accounts"), say("An account belongs to one person. Who signs in with it is responsible for what is done with it.")),
            (say("3. Records"), say("Records are kept as long as the law asks for. What was deleted cannot be brought back.")),
            (say("4. Changes"), say("We announce changes of these terms a month ahead on the first page.")),
        )  # fmt: skip

    def privacy(self, context: Context) -> Response:
        """Say what is kept about visitors."""
        say = context.say
        return self._page(
            context, say("Privacy"),
            (say("What we store"), say("Your name, your email address and when you signed in last. Nothing is sold.")),
            (say("Cookies"), say("One cookie tells us that it is still you. It is gone when you sign out.")),
            (say("Your rights"), say("You may ask what we know about you, have it corrected, and have it deleted.")),
        )  # fmt: skip
