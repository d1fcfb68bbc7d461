"""Comments under records: who wrote what, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from webgen.domains.model import Field
from webgen.domains.people import person
from webgen.extras.base import Extra, Ground, Rows, column
from webgen.locales import locale, spoken
from webgen.spec import Record
from webgen.streams import Stream

COMMENTS = "comments"
TEXTS = spoken((
    "Checked and found in order.", "I spoke to them about this on the phone.", "Please keep an eye on this one.",
    "The papers are in the blue folder.", "Nothing new here.", "This was changed after the last meeting.",
    "Ask me before you change anything.", "Looks right to me now.", "They were very friendly about it.",
    "I would leave it as it is.", "We had the same case last year.", "To be looked at again in spring.",
))  # fmt: skip
CIRCLE = 5  # people who comment on a site


class Comments(Extra):
    """What somebody writes counts; author and day are those of the account and of today."""

    share: ClassVar[float] = 0.25
    tables: ClassVar[Mapping[str, tuple[Field, ...]]] = {
        COMMENTS: (
            column("entity"), column("record", "integer"), column("text", "longtext"), column("author", ambient=True),
            column("day", ambient=True),
        )
    }  # fmt: skip

    def content(self, ground: Ground) -> Rows:
        """Comment on about half of the records."""
        rows: list[Record] = []
        for entity in ground.domain.entities:
            for record in ground.records[entity.name]:
                key = int(record["id"] or 0)
                place = ground.stream.child(entity.name, key)
                count = place.child("count").integer(1, 3) if place.child("any").chance(0.5) else 0
                rows += [said(ground, entity.name, key, place.child(number), count - number) for number in range(count)]
        return {COMMENTS: rows}


def circle(ground: Ground) -> list[str]:
    """Return the people who comment on a site."""
    return [person(Stream(ground.site.theme, "circle", number), ground.site.locale) for number in range(CIRCLE)]


def said(ground: Ground, entity: str, record: int, place: Stream, age: int, text: str = "", author: str = "") -> Record:
    """Return a comment; the greater its ``age``, the longer ago."""
    say = locale(ground.site.locale).say
    day = ground.today - timedelta(days=age * 9 + place.child("day").integer(0, 7))
    return {
        "entity": entity, "record": record, "text": text or say(place.child("text").pick(TEXTS)),
        "author": author or place.child("author").pick(circle(ground)), "day": day.isoformat(),
    }  # fmt: skip
