"""A text field whose suggestions come from the server; the hidden input holds the choice, typing clears it."""

from __future__ import annotations

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class _Parts:
    def __init__(self, root: Element) -> None:
        self.list = need(root, "[role=listbox]")
        self.text = need(root, "[role=combobox]")
        self.field = need(root, "input[type=hidden]")
        self.options = self.list.find_all("[role=option]")

    def activate(self, option: Element | None) -> None:
        for other in self.options:
            other.toggle_attr("data-active", other is option)
            other.set("aria-selected", "true" if other is option else "false")
        if option is not None:
            self.text.set("aria-activedescendant", option.id)
        else:
            self.text.remove_attr("aria-activedescendant")

    def close(self, page: Page) -> None:
        if self.list.has("hidden") and not self.list.children:
            return
        self.list.toggle_attr("hidden", True)
        page.empty(self.list)
        self.text.set("aria-expanded", "false")
        self.text.remove_attr("aria-activedescendant")

    def choose(self, page: Page, option: Element) -> None:
        value = option.get("data-value", "")
        page.set_value(self.text, option.text_content.strip())
        self.close(page)
        focus.move(page, self.text)
        choose_value(page, self.field, value)


class Combobox(Behaviour):
    """Shows what came in, lets one be chosen."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first choice."""
        parts = _Parts(root)
        remember(root, parts.field)
        if not root.has("data-initial-face"):
            root.set("data-initial-face", parts.text.value)

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Forget the choice once something is typed."""
        parts = _Parts(root)
        if event.target is parts.text:
            choose_value(page, parts.field, "")

    def swapped(self, page: Page, root: Element) -> None:
        """Show the suggestions, unless something was chosen meanwhile."""
        parts = _Parts(root)
        if parts.field.value != "" or not parts.list.elements:
            parts.close(page)
            return
        for index, option in enumerate(parts.options):
            option.set("id", f"{parts.list.id}-o{index}")
        parts.list.remove_attr("hidden")
        parts.text.set("aria-expanded", "true")
        parts.activate(None)

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Choose an option."""
        option = event.target.closest("[role=option]")
        if option is not None:
            _Parts(root).choose(page, option)

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Move the active option, choose it, or close."""
        parts = _Parts(root)
        if event.target is not parts.text or parts.list.has("hidden"):
            return
        options = parts.options
        at = next((index for index, one in enumerate(options) if one.has("data-active")), -1)
        if event.key == "ArrowDown":
            parts.activate(options[min(at + 1, len(options) - 1)] if options else None)
        elif event.key == "ArrowUp":
            parts.activate(options[max(at - 1, 0)] if options else None)
        elif event.key == "Enter" and at >= 0:
            parts.choose(page, options[at])
        elif event.key == "Escape":
            parts.close(page)
        else:
            if event.key == "Tab":
                parts.close(page)
            return
        event.prevent()

    def outside(self, page: Page, root: Element) -> None:
        """Close."""
        _Parts(root).close(page)

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first choice."""
        parts = _Parts(root)
        parts.close(page)
        page.set_value(parts.field, root.get("data-initial", ""))
        page.set_value(parts.text, root.get("data-initial-face", ""))
