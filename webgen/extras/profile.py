"""What the site knows about the account: one row that its owner may edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from webgen.domains.model import Field
from webgen.domains.people import person, pool
from webgen.extras.base import Extra, Ground, Rows, column
from webgen.registry import discover
from webgen.spec import FieldGene, FormGene, Scalar, SiteSpec
from webgen.streams import Stream
from webgen.widgets.base import Widget

PROFILE = "profile"
LANGUAGES = ("English", "Deutsch", "Español", "Français", "Italiano", "Português", "Polski")
TITLES = ("Team lead", "Office manager", "Assistant", "Coordinator", "Analyst", "Consultant", "Trainee", "Director")
FIELDS: tuple[Field, ...] = (
    column("name", labels=("Full name", "Name")),
    column("email", labels=("Contact email", "Email for messages")),
    column("phone", labels=("Phone number", "Phone")),
    column("city", labels=("City", "Place")),
    column("role", "choice", labels=("Job title", "Role"), choices=TITLES),
    column("language", "choice", labels=("Language", "Preferred language"), choices=LANGUAGES),
    column("visible", "bool", labels=("Show my profile to others", "Profile visible to others"), required=False),
)


class Profile(Extra):
    """Name, addresses, language and who may see them."""

    share: ClassVar[float] = 0.3
    tables: ClassVar[Mapping[str, tuple[Field, ...]]] = {PROFILE: FIELDS}

    def content(self, ground: Ground) -> Rows:
        """Fill the row."""
        row = {field.name: value(field.name, ground.stream.child(field.name), ()) for field in FIELDS}
        return {PROFILE: [row | {"name": ground.account.name, "email": ground.account.email}]}


def value(name: str, stream: Stream, avoid: Sequence[Scalar]) -> Scalar:
    """Draw a value of a profile field that is not to be avoided."""
    if name == "visible":
        return next(one for one in (stream.chance(0.5), True, False) if one not in avoid)
    if name == "name":
        options: Sequence[str] = [person(stream.child(number)) for number in range(6)]
    elif name == "email":
        options = [f"{'.'.join(person(stream.child(number)).lower().split())}@mail.test" for number in range(6)]
    else:
        options = {"phone": pool("phone"), "city": pool("city"), "role": TITLES, "language": LANGUAGES}[name]
    return stream.pick([one for one in options if one not in avoid])


def form(site: SiteSpec) -> FormGene:
    """Return the form that edits the profile of a site: which widgets it has goes by the theme."""
    stream = Stream(site.theme, "profile")
    parts = {name: part() for name, part in sorted(discover("webgen.widgets", Widget).items())}
    genes = []
    for field in FIELDS:
        size = len(field.choices)
        fitting = [name for name, part in parts.items() if part.fits(field, size) and name not in _UNFIT]
        label = stream.child(field.name, "label").integer(0, len(field.labels) - 1)
        genes.append(FieldGene(name=field.name, widget=stream.child(field.name).pick(fitting), label=label))
    return FormGene(fields=tuple(genes))


_UNFIT = ("combobox",)  # its suggestions are those of records and settings
