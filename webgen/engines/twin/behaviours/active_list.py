"""A list that keeps the focus itself: arrows move the active option, Space clicks it."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _activate(root: Element, option: Element) -> None:
    for other in root.find_all("[role=option]"):
        other.toggle_attr("data-active", other is option)
    need(root, "[role=listbox]").set("aria-activedescendant", option.id)


class ActiveList(Behaviour):
    """The active option has ``data-active``; the list names it."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """What is clicked is active."""
        option = event.target.closest("[role=option]")
        if option is not None:
            _activate(root, option)

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Move, or click."""
        if event.target is not need(root, "[role=listbox]"):
            return
        options = root.find_all("[role=option]")
        at = next((index for index, one in enumerate(options) if one.has("data-active")), -1)
        last = len(options) - 1
        to = {"ArrowDown": min(at + 1, last), "ArrowUp": max(at - 1, 0), "Home": 0, "End": last}.get(event.key)
        if to is not None:
            _activate(root, options[to])
        elif event.key != " ":
            return
        elif at >= 0:
            page.fire("click", options[at])
        event.prevent()
