"""What an edit and an operator are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Literal

from webgen.errors import SpecError
from webgen.spec import Frozen, Scalar, Spec
from webgen.streams import Stream

Sign = Literal["harder", "easier", "neutral"]


class Edit(Frozen):
    """One edit: the operator and its arguments."""

    operator: str
    arguments: dict[str, Scalar] = {}


class Operator(ABC):
    """A kind of edit. ``inverse`` names the operator that takes it back."""

    name: ClassVar[str]
    sign: ClassVar[Sign]
    inverse: ClassVar[str]

    @abstractmethod
    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Return an edit that applies to the spec, or None. ``train``: without held-out parts."""

    @abstractmethod
    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Return the edited spec and the edit that restores it."""

    def edit(self, **arguments: Scalar) -> Edit:
        """Return an edit of this operator."""
        return Edit(operator=self.name, arguments=arguments)


def with_site(spec: Spec, site: int = 0, **changes: Any) -> Spec:
    """Return the spec with parts of one of its sites replaced."""
    sites = [one.model_copy(update=changes) if at == site else one for at, one in enumerate(spec.sites)]
    return spec.model_copy(update={"sites": tuple(sites)})


def picked_site(spec: Spec, stream: Stream) -> int:
    """Pick one of the sites."""
    return stream.child("site").integer(0, len(spec.sites) - 1)


def site_at(spec: Spec, edit: Edit) -> int:
    """Return the number of the site that an edit is about: the first where it names none.

    Raises:
        SpecError: the spec has no such site.
    """
    site = int(edit.arguments.get("site") or 0)
    if not 0 <= site < len(spec.sites):
        raise SpecError(f"the edit {edit.operator} is about site {site}, the spec has {len(spec.sites)}")
    return site


def named_site(site: int) -> dict[str, Scalar]:
    """Return the argument that says which site is meant; nothing for the first."""
    return {"site": site} if site else {}


def needed_fields(spec: Spec, site: int, entity: str) -> set[str]:
    """Return the fields of an entity of a site that the task reads or sets."""
    found: set[str] = set()
    for at, part in spec.parts():
        if (at, part.entity) == (site, entity):
            found |= {*part.fields, *part.conditions}
    return found


def with_task(spec: Spec, **changes: Any) -> Spec:
    """Return the spec with parts of its task replaced."""
    return spec.model_copy(update={"task": spec.task.model_copy(update=changes)})
