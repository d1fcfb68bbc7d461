"""A dialog with a form: once something was changed, data-leave asks in a dialog inside it before it closes."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class Discard(Behaviour):
    """``dialog[data-question]`` asks; ``data-discard`` in it closes both."""

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Note the change."""
        root.set("data-changed", "")

    def change(self, page: Page, root: Element, event: Event) -> None:
        """Note the change."""
        root.set("data-changed", "")

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Ask, or close."""
        question = need(root, "dialog[data-question]")
        if event.target.closest("[data-discard]") is not None:
            page.close_dialog(question)
            page.close_dialog(root)
        elif event.target.closest("[data-leave]") is not None:
            if root.has("data-changed"):
                page.show_modal(question)
            else:
                page.close_dialog(root)
