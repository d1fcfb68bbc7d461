"""A calendar that is always open: buttons, a heading, a table of days, a line with the choice, a hidden input."""

from __future__ import annotations

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.behaviours.calendar import grid, long, shifted, title
from webgen.engines.twin.dom import Element, parse_fragment
from webgen.engines.twin.page import Event, Page

_KEYS = {"ArrowLeft": -1, "ArrowRight": 1, "ArrowUp": -7, "ArrowDown": 7}


def _parts(root: Element) -> tuple[Element, Element]:
    return need(root, "p"), need(root, "input[type=hidden]")


def _show(page: Page, root: Element, month: str) -> None:
    table = need(root, "table")
    root.set("data-month", month)
    need(root, "h3").set_text(title(root, month))
    table.set("aria-label", title(root, month))
    page.release(table, inside=True)
    table.replace_children(parse_fragment(grid(root, month, need(root, "input[type=hidden]").value), table))


def _first(page: Page, root: Element) -> None:
    _show(page, root, (_parts(root)[1].value or root.get("data-today", ""))[:7])


class MonthGrid(Behaviour):
    """Days choose, the four steps turn the leaves, arrow keys go from day to day."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first choice and show its month."""
        face, field = _parts(root)
        remember(root, field, face)
        _first(page, root)

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Turn the leaf or choose the day."""
        months, day = event.target.closest("[data-step]"), event.target.closest("[data-date]")
        if months is not None:
            _show(page, root, shifted(root.get("data-month", ""), int(months.get("data-step", "0"))))
        elif day is not None:
            face, field = _parts(root)
            date = day.get("data-date", "")
            face.set_text(long(root, date))
            for other in root.find_all("[aria-pressed]"):
                other.remove_attr("aria-pressed")
            day.set("aria-pressed", "true")
            choose_value(page, field, date)

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Go to another day of the month."""
        days = root.find_all("[data-date]")
        day = event.target.closest("[data-date]")
        at = next((index for index, one in enumerate(days) if one is day), -1)
        by = _KEYS.get(event.key)
        if at < 0 or by is None:
            return
        if 0 <= at + by < len(days):
            focus.move(page, days[at + by])
        event.prevent()

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first choice."""
        face, field = _parts(root)
        page.set_value(field, root.get("data-initial", ""))
        face.set_text(root.get("data-initial-face", ""))
        _first(page, root)
