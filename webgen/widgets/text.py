"""A one-line text field."""

from __future__ import annotations

from webgen.widgets.base import TextBox


class Text(TextBox):
    """``<input type=text>``."""

    types = ("text",)
    bare = True
