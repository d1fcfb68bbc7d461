"""What people write on pages when they ask for something: the words of a deed in the language of the site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from webgen.domains.model import Field, members
from webgen.locales import Locale, locale
from webgen.spec import Record, Scalar
from webgen.workflows.schemes.base import Deed

if TYPE_CHECKING:
    from webgen.bind import Binder


def tongue(desk: Binder) -> Locale:
    """Return the language of the site a task is bound on."""
    return locale(desk.spec.sites[desk.site].locale)


def asked(deed: Deed, obj: str) -> str:
    """Say a deed as a command about an object."""
    desk, say = deed.desk, tongue(deed.desk).say
    if deed.op == "edit":
        fields = desk.fields()
        changes = [say("{label} to {value}", label=desk.label(fields[name]), value=_value(desk, fields[name], value)) for name, value in deed.values.items()]
        return say("set {changes} for {object}", changes=listed(tongue(desk), changes), object=obj)
    if deed.op == "verb":
        return say('use "{verb}" on {object}', verb=desk.entity.verb(deed.verb).labels[0], object=obj)
    return say("delete {object}", object=obj)


def meant(desk: Binder, row: Record) -> str:
    """Say which record is meant, by its title."""
    return tongue(desk).say('the {noun} "{title}"', noun=desk.noun(desk.entity.labels[0]), title=row[desk.entity.title])


def listed(language: Locale, parts: Sequence[str]) -> str:
    """Join parts of a sentence."""
    if len(parts) < 2:
        return "".join(parts)
    head = parts[0]
    for part in parts[1:-1]:
        head = language.say("{first}, {next}", first=head, next=part)
    return language.say("{first} and {last}", first=head, last=parts[-1])


def _value(desk: Binder, field: Field, value: Scalar) -> str:
    return listed(tongue(desk), members(value)) if field.type == "set" else desk.says(field, value)
