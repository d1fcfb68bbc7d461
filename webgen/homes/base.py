"""The contract of a first page: what people see after they come in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from webgen.domains.model import Entity
from webgen.registry import discover, lookup
from webgen.site.http import Response
from webgen.spec import Record

if TYPE_CHECKING:
    from webgen.site.app import Context


class HomeKind(ABC):
    """One kind of first page. Module name = id; its template is ``sites_templates/pages/home_<id>.html``.

    ``needs`` are optional page kinds that a site with this first page answers in any case.
    """

    needs: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def show(self, context: Context) -> Response:
        """Show the page."""


@cache
def homes() -> dict[str, HomeKind]:
    """Return every kind of first page by id."""
    return {name: part() for name, part in discover("webgen.homes", HomeKind).items()}


def home(name: str) -> HomeKind:
    """Return one kind, or raise :class:`webgen.errors.UnknownName`."""
    return lookup("home", homes(), name)


# ---- what first pages share ------------------------------------------------------------------------------------------


def counts(context: Context) -> list[dict[str, Any]]:
    """Return a tile for every entity: how many records there are."""
    return [
        {
            "label": entity.plural[0],
            "href": context.path(entity),
            "icon": entity.icon,
            "value": context.store.scalar(f'SELECT COUNT(*) FROM "{entity.name}"'),
        }
        for entity in context.domain.entities
    ]


def latest(context: Context, entity: Entity, count: int) -> list[dict[str, Any]]:
    """Return the newest records of an entity: title, address and the record."""
    rows = context.store.rows(f'SELECT * FROM "{entity.name}" ORDER BY id DESC LIMIT ?', (count,))
    return [
        {"title": str(row[entity.title]), "href": f"{context.path(entity)}/{row['id']}", "row": row} for row in rows
    ]


def state_of(entity: Entity, row: Record) -> dict[str, Any] | None:
    """Return the badge that says what state a record is in, or None."""
    names = [verb.field for verb in entity.verbs] or [field.name for field in entity.fields if field.type == "choice"]
    if not names or not row[names[0]]:
        return None
    field = entity.field(names[0])
    return {"text": str(row[field.name]), "tone": field.choices.index(str(row[field.name])) % 6}
