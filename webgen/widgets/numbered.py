"""A text of several lines with their numbers."""

from __future__ import annotations

from webgen.widgets.base import TextBox


class Numbered(TextBox):
    """``<textarea>`` beside the numbers of its lines, over a count of them."""

    types = ("longtext",)
