"""Repeats the text of the radio button that was checked in a face elsewhere in the root."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class Echo(Behaviour):
    """Reads the label around the button."""

    def init(self, page: Page, root: Element) -> None:
        """Remember what the face said first."""
        if not root.has("data-initial-face"):
            root.set("data-initial-face", need(root, "[data-face]").text_content)

    def change(self, page: Page, root: Element, event: Event) -> None:
        """Repeat."""
        label = event.target.closest("label")
        if event.target.type == "radio" and label is not None:
            need(root, "[data-face]").set_text(label.text_content.strip())

    def reset(self, page: Page, root: Element) -> None:
        """Say again what was said first."""
        need(root, "[data-face]").set_text(root.get("data-initial-face", ""))
