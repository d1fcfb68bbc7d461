"""A page that lists every page."""

from __future__ import annotations

from typing import ClassVar

from webgen.extras.base import Extra


class Sitemap(Extra):
    """It stands in the footer."""

    share: ClassVar[float] = 0.15
