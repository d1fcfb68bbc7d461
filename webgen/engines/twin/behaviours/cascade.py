"""Two lists: what is chosen in the first decides what the second offers; all offers stand in hidden items."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _option(near: Element, value: str, text: str, *, selected: bool) -> Element:
    made = Element(near.document, "option", {"value": value} | ({"selected": ""} if selected else {}))
    made.set_text(text)
    return made


def _offer(page: Page, root: Element, group: str, value: str) -> None:
    second = root.find_all("select")[1]
    made = [_option(second, "", root.get("data-empty", ""), selected=value == "")]
    for item in root.find_all("[data-group]"):
        if item.get("data-group") == group:
            own = item.get("data-value", "")
            made.append(_option(second, own, item.text_content.strip(), selected=own == value))
    page.empty(second)
    for one in made:
        second.append(one)


class Cascade(Behaviour):
    """Fills the second list when the first one changes."""

    def init(self, page: Page, root: Element) -> None:
        """Remember what was chosen first."""
        if not root.has("data-initial"):
            first, second = root.find_all("select")[:2]
            root.set("data-initial", second.value)
            root.set("data-initial-group", first.value)

    def change(self, page: Page, root: Element, event: Event) -> None:
        """Offer what belongs to the group."""
        first = root.find_all("select")[0]
        if event.target is first:
            _offer(page, root, first.value, "")

    def reset(self, page: Page, root: Element) -> None:
        """Offer what was offered first."""
        _offer(page, root, root.get("data-initial-group", ""), root.get("data-initial", ""))
