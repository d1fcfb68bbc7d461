"""A date from a list of months and a block of days."""

from __future__ import annotations

from calendar import monthrange

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.behaviours.calendar import long
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _field(root: Element) -> Element:
    return need(root, "input[type=hidden]")


def _length(month: str) -> int:
    return monthrange(int(month[:4]), int(month[5:]))[1] if month else 31


def _show(root: Element, month: str, value: str) -> None:
    day = value[8:].removeprefix("0")
    for one in root.find_all("[data-day]"):
        one.toggle_attr("hidden", int(one.get("data-day", "0")) > _length(month))
        one.set("aria-pressed", "true" if one.get("data-day") == day else "false")
    need(root, "[data-face]").set_text(long(root, value) if value else root.get("data-empty", ""))


def _put(page: Page, root: Element, month: str, day: int) -> None:
    value = f"{month}-{min(day, _length(month)):02d}" if month and day else ""
    _show(root, month, value)
    choose_value(page, _field(root), value)


class MonthDay(Behaviour):
    """A ``select`` of months, ``data-day`` buttons, ``data-face``."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first date."""
        remember(root, _field(root))

    def change(self, page: Page, root: Element, event: Event) -> None:
        """Go to the same day of another month."""
        months = need(root, "select")
        if event.target is months:
            _put(page, root, months.value, int(_field(root).value[8:] or "0"))

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Choose the day."""
        day, month = event.target.closest("[data-day]"), need(root, "select").value
        if day is not None and month:
            _put(page, root, month, int(day.get("data-day", "0")))

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first date."""
        page.set_value(_field(root), root.get("data-initial", ""))
        _show(root, _field(root).value[:7], _field(root).value)
