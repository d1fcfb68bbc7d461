"""A one-line text field that says how many characters are left."""

from __future__ import annotations

from webgen.widgets.base import TextBox


class Counted(TextBox):
    """``<input type=text>`` over a live count."""

    types = ("text",)
