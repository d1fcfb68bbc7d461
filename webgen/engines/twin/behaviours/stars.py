"""A rating: radio items with data-value, those up to the chosen one lit; arrows go to the next one and choose it."""

from __future__ import annotations

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _field(root: Element) -> Element:
    return need(root, "input[type=hidden]")


def _show(root: Element, value: str) -> None:
    items = root.find_all("[data-value]")
    at = next((index for index, one in enumerate(items) if one.get("data-value") == value), -1)
    for index, item in enumerate(items):
        item.set("aria-checked", "true" if index == at else "false")
        item.toggle_attr("data-lit", index <= at)
        if index == max(at, 0):
            item.remove_attr("tabindex")
        else:
            item.set("tabindex", "-1")
    need(root, "[data-face]").set_text(root.get("data-empty", "") if at < 0 else items[at].get("aria-label", ""))


def _choose(page: Page, root: Element, value: str) -> None:
    _show(root, value)
    choose_value(page, _field(root), value)


class Stars(Behaviour):
    """With ``data-clear`` a second click takes the rating back."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first rating."""
        remember(root, _field(root))

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Rate."""
        item = event.target.closest("[data-value]")
        if item is None:
            return
        value = item.get("data-value", "")
        _choose(page, root, "" if value == _field(root).value and root.has("data-clear") else value)

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Go to another rating."""
        items = root.find_all("[data-value]")
        item = event.target.closest("[data-value]")
        at = next((index for index, one in enumerate(items) if one is item), -1)
        last = len(items) - 1
        to = {"ArrowRight": min(at + 1, last), "ArrowLeft": max(at - 1, 0), "Home": 0, "End": last}.get(event.key)
        if at < 0 or to is None:
            return
        event.prevent()
        focus.move(page, items[to])
        _choose(page, root, items[to].get("data-value", ""))

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first rating."""
        page.set_value(_field(root), root.get("data-initial", ""))
        _show(root, _field(root).value)
