"""Buttons beside the title."""

from __future__ import annotations

from webgen.actionbars.base import ActionBar


class Buttons(ActionBar):
    """One beside the other."""

    weight = 4.0
