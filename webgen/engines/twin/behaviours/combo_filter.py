"""A text field over a list of choices in the page: typing narrows the list, a button shows all of it."""

from __future__ import annotations

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _low(text: str) -> str:
    return text.strip().lower()


class _Parts:
    def __init__(self, root: Element) -> None:
        self.text, self.list = need(root, "[role=combobox]"), need(root, "[role=listbox]")
        self.field, self.options = need(root, "input[type=hidden]"), root.find_all("[data-pick]")

    def offer(self, typed: str) -> None:
        for option in self.options:
            option.toggle_attr("hidden", typed not in _low(option.text_content))
        none = all(option.has("hidden") for option in self.options)
        self.list.toggle_attr("hidden", none)
        self.text.set("aria-expanded", "false" if none else "true")

    def close(self) -> None:
        self.list.toggle_attr("hidden", True)
        self.text.set("aria-expanded", "false")

    def choose(self, page: Page, option: Element) -> None:
        page.set_value(self.text, option.text_content.strip())
        self.close()
        focus.move(page, self.text)
        choose_value(page, self.field, option.get("data-pick", ""))


class ComboFilter(Behaviour):
    """Enter takes what is typed or the first that fits; typing clears the choice."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first choice."""
        parts = _Parts(root)
        remember(root, parts.field)
        if not root.has("data-initial-face"):
            root.set("data-initial-face", parts.text.value)

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Narrow the list."""
        parts = _Parts(root)
        if event.target is not parts.text:
            return
        parts.offer(_low(parts.text.value))
        choose_value(page, parts.field, "")

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Choose, or show and hide the list."""
        parts = _Parts(root)
        option = event.target.closest("[data-pick]")
        if option is not None:
            parts.choose(page, option)
        elif event.target.closest("[data-open]") is None:
            return
        elif parts.list.has("hidden"):
            parts.offer("")
        else:
            parts.close()

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Choose, or close."""
        parts = _Parts(root)
        if event.target is not parts.text or parts.list.has("hidden"):
            return
        if event.key == "Escape":
            parts.close()
        elif event.key == "Enter":
            typed = _low(parts.text.value)
            fits = [one for one in parts.options if _low(one.text_content) == typed]
            fits += [one for one in parts.options if not one.has("hidden")]
            parts.choose(page, fits[0])
        else:
            return
        event.prevent()

    def outside(self, page: Page, root: Element) -> None:
        """Close."""
        _Parts(root).close()

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first choice."""
        parts = _Parts(root)
        parts.close()
        page.set_value(parts.field, root.get("data-initial", ""))
        page.set_value(parts.text, root.get("data-initial-face", ""))
