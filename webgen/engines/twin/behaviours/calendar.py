"""A date picker: a button, a popup built here, a hidden input with the ISO date."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element, parse_fragment
from webgen.engines.twin.page import Event, Page

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STEPS = ("Previous year", "Previous month", "Next month", "Next year")
FIRST_YEAR, LAST_YEAR = 1900, 2199
BLANK = '<td class="blank"></td>'


def _words(root: Element, name: str, english: Sequence[str]) -> Sequence[str]:
    """Return what the root says in its own language; English where it says nothing."""
    return root.get(name, "").split("|") if root.has(name) else english


def _written(template: str, root: Element, day: str, month: str, year: str) -> str:
    name = _words(root, "data-months", MONTHS)[int(month) - 1]
    return template.replace("{day}", day, 1).replace("{month}", name, 1).replace("{year}", year, 1)


def long(root: Element, date: str) -> str:
    """Return how a date reads."""
    return _written(root.get("data-date", "{day} {month} {year}"), root, str(int(date[8:])), date[5:7], date[:4])


def title(root: Element, month: str) -> str:
    """Return how a month reads."""
    return _written(root.get("data-month-title", "{month} {year}"), root, "", month[5:], month[:4])


def shifted(month: str, step: int) -> str:
    """Return another month, so many months later."""
    count = int(month[:4]) * 12 + int(month[5:]) - 1 + step
    held = min(max(count, FIRST_YEAR * 12), LAST_YEAR * 12 + 11)
    return f"{held // 12}-{held % 12 + 1:02}"


def _day(root: Element, date: str, value: str) -> str:
    shut = " disabled" if date < root.get("data-min", "") or date > root.get("data-max", "9999") else ""
    pressed = ' aria-pressed="true"' if date == value else ""
    return (
        f'<td><button type="button" class="day" data-date="{date}" aria-label="{long(root, date)}"{pressed}{shut}>'
        f"{int(date[8:])}</button></td>"
    )


def grid(root: Element, month: str, value: str) -> str:
    """Return the table of a month; the chosen day is pressed."""
    lead, count = monthrange(int(month[:4]), int(month[5:]))
    cells = [BLANK] * lead + [_day(root, f"{month}-{number:02}", value) for number in range(1, count + 1)]
    cells += [BLANK] * (-len(cells) % 7)
    rows = "".join(f"<tr>{''.join(cells[at : at + 7])}</tr>" for at in range(0, len(cells), 7))
    names = _words(root, "data-days", DAYS)
    short = _words(root, "data-short-days", [name[:2] for name in DAYS])
    heads = "".join(f'<th scope="col" abbr="{name}">{short[at]}</th>' for at, name in enumerate(names))
    return f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>"


def _step(months: int, label: str, sign: str) -> str:
    return f'<button type="button" class="step" data-step="{months}" aria-label="{label}">{sign}</button>'


class _Parts:
    def __init__(self, root: Element) -> None:
        self.root = root
        self.button = need(root, "[aria-haspopup=dialog]")
        self.face = need(self.button, "span")
        self.popup = need(root, "[role=dialog]")
        self.field = need(root, "input[type=hidden]")

    def show_month(self, page: Page, month: str) -> None:
        table = need(self.popup, "table")
        self.popup.set("data-month", month)
        need(self.popup, "h2").set_text(title(self.root, month))
        table.set("aria-label", title(self.root, month))
        page.release(table, inside=True)
        table.replace_children(parse_fragment(grid(self.root, month, self.field.value), table))

    def open(self, page: Page) -> None:
        month = (self.field.value or self.root.get("data-today", ""))[:7]
        names = _words(self.root, "data-steps", STEPS)
        html = (
            f'<div class="calendar-head">{_step(-12, names[0], "«")}{_step(-1, names[1], "‹")}'
            f"<h2>{title(self.root, month)}</h2>{_step(1, names[2], '›')}{_step(12, names[3], '»')}</div>"
            '<table role="grid"></table>'
        )
        self.popup.replace_children(parse_fragment(html, self.popup))
        self.show_month(page, month)
        self.popup.remove_attr("hidden")
        self.button.set("aria-expanded", "true")

    def close(self, page: Page) -> None:
        if self.popup.has("hidden"):
            return
        self.popup.toggle_attr("hidden", True)
        page.empty(self.popup)
        self.button.set("aria-expanded", "false")

    def choose(self, page: Page, date: str) -> None:
        self.face.set_text(long(self.root, date))
        self.close(page)
        focus.move(page, self.button)
        choose_value(page, self.field, date)


class Calendar(Behaviour):
    """Opens on click; days choose, the four steps turn the leaves."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first choice."""
        parts = _Parts(root)
        remember(root, parts.field, parts.face)

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Open and close, turn a leaf, or choose a day."""
        parts = _Parts(root)
        leaf = event.target.closest("[data-step]")
        day = event.target.closest("[data-date]")
        if parts.button.contains(event.target):
            if parts.popup.has("hidden"):
                parts.open(page)
            else:
                parts.close(page)
        elif leaf is not None:
            parts.show_month(page, shifted(parts.popup.get("data-month", ""), int(leaf.get("data-step", "0"))))
        elif day is not None:
            parts.choose(page, day.get("data-date", ""))

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Close on Escape."""
        parts = _Parts(root)
        if event.key != "Escape" or parts.popup.has("hidden"):
            return
        focus.move(page, parts.button)
        parts.close(page)
        event.prevent()

    def outside(self, page: Page, root: Element) -> None:
        """Close."""
        _Parts(root).close(page)

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first choice."""
        parts = _Parts(root)
        parts.close(page)
        page.set_value(parts.field, root.get("data-initial", ""))
        parts.face.set_text(root.get("data-initial-face", ""))
