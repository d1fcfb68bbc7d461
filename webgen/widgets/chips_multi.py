"""Chips of which several are chosen."""

from __future__ import annotations

from webgen.widgets.base import Several


class ChipsMulti(Several):
    """A ``listbox`` of options beside each other; arrows move the focus, Space or a click turns a chip over."""

    roles = ("listbox",)
    item_role = "option"
    forth, back = "ArrowRight", "ArrowLeft"
