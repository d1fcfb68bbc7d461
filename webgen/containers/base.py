"""The contract of a container: how the fields of a form or the facts of a record are grouped, and how an expert gets to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Literal, TypeVar

from webgen.actions import Click
from webgen.registry import discover
from webgen.snapshot import Node, Snapshot
from webgen.streams import Stream
from webgen.widgets.base import Moves, Style, ref_of

T = TypeVar("T")
Role = Literal["form", "detail", "settings"]
MOST_GROUPS = 8


@dataclass(frozen=True, slots=True)
class Sought:
    """What an expert looks for: the label of a field or fact (or a button's), whether a page shows it, and in which words pages speak."""

    label: str
    seen: Callable[[Snapshot], bool]
    style: Style
    say: Callable[[str], str]


class Container:
    """One way to group. Module name = id; the template is ``sites_templates/containers/<id>.html``.

    The template is given ``groups``, each with ``id``, ``label``, ``open`` (something in it needs attention, or it is
    the first) and either ``fields`` or ``facts``; ``name`` of the whole; and ``level``, that of its headings.

    Attributes:
        roles: what it can lay out.
        least: how many fields or facts it needs at least.
        size: how many of them a group holds at most, where they are not grouped already.
        steps: ``site``: one group a page, kept by the site; ``page``: one group at a time; else empty.
        veiled: snapshots do not show which of the controls in it has the focus.
        weight: how often the generator takes it.
    """

    roles: ClassVar[tuple[Role, ...]] = ("form", "detail", "settings")
    least: ClassVar[int] = 1
    size: ClassVar[int] = 4
    steps: ClassVar[Literal["", "page", "site"]] = ""
    veiled: ClassVar[bool] = False
    weight: ClassVar[float] = 1.0

    @property
    def name(self) -> str:
        """The id: the name of the module."""
        return type(self).__module__.rpartition(".")[2]

    def fits(self, count: int, role: Role) -> bool:
        """Tell whether it can lay out so many fields or facts in a role."""
        return role in self.roles and count >= self.least

    def split(self, items: Sequence[T]) -> list[list[T]]:
        """Return the items in groups of at most :attr:`size`, as evenly as it goes, and not too many of them."""
        count = min(MOST_GROUPS, max(1, -(-len(items) // self.size)))
        cuts = [round(i * len(items) / count) for i in range(count + 1)]
        return [list(items[a:b]) for a, b in zip(cuts, cuts[1:], strict=False)]

    def marked(self, facts: list[dict[str, Any]], stream: Stream) -> list[dict[str, Any]]:
        """Return the facts of a record with what this container does to each of them."""
        return facts

    def acts(self, count: int) -> int:
        """Return how many acts an expert may need beyond those at the fields."""
        return min(MOST_GROUPS, -(-count // self.size))

    def reach(self, snapshot: Snapshot, sought: Sought) -> Moves:
        """Yield actions until the page shows what is sought, or nothing is left to try."""
        yield from ()


@cache
def containers() -> dict[str, Container]:
    """Return every container by id."""
    return {name: part() for name, part in discover("webgen.containers", Container).items()}


def open_each(snapshot: Snapshot, sought: Sought, openers: Callable[[Snapshot], list[Node]]) -> Moves:
    """Click one opener after the other until the page shows what is sought."""
    tried: set[str] = set()
    while not sought.seen(snapshot):
        left = [node for node in openers(snapshot) if node.ref and node.ref not in tried]
        if not left:
            return
        tried.add(ref_of(left[0]))
        snapshot = yield Click(ref_of(left[0]))
