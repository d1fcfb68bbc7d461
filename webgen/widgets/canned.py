"""A text of several lines with ready-made sentences to insert."""

from __future__ import annotations

from webgen.widgets.base import TextBox


class Canned(TextBox):
    """``<textarea>`` under a list of sentences and a button that inserts one."""

    types = ("longtext",)
