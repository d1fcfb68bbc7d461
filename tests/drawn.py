"""Specs of the default mix, kept for every test of a process that looks at them."""

from __future__ import annotations

from functools import cache

from webgen.generate import generate
from webgen.spec import Spec


@cache
def drawn(seed: int) -> Spec:
    """Return the spec of a seed."""
    return generate(seed)
