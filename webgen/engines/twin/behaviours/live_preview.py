"""Shows every line of a text as a paragraph beside it, while it is written."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.behaviours.markdown import _BLANK
from webgen.engines.twin.dom import Element, parse_fragment
from webgen.engines.twin.page import Event, Page, escape


def _show(page: Page, root: Element, text: str) -> None:
    box = need(root, "[data-preview]")
    lines = [line for line in (one.strip(_BLANK) for one in text.split("\n")) if line]
    page.empty(box)
    box.replace_children(parse_fragment("".join(f"<p>{escape(line)}</p>" for line in lines), box))


class LivePreview(Behaviour):
    """The paragraphs stand in ``data-preview``."""

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Show what is written."""
        _show(page, root, need(root, "textarea").value)

    def reset(self, page: Page, root: Element) -> None:
        """Show the first text."""
        _show(page, root, need(root, "textarea").default_value)
