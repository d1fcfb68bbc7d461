"""Frictions that come and go."""

from __future__ import annotations

from collections.abc import Iterable

from webgen.edits.base import Edit, Operator
from webgen.errors import SpecError
from webgen.generate import frictions
from webgen.registry import lookup
from webgen.spec import FrictionGene, Spec
from webgen.streams import Stream


def _sorted(genes: Iterable[FrictionGene]) -> tuple[FrictionGene, ...]:
    return tuple(sorted(genes, key=lambda gene: gene.name))


class AddFriction(Operator):
    """Put a friction in the way."""

    name, sign, inverse = "add_friction", "harder", "remove_friction"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick one that is not there."""
        left = [name for name in sorted(frictions()) if not spec.friction(name)]
        return (
            self.edit(friction=stream.child("friction").pick(left), strength=stream.child("strength").integer(1, 3))
            if left
            else None
        )

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Add it."""
        name, strength = str(edit.arguments["friction"]), int(edit.arguments["strength"] or 1)
        lookup("friction", frictions(), name)
        if spec.friction(name):
            raise SpecError(f"the spec has the friction {name!r} already")
        edited = spec.model_copy(
            update={"frictions": _sorted((*spec.frictions, FrictionGene(name=name, strength=strength)))}
        )
        return edited, Edit(operator=self.inverse, arguments={"friction": name})


class RemoveFriction(Operator):
    """Take a friction away."""

    name, sign, inverse = "remove_friction", "easier", "add_friction"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick one that is there."""
        return self.edit(friction=stream.pick([gene.name for gene in spec.frictions])) if spec.frictions else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Remove it."""
        name = str(edit.arguments["friction"])
        strength = spec.friction(name)
        if not strength:
            raise SpecError(f"the spec has no friction {name!r}")
        left = tuple(gene for gene in spec.frictions if gene.name != name)
        return spec.model_copy(update={"frictions": left}), Edit(
            operator=self.inverse, arguments={"friction": name, "strength": strength}
        )
