"""A time typed by hand behind a mask."""

from __future__ import annotations

from webgen.widgets.base import TextBox


class TimeText(TextBox):
    """``<input type=text>`` that puts a colon between hour and minute."""

    types = ("time",)
