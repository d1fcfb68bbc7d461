"""Pages about the house: who runs the site, how to reach it, and its terms."""

from __future__ import annotations

from typing import ClassVar

from webgen.extras.base import Extra


class About(Extra):
    """They stand in the footer and have nothing to do with any task."""

    share: ClassVar[float] = 0.35
