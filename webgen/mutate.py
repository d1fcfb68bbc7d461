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
from webgen.edits.base import Edit, Operator, Sign
from webgen.registry import lookup
from webgen.spec import Spec
from webgen.streams import Stream

__all__ = ["OPERATORS", "Edit", "Operator", "Sign", "apply", "mutate", "propose"]


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


def propose(
    spec: Spec, stream: Stream, *, signs: Sequence[Sign] = ("harder", "easier", "neutral"), train: bool = False
) -> Edit | None:
    """Return an edit that applies, of one of the signs; None when none does."""
    names = [name for name, operator in sorted(OPERATORS.items()) if operator.sign in signs]
    for name in stream.child("operator").shuffled(names):
        edit = OPERATORS[name].propose(spec, stream.child(name), train=train)
        if edit is not None:
            return edit
    return None


def mutate(spec: Spec, stream: Stream, *, edits: int = 1, train: bool = False) -> Spec:
    """Return the spec after a number of random edits; always valid."""
    for number in range(edits):
        edit = propose(spec, stream.child(number), train=train)
        if edit is not None:
            spec, _ = apply(spec, edit)
    return spec
