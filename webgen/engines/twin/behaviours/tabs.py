"""A tab list with its panels; selection follows focus."""

from __future__ import annotations

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _select(page: Page, root: Element, tab: Element) -> None:
    for other in root.find_all("[role=tab]"):
        chosen = other is tab
        other.set("aria-selected", "true" if chosen else "false")
        if chosen:
            other.remove_attr("tabindex")
        else:
            other.set("tabindex", "-1")
        panel = other.by_id(other.get("aria-controls", ""))
        if panel is not None:
            panel.toggle_attr("hidden", not chosen)


class Tabs(Behaviour):
    """Click, arrows, Home and End select."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Select the tab."""
        tab = event.target.closest("[role=tab]")
        if tab is not None:
            _select(page, root, tab)

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Go to another tab."""
        tab = event.target.closest("[role=tab]")
        tabs = root.find_all("[role=tab]")
        at = next((index for index, one in enumerate(tabs) if one is tab), -1)
        if at < 0:
            return
        count = len(tabs)
        to = {"ArrowRight": (at + 1) % count, "ArrowLeft": (at - 1) % count, "Home": 0, "End": count - 1}.get(event.key)
        if to is None:
            return
        event.prevent()
        _select(page, root, tabs[to])
        focus.move(page, tabs[to])
