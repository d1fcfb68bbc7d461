"""What was changed in this session, read from the change log."""

from __future__ import annotations

from typing import ClassVar

from webgen.extras.base import Extra


class History(Extra):
    """It shows what the pages have shown anyway: which record, which field, from what to what."""

    share: ClassVar[float] = 0.2
