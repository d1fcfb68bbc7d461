"""What the site knows about the account: one row that its owner may edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import ClassVar

from webgen.domains.model import Field
from webgen.domains.people import handle, person, pool
from webgen.extras.base import Extra, Ground, Rows, column
from webgen.locales import ENGLISH, locale, spoken
from webgen.registry import discover
from webgen.spec import FieldGene, FormGene, Scalar, SiteSpec
from webgen.streams import Stream
from webgen.widgets.base import Widget

PROFILE = "profile"
LANGUAGES = ("English", "Deutsch", "Español", "Français", "Italiano", "Português", "Polski")
TITLES = spoken(("Team lead", "Office manager", "Assistant", "Coordinator", "Analyst", "Consultant", "Trainee", "Director"))
LABELS = spoken({
    "name": ("Full name", "Name"),
    "email": ("Contact email", "Email for messages"),
    "phone": ("Phone number", "Phone"),
    "city": ("City", "Place"),
    "role": ("Job title", "Role"),
    "language": ("Language", "Preferred language"),
    "visible": ("Show my profile to others", "Profile visible to others"),
})
NAMES = tuple(LABELS)


@cache
def fields(language: str = ENGLISH) -> dict[str, Field]:
    """Return the fields of the profile by name, as a site in a language has them."""
    told = locale(language).told
    kinds = {"role": "choice", "language": "choice", "visible": "bool"}
    choices = {"role": told(TITLES), "language": LANGUAGES}
    return {
        name: column(
            name, kinds.get(name, "text"), required=name != "visible", labels=told(labels), locale=language, choices=choices.get(name, ())
        )
        for name, labels in LABELS.items()
    }


class Profile(Extra):
    """Name, addresses, language and who may see them."""

    share: ClassVar[float] = 0.3
    tables: ClassVar[Mapping[str, tuple[Field, ...]]] = {PROFILE: tuple(fields().values())}

    def columns(self, table: str, language: str) -> tuple[Field, ...]:
        """Choices are those of the language."""
        return tuple(fields(language).values())

    def content(self, ground: Ground) -> Rows:
        """Fill the row."""
        row = {name: value(name, ground.stream.child(name), (), ground.site.locale) for name in NAMES}
        return {PROFILE: [row | {"name": ground.account.name, "email": ground.account.email}]}


def value(name: str, stream: Stream, avoid: Sequence[Scalar], language: str = ENGLISH) -> Scalar:
    """Draw a value of a profile field that is not to be avoided."""
    if name == "visible":
        return next(one for one in (stream.chance(0.5), True, False) if one not in avoid)
    people = [person(stream.child(number), language) for number in range(6)]
    if name == "name":
        options: Sequence[str] = people
    elif name == "email":
        options = [f"{handle(one)}@mail.test" for one in people]
    else:
        options = fields(language)[name].choices or pool(name, language)
    return stream.pick([one for one in options if one not in avoid])


def form(site: SiteSpec) -> FormGene:
    """Return the form that edits the profile of a site: which widgets it has goes by the theme."""
    stream = Stream(site.theme, "profile")
    parts = {name: part() for name, part in sorted(discover("webgen.widgets", Widget).items())}
    genes = []
    for field in fields(site.locale).values():
        size = len(field.choices)
        fitting = [name for name, part in parts.items() if part.fits(field, size) and name not in _UNFIT]
        label = stream.child(field.name, "label").integer(0, len(field.labels) - 1)
        genes.append(FieldGene(name=field.name, widget=stream.child(field.name).pick(fitting), label=label))
    return FormGene(fields=tuple(genes))


_UNFIT = ("combobox",)  # its suggestions are those of records and settings
