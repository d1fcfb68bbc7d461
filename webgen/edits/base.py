"""What an edit and an operator are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Literal

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


def with_site(spec: Spec, **changes: Any) -> Spec:
    """Return the spec with parts of its first site replaced."""
    return spec.model_copy(update={"sites": (spec.sites[0].model_copy(update=changes), *spec.sites[1:])})


def with_task(spec: Spec, **changes: Any) -> Spec:
    """Return the spec with parts of its task replaced."""
    return spec.model_copy(update={"task": spec.task.model_copy(update=changes)})
