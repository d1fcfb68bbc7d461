"""A reference typed by hand behind a mask."""

from __future__ import annotations

from webgen.domains.model import Field
from webgen.domains.template import mask_of
from webgen.widgets.base import TextBox


class Masked(TextBox):
    """``<input type=text>`` that keeps to a pattern of fixed signs and digits."""

    types = ("text",)

    def fits(self, item: Field, count: int) -> bool:
        """Fit texts made of fixed signs and digits."""
        return super().fits(item, count) and mask_of(item) != ""
