"""A box in a form whose buttons are disabled until every box in it is ticked and every field in it says its word."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _set(root: Element, *, is_open: bool) -> None:
    form = root.closest("form")
    for button in form.find_all("[data-gated]") if form is not None else ():
        button.toggle_attr("disabled", not is_open)


def _look(root: Element) -> None:
    ticked = all(box.checked for box in root.find_all("[data-tick]"))
    said = all(field.value.strip() == field.get("data-phrase") for field in root.find_all("[data-phrase]"))
    _set(root, is_open=ticked and said)


class Gate(Behaviour):
    """The buttons are the ``data-gated`` ones of the form; ``data-tick`` boxes and ``data-phrase`` fields open them."""

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Look whether they may be pressed."""
        _look(root)

    def change(self, page: Page, root: Element, event: Event) -> None:
        """Look whether they may be pressed."""
        _look(root)

    def reset(self, page: Page, root: Element) -> None:
        """Close them: the boxes are empty again."""
        _set(root, is_open=False)
