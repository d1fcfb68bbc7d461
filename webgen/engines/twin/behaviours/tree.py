"""A tree of groups and leaves: a group opens and closes; arrows walk over what is shown, one stop of the Tab key."""

from __future__ import annotations

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _items(root: Element) -> list[Element]:
    return root.find_all("[role=treeitem]")


def _group_of(item: Element) -> Element | None:
    return item.by_id(item.get("aria-controls", "")) if item.has("aria-controls") else None


def _head_of(root: Element, item: Element) -> Element | None:
    for other in _items(root):
        group = _group_of(other)
        if group is not None and group.contains(item):
            return other
    return None


def _shown(root: Element) -> list[Element]:
    found = []
    for item in _items(root):
        group = item.closest("[role=group]")
        if group is None or not group.has("hidden"):
            found.append(item)
    return found


def _stop(root: Element, item: Element) -> None:
    for other in _items(root):
        if other is item:
            other.remove_attr("tabindex")
        else:
            other.set("tabindex", "-1")


def _expand(head: Element, on: bool) -> None:
    head.set("aria-expanded", "true" if on else "false")
    group = _group_of(head)
    if group is not None:
        group.toggle_attr("hidden", not on)


def _go(page: Page, root: Element, item: Element | None) -> None:
    if item is not None:
        _stop(root, item)
        focus.move(page, item)


class Tree(Behaviour):
    """Click opens and closes; arrows, Home and End move, ArrowRight and ArrowLeft open and close too."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Open or close a group."""
        item = event.target.closest("[role=treeitem]")
        if item is None:
            return
        _stop(root, item)
        if _group_of(item) is not None:
            _expand(item, item.get("aria-expanded") != "true")

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Walk, open, close."""
        item = event.target.closest("[role=treeitem]")
        if item is None:
            return
        shown = _shown(root)
        at = next((index for index, one in enumerate(shown) if one is item), -1)
        last = len(shown) - 1
        to = {"ArrowDown": min(at + 1, last), "ArrowUp": max(at - 1, 0), "Home": 0, "End": last}.get(event.key)
        opened = item.get("aria-expanded")
        if to is not None:
            _go(page, root, shown[to])
        elif event.key == "ArrowRight" and opened == "false":
            _expand(item, True)
        elif event.key == "ArrowRight" and opened == "true":
            _go(page, root, shown[min(at + 1, last)])
        elif event.key == "ArrowLeft" and opened == "true":
            _expand(item, False)
        elif event.key == "ArrowLeft" and opened is None:
            _go(page, root, _head_of(root, item))
        else:
            return
        event.prevent()
