"""A drop-down of our own: focus stays on the button, aria-activedescendant follows the active option."""

from __future__ import annotations

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class _Parts:
    def __init__(self, root: Element) -> None:
        self.list = need(root, "[role=listbox]")
        self.button = need(root, "[role=combobox]")
        self.face = need(self.button, "span")
        self.field = need(root, "input[type=hidden]")
        self.options = self.list.find_all("[role=option]")

    @property
    def closed(self) -> bool:
        return self.list.has("hidden")

    @property
    def usable(self) -> list[Element]:
        return [one for one in self.options if one.get("aria-disabled") != "true"]

    def activate(self, option: Element | None) -> None:
        for other in self.options:
            other.toggle_attr("data-active", other is option)
        if option is not None:
            self.button.set("aria-activedescendant", option.id)
        else:
            self.button.remove_attr("aria-activedescendant")

    def open(self) -> None:
        self.list.remove_attr("hidden")
        self.button.set("aria-expanded", "true")
        live = self.usable
        chosen = next((one for one in live if one.get("aria-selected") == "true"), None)
        self.activate(chosen or (live[0] if live else None))

    def close(self) -> None:
        if self.closed:
            return
        self.list.toggle_attr("hidden", True)
        self.button.set("aria-expanded", "false")
        self.activate(None)

    def show(self, value: str, text: str) -> None:
        for option in self.options:
            option.set("aria-selected", "true" if option.get("data-value") == value else "false")
        self.face.set_text(text)

    def choose(self, page: Page, option: Element) -> None:
        if option.get("aria-disabled") == "true":
            return
        value = option.get("data-value", "")
        self.show(value, option.text_content.strip())
        self.close()
        focus.move(page, self.button)
        choose_value(page, self.field, value)

    def step(self, key: str) -> None:
        live = self.usable
        at = next((index for index, one in enumerate(live) if one.has("data-active")), -1)
        last = len(live) - 1
        to = {"ArrowDown": min(at + 1, last), "ArrowUp": max(at - 1, 0), "Home": 0, "End": last}[key]
        self.activate(live[to] if 0 <= to <= last else None)


class Listbox(Behaviour):
    """Opens on click or arrow, chooses on click, Enter or Space."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first choice."""
        parts = _Parts(root)
        remember(root, parts.field, parts.face)

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Choose an option, or open and close."""
        parts = _Parts(root)
        option = event.target.closest("[role=option]")
        if option is not None:
            parts.choose(page, option)
        elif parts.button.contains(event.target):
            if parts.closed:
                parts.open()
            else:
                parts.close()

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Move the active option, choose it, or close."""
        parts = _Parts(root)
        if not parts.button.contains(event.target):
            return
        arrow = event.key in ("ArrowDown", "ArrowUp")
        if parts.closed:
            if not arrow:
                return
            parts.open()
        elif arrow or event.key in ("Home", "End"):
            parts.step(event.key)
        elif event.key in ("Enter", " "):
            active = next((one for one in parts.options if one.has("data-active")), None)
            if active is not None:
                parts.choose(page, active)
        elif event.key == "Escape":
            parts.close()
        else:
            if event.key == "Tab":
                parts.close()
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
        parts.show(parts.field.value, root.get("data-initial-face", ""))
