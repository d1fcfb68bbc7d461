"""Edits of specs. Every edit is one named operator with a sign and a declared inverse that restores the id.

An edit is data: the operator's name and its arguments. ``apply`` returns the edited spec together with the edit that
takes it back. Any chain of edits from a valid spec gives a valid spec. Operators are the classes of ``webgen.edits``.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Sequence

from webgen import edits
from webgen.bind import bind
from webgen.edits.base import Edit, Operator, Sign
from webgen.edits.crossing import Crossing
from webgen.generate import Knobs, generate, held_out
from webgen.registry import lookup
from webgen.spec import Level, Spec
from webgen.streams import Stream

__all__ = ["OPERATORS", "Edit", "Operator", "Sign", "apply", "crossed", "crossover", "evolve", "evolved", "mutate", "propose"]

CROSSING = 0.3  # share of crossovers among the edits of an evolution that has mates


def _found() -> dict[str, Operator]:
    """Return every operator of ``webgen.edits``: the classes with a name of their own."""
    found: dict[str, Operator] = {}
    for info in pkgutil.iter_modules(edits.__path__):
        for value in vars(importlib.import_module(f"{edits.__name__}.{info.name}")).values():
            if inspect.isclass(value) and issubclass(value, Operator) and "name" in vars(value):
                found[value.name] = value()
    return dict(sorted(found.items()))


OPERATORS = _found()


def apply(spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
    """Apply an edit; return the edited spec and the edit that restores the old one.

    Raises:
        SpecError: the operator is unknown, or the edit does not apply to this spec.
    """
    return lookup("operator", OPERATORS, edit.operator).apply(spec, edit)


def _admissible(before: Spec, after: Spec, *, train: bool) -> bool:
    """Tell whether an edit stays on the training side: nothing held out comes in."""
    if not train:
        return True
    had = held_out(before)
    return all(names <= had.get(kind, set()) for kind, names in held_out(after).items())


def propose(
    spec: Spec, stream: Stream, *, signs: Sequence[Sign] = ("harder", "easier", "neutral"), train: bool = False
) -> Edit | None:
    """Return an edit that applies, of one of the signs; None when none does. ``train``: it brings in nothing held out."""
    names = [name for name, operator in sorted(OPERATORS.items()) if operator.sign in signs]
    for name in stream.child("operator").shuffled(names):
        edit = OPERATORS[name].propose(spec, stream.child(name), train=train)
        if edit is not None and _admissible(spec, apply(spec, edit)[0], train=train):
            return edit
    return None


def mutate(spec: Spec, stream: Stream, *, edits: int = 1, train: bool = False) -> Spec:
    """Return the spec after a number of random edits; always valid."""
    for number in range(edits):
        edit = propose(spec, stream.child(number), train=train)
        if edit is not None:
            spec, _ = apply(spec, edit)
    return spec


def crossed(spec: Spec, donor: Spec, stream: Stream, *, train: bool = False) -> tuple[Spec, list[Edit]]:
    """Take genes of a donor over, group by group, each with even chance; return the spec and the edits that made it.

    Between trades only looks, frictions and words travel; within one also forms, lists, task or the whole site, as
    far as the task keeps what it needs. Where no group was chosen, the first that fits is taken.
    """
    offers = [(name, part) for name, part in OPERATORS.items() if isinstance(part, Crossing)]
    order = stream.child("order").shuffled(offers, key=lambda offer: offer[0])
    done: list[Edit] = []
    for chosen in (True, False):
        for name, part in order:
            if done and not chosen or stream.child(name, "chance").chance(0.5) != chosen:
                continue
            edit = part.offer(spec, donor, stream.child(name))
            edited = apply(spec, edit)[0] if edit is not None else spec
            if edit is not None and _admissible(spec, edited, train=train):
                spec, done = edited, [*done, edit]
    return spec, done


def crossover(spec: Spec, donor: Spec, stream: Stream, *, train: bool = False) -> Spec:
    """Return the spec with genes of the donor; see :func:`crossed`. Always valid."""
    return crossed(spec, donor, stream, train=train)[0]


def evolve(spec: Spec, stream: Stream, *, edits: int, mates: Sequence[Spec] = (), train: bool = False) -> Spec:
    """Return the spec after a number of random edits, now and then a crossover with one of its mates; always valid."""
    for number in range(edits):
        place = stream.child("evolve", number)
        if mates and place.child("mate").chance(CROSSING):
            mate = place.child("which").pick(mates, key=lambda mate: mate.id)
            spec = crossover(spec, mate, place.child("cross"), train=train)
        else:
            spec = mutate(spec, place, train=train)
    return spec


def evolved(seed: int, knobs: Knobs | None = None, *, edits: int = 0) -> Level:
    """Return the level of a seed after edits, and crossovers with two neighbours: the next seed, and one of its trade."""
    knobs = knobs or Knobs()
    spec = generate(seed, knobs)
    if edits:
        split = "train" if knobs.split == "train" else "all"
        kin = knobs.model_copy(update={"domains": (spec.sites[0].domain,), "split": split, "axis": ""})
        mates = (generate(seed + 1, knobs), generate(seed + 1, kin))
        spec = evolve(spec, Stream(seed, "evolved"), edits=edits, mates=mates, train=split == "train")
    return bind(spec, seed)
