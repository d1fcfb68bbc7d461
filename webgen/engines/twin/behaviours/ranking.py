"""A list in an order: its items are moved by buttons, by arrow keys once they are held, and by dragging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element

if TYPE_CHECKING:
    from webgen.engines.twin.page import Event, Page

_STEPS = {"ArrowUp": -1, "ArrowDown": 1}


class Ranking(Behaviour):
    """Items with ``data-value``, ``data-by`` buttons and a ``data-grip`` button in them; the hidden input holds the order."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first order."""
        remember(root, _field(root))

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Move an item by one place, or take hold of it and let it go."""
        button, grip = event.target.closest("[data-by]"), event.target.closest("[data-grip]")
        if button is not None:
            item = button.closest("[data-value]")
            assert item is not None
            _move(page, root, item, _items(root).index(item) + int(button.get("data-by", "0")))
        elif grip is not None:
            held = grip.get("aria-pressed") == "true"
            _release(root)
            grip.set("aria-pressed", "false" if held else "true")

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Move what is held, or the focus."""
        grip = event.target.closest("[data-grip]")
        if grip is None:
            return
        held, step = grip.get("aria-pressed") == "true", _STEPS.get(event.key, 0)
        item = grip.closest("[data-value]")
        assert item is not None
        to = _items(root).index(item) + step
        if step:
            event.prevent()
            grips = root.find_all("[data-grip]")
            if held:
                _move(page, root, item, to)
            elif 0 <= to < len(grips):
                focus.move(page, grips[to])
        elif event.key == "Escape" and held:
            event.prevent()
            _release(root)

    def dropped(self, page: Page, root: Element, item: Element, target: Element) -> None:
        """Put an item in the place of another one."""
        there, items = target.closest("[data-value]"), _items(root)
        if item in items and there in items:
            _move(page, root, item, items.index(there))

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first order."""
        _release(root)
        order = root.get("data-initial", "").split("|")
        known = {one.get("data-value", ""): one for one in _items(root)}
        parent = _items(root)[0].parent
        assert parent is not None
        for value in order:
            page.release(known[value])
            parent.append(known[value])
        page.set_value(_field(root), "|".join(order))


def _field(root: Element) -> Element:
    return need(root, "input[type=hidden]")


def _items(root: Element) -> list[Element]:
    return root.find_all("[data-value]")


def _release(root: Element) -> None:
    for grip in root.find_all("[data-grip]"):
        grip.set("aria-pressed", "false")


def _move(page: Page, root: Element, item: Element, to: int) -> None:
    """Put an item at another place; what had the focus in it keeps it."""
    items = _items(root)
    at = items.index(item)
    parent = item.parent
    if not 0 <= to < len(items) or to == at or parent is None:
        return
    focused = page.document.focused
    siblings = [one for one in parent.elements if one is not item]
    place = siblings.index(items[to]) + (1 if to > at else 0)
    page.release(item)
    parent.insert_before(item, siblings[place] if place < len(siblings) else None)
    if focused is not None and item.contains(focused):
        focus.move(page, focused)
    choose_value(page, _field(root), "|".join(one.get("data-value", "") for one in _items(root)))
