"""The contract of a page kind: which addresses it answers, and how."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from webgen.domains.derive import derive
from webgen.site.http import Response
from webgen.spec import Record

if TYPE_CHECKING:
    from webgen.site.app import Context

Answer = Callable[["Context"], Response]


@dataclass(frozen=True, slots=True)
class Route:
    """One method and address pattern. ``{entity}``, ``{id}``, ``{verb}`` and ``{field}`` match one path part.

    ``open``: answered before anybody has signed in.
    """

    method: str
    pattern: str
    answer: Answer
    open: bool = False

    def regex(self) -> re.Pattern[str]:
        """Return the pattern as a regular expression with named groups."""
        parts = {"entity": r"[a-z-]+", "id": r"\d{1,9}", "verb": r"[a-z_]+", "field": r"[a-z_]+"}
        body = re.sub(r"{(\w+)}", lambda match: f"(?P<{match[1]}>{parts[match[1]]})", self.pattern)
        return re.compile(body)


class Page(ABC):
    """One screen kind. Module name = id; templates are ``sites_templates/pages/<id>*.html``.

    ``rank`` orders routes: pages with fixed addresses come before those with patterns.
    """

    rank: ClassVar[int] = 1

    @abstractmethod
    def routes(self) -> list[Route]:
        """Return what it answers."""


def looked_up(context: Context) -> Callable[[str, int], Record]:
    """Return how derived fields find the records they copy from."""
    return lambda entity, record: context.store.get(entity, record) or {}


def follow(context: Context, changed: str, record: int) -> None:
    """Recompute derived fields of records that copy from a changed one."""
    for entity, field in context.domain.referrers(changed):
        if not entity.derived:
            continue
        for row in context.store.rows(f'SELECT * FROM "{entity.name}" WHERE "{field.name}" = ?', (record,)):
            derived = derive(entity, row, looked_up(context))
            fresh = {name: value for name, value in derived.items() if value != row[name]}
            assert isinstance(row["id"], int)
            if fresh:
                context.store.update(entity.name, row["id"], fresh)
