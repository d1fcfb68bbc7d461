"""Check boxes under one that stands for all of them: it is ticked, cleared or mixed, and ticks and clears them."""

from __future__ import annotations

from collections.abc import Callable

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _boxes(root: Element) -> list[Element]:
    return root.find_all("input[type=checkbox]")


def _show(root: Element, ticked: Callable[[Element], bool]) -> None:
    count = sum(ticked(box) for box in _boxes(root))
    state = "false" if count == 0 else "true" if count == len(_boxes(root)) else "mixed"
    need(root, "[data-parent]").set("aria-checked", state)


class Tri(Behaviour):
    """The one above is ``data-parent``."""

    def change(self, page: Page, root: Element, event: Event) -> None:
        """Show how many are ticked."""
        _show(root, lambda box: box.checked)

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Tick all, or clear all."""
        parent = need(root, "[data-parent]")
        if not parent.contains(event.target):
            return
        on = parent.get("aria-checked") != "true"
        for box in _boxes(root):
            box.checked = on
        page.fire("change", parent)

    def reset(self, page: Page, root: Element) -> None:
        """Show how many were ticked first."""
        _show(root, lambda box: box.has("checked"))
