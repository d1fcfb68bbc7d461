"""Totals by group, with a span of days to narrow them."""

from __future__ import annotations

from typing import ClassVar

from webgen.domains.model import Domain, Entity
from webgen.extras.base import Extra


class Reports(Extra):
    """One report for every entity that has a choice to group by."""

    share: ClassVar[float] = 0.2

    def fits(self, domain: Domain) -> bool:
        """Something must be there to group by."""
        return any(groups(entity) for entity in domain.entities)


def groups(entity: Entity) -> list[str]:
    """Return the choices a report can group by."""
    return [field.name for field in entity.fields if field.type == "choice" and len(field.choices) >= 2]
