"""The contract of an optional page kind below the site: where it fits, how often, and what it holds at the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import ClassVar

from webgen.domains.model import Domain, Field
from webgen.errors import UnknownName
from webgen.locales import ENGLISH
from webgen.registry import discover, lookup
from webgen.spec import Account, ColumnKind, Record, SiteSpec
from webgen.streams import Stream

Rows = dict[str, list[Record]]


@dataclass(frozen=True)
class Ground:
    """What content is made from: the site's trade, genes, records and account, and a stream of its own."""

    domain: Domain
    site: SiteSpec
    today: date
    records: Mapping[str, Sequence[Record]]
    account: Account
    stream: Stream


class Extra:
    """One optional page kind. Module name = id, the same as its module in ``webgen.pages``.

    Attributes:
        share: how many sites have it, of those that can.
        tables: the tables it adds, by name. A column of kind ``intent`` counts for the judge, an ``ambient`` one does not.
    """

    share: ClassVar[float] = 0.2
    tables: ClassVar[Mapping[str, tuple[Field, ...]]] = {}

    @property
    def name(self) -> str:
        """The id: the name of the module."""
        return type(self).__module__.rpartition(".")[2]

    def fits(self, domain: Domain) -> bool:
        """Tell whether a site of a trade can have it."""
        return True

    def columns(self, table: str, language: str) -> tuple[Field, ...]:
        """Return the columns of one of its tables, as a site in a language has them."""
        return self.tables[table]

    def content(self, ground: Ground) -> Rows:
        """Return the rows its tables start with; a table that is left out starts empty."""
        return {}


@cache
def extras() -> dict[str, Extra]:
    """Return every optional page kind by id."""
    return {name: part() for name, part in discover("webgen.extras", Extra).items()}


def extra(name: str) -> Extra:
    """Return one optional page kind, or raise :class:`webgen.errors.UnknownName`."""
    return lookup("extra", extras(), name)


@cache
def tables() -> dict[str, Extra]:
    """Return every table that an optional page kind can add, with the kind that adds it."""
    return {table: part for part in extras().values() for table in part.tables}


def table(name: str, language: str = ENGLISH) -> tuple[Field, ...]:
    """Return the columns of a table as a site in a language has them, or raise :class:`UnknownName`."""
    if name not in tables():
        raise UnknownName("table", name, tables())
    return tables()[name].columns(name, language)


def kinds(names: Sequence[str]) -> dict[str, dict[str, ColumnKind]]:
    """Map tables to their columns and kinds."""
    return {name: {field.name: field.kind for field in table(name)} for name in names}


def drawn(ground: Ground) -> Rows:
    """Return the rows of all tables of a site's optional pages, each with its id."""
    found: Rows = {}
    for name in ground.site.extras:
        part = extra(name)
        place = Ground(ground.domain, ground.site, ground.today, ground.records, ground.account, ground.stream.child(name))
        rows = part.content(place)
        for key in part.tables:
            found[key] = [{"id": number, **row} for number, row in enumerate(rows.get(key, []), 1)]
    return found


def column(name: str, kind: str = "text", *, ambient: bool = False, required: bool = True, **more: object) -> Field:
    """Return a column of a table that is not an entity's."""
    label = name.replace("_", " ").capitalize()
    made = {"name": name, "labels": (label,), "type": kind, "kind": "ambient" if ambient else "intent", "required": required}
    return Field.model_validate(made | more)
