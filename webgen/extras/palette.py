"""A palette of commands: one field that leads to records and pages."""

from __future__ import annotations

from typing import ClassVar

from webgen.extras.base import Extra


class Palette(Extra):
    """A button on every page opens it."""

    share: ClassVar[float] = 0.2
