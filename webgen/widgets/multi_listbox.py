"""A list of our own in which several options are selected."""

from __future__ import annotations

from webgen.widgets.base import Several


class MultiListBox(Several):
    """A ``listbox`` that keeps the focus; arrows move its active option, Space or a click turns one over."""

    roles = ("listbox",)
    item_role = "option"
    forth = "ArrowDown"
