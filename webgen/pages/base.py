"""The contract of a page kind: which addresses it answers, and how."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from webgen.domains.derive import derive
from webgen.domains.model import Verb
from webgen.site.http import Response
from webgen.spec import Record, Scalar, SiteSpec

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


@dataclass(frozen=True, slots=True)
class Entry:
    """A way to a page that stands on every page: in the ``nav``, in the menu of the ``account`` or in the ``footer``."""

    label: str
    href: str
    icon: str = "file"
    place: Literal["nav", "account", "footer"] = "nav"


class Page(ABC):
    """One screen kind. Module name = id; templates are ``sites_templates/pages/<id>*.html``.

    ``rank`` orders routes: pages with fixed addresses come before those with patterns. A page of an ``optional`` kind is
    there where ``SiteSpec.extras`` names it; what it holds is said in ``webgen.extras``.
    """

    rank: ClassVar[int] = 1
    optional: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """The id: the name of the module."""
        return type(self).__module__.rpartition(".")[2]

    def present(self, spec: SiteSpec) -> bool:
        """Tell whether a site has it."""
        return not self.optional or self.name in spec.extras

    def entries(self, context: Context) -> list[Entry]:
        """Return the ways to it that every page shows to who has signed in."""
        return []

    def part(self, context: Context) -> dict[str, Any] | None:
        """Return what it adds below another page (``template`` and what that is given), or None."""
        return None

    @abstractmethod
    def routes(self) -> list[Route]:
        """Return what it answers."""


def looked_up(context: Context) -> Callable[[str, int], Record]:
    """Return how derived fields find the records they copy from."""
    return lambda entity, record: context.store.get(entity, record) or {}


def do_verb(context: Context, record: Record, verb: Verb) -> None:
    """Move a record's state and let the effect out."""
    assert isinstance(record["id"], int)
    context.store.update(context.entity.name, record["id"], {verb.field: verb.target})
    follow(context, context.entity.name, record["id"])
    if verb.effect:
        context.store.effect(verb.effect, context.entity.name, record["id"])


def done_words(context: Context, record: Record, verb: Verb) -> str:
    """Return the message after a verb."""
    done = ", ".join(filter(None, (context.noun(verb.target), verb.effect)))
    return context.say("{title}: {done}.", title=record[context.entity.title], done=done)


def write(context: Context, record: Record, values: Mapping[str, Scalar]) -> bool:
    """Change columns of a record, and what is derived from them; return whether anything differs."""
    full = {**record, **values}
    full |= derive(context.entity, full, looked_up(context))
    changed = {name: value for name, value in full.items() if value != record[name]}
    assert isinstance(record["id"], int)
    if changed:
        context.store.update(context.entity.name, record["id"], changed)
        follow(context, context.entity.name, record["id"])
    return bool(changed)


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
