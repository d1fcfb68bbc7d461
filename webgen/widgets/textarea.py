"""A text field of several lines."""

from __future__ import annotations

from webgen.widgets.base import TextBox


class TextArea(TextBox):
    """``<textarea>``."""

    types = ("longtext",)
    bare = True
