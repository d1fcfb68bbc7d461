"""Boxes with a title, side by side where there is room."""

from __future__ import annotations

from webgen.containers.base import Container


class Fieldset(Container):
    """A ``fieldset`` with its legend for fields, a headed box for facts."""

    least = 3
    size = 3
