"""A date found step by step: buttons for the years, then the months of one, then its days."""

from __future__ import annotations

from calendar import monthrange

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.behaviours.calendar import long, title
from webgen.engines.twin.dom import Element, parse_fragment
from webgen.engines.twin.page import Event, Page


def _field(root: Element) -> Element:
    return need(root, "input[type=hidden]")


def _choices(root: Element, at: str) -> list[tuple[str, str]]:
    """Return the buttons behind a year, a month or nothing: value and text."""
    if at == "":
        years = range(int(root.get("data-from", "0")), int(root.get("data-to", "0")) + 1)
        return [(str(year), str(year)) for year in years]
    if len(at) == 4:
        return [(f"{at}-{month:02d}", title(root, f"{at}-{month:02d}")) for month in range(1, 13)]
    last = monthrange(int(at[:4]), int(at[5:]))[1]
    return [(f"{at}-{day:02d}", long(root, f"{at}-{day:02d}")) for day in range(1, last + 1)]


def _show(page: Page, root: Element, at: str) -> None:
    box, value = need(root, "[data-drill]"), _field(root).value
    root.set("data-at", at)
    html = ""
    for own, text in _choices(root, at):
        pressed = ' aria-pressed="true"' if own == value else ""
        html += f'<button type="button" data-pick="{own}"{pressed}>{text}</button>'
    page.release(box, inside=True)
    box.replace_children(parse_fragment(html, box))


def _face(root: Element, value: str) -> None:
    need(root, "[data-face]").set_text(long(root, value) if value else root.get("data-empty", ""))


def _put(page: Page, root: Element, value: str) -> None:
    _face(root, value)
    choose_value(page, _field(root), value)


class Drill(Behaviour):
    """``data-from`` and ``data-to`` are years; ``data-restart`` goes back to them, ``data-clear`` empties."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first date and show the years."""
        remember(root, _field(root))
        _show(page, root, "")

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Go a step deeper, or back."""
        pick = event.target.closest("[data-pick]")
        at = pick.get("data-pick", "") if pick is not None else ""
        if event.target.closest("[data-restart]") is not None:
            _show(page, root, "")
        if event.target.closest("[data-clear]") is not None:
            _put(page, root, "")
        if len(at) == 10:
            _put(page, root, at)
            _show(page, root, "")
        elif at:
            _show(page, root, at)

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first date."""
        page.set_value(_field(root), root.get("data-initial", ""))
        _face(root, _field(root).value)
        _show(page, root, "")
