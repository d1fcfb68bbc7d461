"""A text field for a number."""

from __future__ import annotations

from webgen.widgets.base import TextBox


class NumericText(TextBox):
    """``<input type=text inputmode=numeric>`` for integers and amounts of money."""

    types = ("integer", "money")
