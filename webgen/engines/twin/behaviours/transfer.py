"""Two lists, what there is and what is chosen; buttons bring the selected options over."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _field(root: Element) -> Element:
    return need(root, "input[type=hidden]")


def _values(root: Element) -> list[str]:
    return _field(root).value.split("|") if _field(root).value else []


def _option(item: Element) -> Element:
    made = Element(item.document, "option", {"value": item.get("data-value", "")})
    made.set_text(item.text_content.strip())
    return made


def _show(page: Page, root: Element, chosen: list[str]) -> str:
    lists = root.find_all("select")
    items = root.find_all("[data-value]")
    for index, one in enumerate(lists[:2]):
        page.empty(one)
        for item in items:
            if (item.get("data-value") in chosen) == bool(index):
                one.append(_option(item))
    return "|".join(item.get("data-value", "") for item in items if item.get("data-value") in chosen)


class Transfer(Behaviour):
    """``data-add`` and ``data-take``; all choices stand in hidden items with ``data-value``."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first choices."""
        remember(root, _field(root))

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Bring over what is selected."""
        first, second = ([one.value for one in item.selected_options] for item in root.find_all("select")[:2])
        chosen = _values(root)
        if event.target.closest("[data-add]") is not None:
            chosen = [*chosen, *first]
        elif event.target.closest("[data-take]") is not None:
            chosen = [one for one in chosen if one not in second]
        else:
            return
        choose_value(page, _field(root), _show(page, root, chosen))

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first choices."""
        page.set_value(_field(root), root.get("data-initial", ""))
        _show(page, root, _values(root))
