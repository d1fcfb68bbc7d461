"""A group of check boxes."""

from __future__ import annotations

from webgen.widgets.base import Several


class CheckGroup(Several):
    """A ``fieldset`` with one ``<input type=checkbox>`` for each choice; Tab leads from one to the next."""

    item_role = "checkbox"
    back = "Shift+Tab"
