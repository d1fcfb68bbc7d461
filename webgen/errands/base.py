"""The contract of an errand: a kind of plan step that is done on an optional page, and how an expert does it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from webgen.errors import SpecError
from webgen.registry import discover, lookup
from webgen.spec import Level, PlanStep
from webgen.streams import Stream

if TYPE_CHECKING:
    from webgen.oracle import Walk
    from webgen.widgets.base import Moves


class Errand(ABC):
    """One kind of step. Module name = id = ``PlanStep.do``.

    Attributes:
        page: the optional page it is done on.
        acts: it changes something that counts.
    """

    page: ClassVar[str]
    acts: ClassVar[bool] = False
    table: ClassVar[str] = ""  # where ``record`` is to be found

    @abstractmethod
    def moves(self, walk: Walk) -> Moves:
        """Yield the moves that do ``walk.step``."""

    def astray(self, level: Level, step: PlanStep, stream: Stream) -> Iterator[tuple[str, PlanStep]]:
        """Yield the step done wrongly, each with the kind of near miss it is."""
        yield from ()

    def check(self, level: Level, step: PlanStep, *, where: str) -> None:
        """Refuse a step that names what its site does not have.

        Raises:
            SpecError: the page or the record is missing.
        """
        site = level.spec.sites[step.site]
        if self.page not in site.extras:
            raise SpecError(f"{where}: {step.do} needs a site with the extra {self.page}")
        rows = level.sites[step.site].extras.get(self.table, ())
        if self.table and all(row["id"] != step.record for row in rows):
            raise SpecError(f"{where}: {step.do} names {self.table} {step.record}, which is not among the rows")


@cache
def errands() -> dict[str, Errand]:
    """Return every errand by id."""
    return {name: part() for name, part in discover("webgen.errands", Errand).items()}


def errand(name: str) -> Errand:
    """Return one errand, or raise :class:`webgen.errors.UnknownName`."""
    return lookup("errand", errands(), name)
