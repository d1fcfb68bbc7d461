"""A text that is shown in one box and edited in another; Done, Enter and Escape close the second."""

from __future__ import annotations

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class _Parts:
    def __init__(self, root: Element) -> None:
        self.view, self.box = need(root, "[data-view]"), need(root, "[data-box]")
        self.text, self.edit = need(self.view, "p"), need(self.view, "[data-edit]")
        self.empty = root.get("data-empty", "Not set")
        self.field, self.done = need(self.box, "input"), need(self.box, "[data-done]")

    def show(self, value: str) -> None:
        self.text.set_text(value.strip() or self.empty)

    def open(self, page: Page) -> None:
        self.box.remove_attr("hidden")
        focus.move(page, self.field)
        self.view.toggle_attr("hidden", True)

    def close(self, page: Page) -> None:
        self.show(self.field.value)
        self.view.remove_attr("hidden")
        focus.move(page, self.edit)
        self.box.toggle_attr("hidden", True)


class InlineEdit(Behaviour):
    """``data-edit`` opens, ``data-done`` closes; the focus goes along."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Open or close."""
        parts = _Parts(root)
        if parts.edit.contains(event.target):
            parts.open(page)
        elif parts.done.contains(event.target):
            parts.close(page)

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Close."""
        parts = _Parts(root)
        if event.target is not parts.field or event.key not in ("Enter", "Escape"):
            return
        parts.close(page)
        event.prevent()

    def reset(self, page: Page, root: Element) -> None:
        """Show the first text."""
        parts = _Parts(root)
        parts.show(parts.field.default_value)
        parts.view.remove_attr("hidden")
        parts.box.toggle_attr("hidden", True)
