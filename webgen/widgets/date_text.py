"""A date typed by hand behind a mask."""

from __future__ import annotations

from webgen.widgets.base import TextBox


class DateText(TextBox):
    """``<input type=text>`` that puts hyphens between the digits, so that digits typed one by one become a date."""

    types = ("date",)
