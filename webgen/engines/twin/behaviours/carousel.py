"""Two buttons that turn through the values of a list, round and round."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _parts(root: Element) -> tuple[Element, Element]:
    return need(root, "input[type=hidden]"), need(root, "[data-face]")


class Carousel(Behaviour):
    """``data-step`` of a button says which way; the values are the elements with ``data-value``."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first value."""
        remember(root, *_parts(root))

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Show and take the value beside the current one."""
        button = event.target.closest("[data-step]")
        if button is None:
            return
        field, face = _parts(root)
        values = root.find_all("[data-value]")
        step = int(button.get("data-step", "1"))
        at = next((index for index, one in enumerate(values) if one.get("data-value") == field.value), -1)
        start = 0 if at < 0 and step < 0 else at
        to = values[(start + step) % len(values)]
        face.set_text(to.text_content.strip())
        choose_value(page, field, to.get("data-value", ""))

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first value."""
        field, face = _parts(root)
        page.set_value(field, root.get("data-initial", ""))
        face.set_text(root.get("data-initial-face", ""))
