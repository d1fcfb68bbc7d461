"""A text of several lines with a live preview beside it."""

from __future__ import annotations

from webgen.widgets.base import TextBox


class SplitPreview(TextBox):
    """``<textarea>`` and a region that shows its lines as paragraphs."""

    types = ("longtext",)
