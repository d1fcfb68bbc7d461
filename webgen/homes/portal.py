"""Cards that lead to the parts of the site, things to do at once, and announcements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.homes.base import HomeKind, counts
from webgen.locales import spoken
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context

NEWS = spoken((
    "The site will be slower than usual on the first Sunday of the month.",
    "New colleagues can find an introduction in the welcome pack.",
    "Please keep phone numbers and addresses up to date.",
    "The colours of the site have been made easier to read.",
    "The office is closed on public holidays; requests are answered the day after.",
    "Printed forms are no longer needed: everything can be done here.",
    "A second pair of eyes helps: ask a colleague before you delete something.",
))
ITEMS, AGE = 2, 20


class Portal(HomeKind):
    """A place to go on from."""

    def show(self, context: Context) -> Response:
        """Show the page."""
        stream, today = context.site.stream.child("portal"), context.site.level.spec.today
        cards = [
            card | {"new": f"{context.path(entity)}/new" if entity.creatable else "", "noun": context.noun(entity.label), "nouns": context.noun(entity.plural[0])}
            for card, entity in zip(counts(context), context.domain.entities, strict=True)
        ]
        news = []
        for text in stream.child("news").sample(NEWS, ITEMS):
            date = today.fromordinal(today.toordinal() - stream.child("age", text).integer(1, AGE))
            news.append({"text": context.say(text), "day": context.site.locale.day(date.isoformat())})
        return context.page("home_portal", context.say("Home"), cards=cards, news=news)
