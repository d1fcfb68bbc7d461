"""Records side by side."""

from __future__ import annotations

from typing import ClassVar

from webgen.extras.base import Extra


class Compare(Extra):
    """Two or three records of a kind in one table."""

    share: ClassVar[float] = 0.2
