"""Several of many: things with data-value that a click turns on and off; the hidden input holds those that are on."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page

_STATES = ("aria-pressed", "aria-checked", "aria-selected")


def _field(root: Element) -> Element:
    return need(root, "input[type=hidden]")


def _items(root: Element) -> list[Element]:
    return root.find_all("[data-value]")


def _is_on(item: Element) -> bool:
    return any(item.get(state) == "true" for state in _STATES)


def _turn(item: Element, *, on: bool) -> None:
    for state in _STATES:
        if item.has(state):
            item.set(state, "true" if on else "false")


def _face(root: Element) -> None:
    shown = root.find("[data-face]")
    if shown is not None:
        names = [item.text_content.strip() for item in _items(root) if _is_on(item)]
        shown.set_text(", ".join(names) or root.get("data-empty", ""))


class Multi(Behaviour):
    """``data-all`` turns all on, ``data-none`` all off; ``data-face`` names those that are on."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first choices."""
        remember(root, _field(root))

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Turn one over, or all."""
        item = event.target.closest("[data-value]")
        every = event.target.closest("[data-all], [data-none]")
        if item is not None:
            _turn(item, on=not _is_on(item))
        elif every is not None:
            for one in _items(root):
                _turn(one, on=every.has("data-all"))
        else:
            return
        _face(root)
        choose_value(page, _field(root), "|".join(one.get("data-value", "") for one in _items(root) if _is_on(one)))

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first choices."""
        page.set_value(_field(root), root.get("data-initial", ""))
        on = _field(root).value.split("|")
        for item in _items(root):
            _turn(item, on=item.get("data-value") in on)
        _face(root)
