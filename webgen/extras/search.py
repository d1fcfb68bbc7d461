"""One search over everything the site holds."""

from __future__ import annotations

from typing import ClassVar

from webgen.extras.base import Extra


class Search(Extra):
    """Results come by kind of record."""

    share: ClassVar[float] = 0.15
