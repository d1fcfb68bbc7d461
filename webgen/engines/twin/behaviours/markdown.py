"""A text area with a preview, which shows every line as a paragraph."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element, parse_fragment
from webgen.engines.twin.page import Event, Page, escape

# what JavaScript's trim takes away from a line
_BLANK = " \t\r\f\v\xa0\ufeff\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def _turn(page: Page, root: Element, mode: str, text: str) -> None:
    area, preview = need(root, "textarea"), need(root, "[data-preview]")
    for button in root.find_all("[data-mode]"):
        button.set("aria-pressed", "true" if button.get("data-mode") == mode else "false")
    lines = [line for line in (one.strip(_BLANK) for one in text.split("\n")) if line]
    shown = (lines or [root.get("data-nothing", "Nothing to preview")]) if mode == "preview" else []
    page.empty(preview)
    preview.replace_children(parse_fragment("".join(f"<p>{escape(line)}</p>" for line in shown), preview))
    area.toggle_attr("hidden", mode == "preview")
    preview.toggle_attr("hidden", mode != "preview")


class Markdown(Behaviour):
    """``data-mode`` is ``write`` or ``preview``."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Turn to the mode of a button."""
        button = event.target.closest("[data-mode]")
        if button is not None:
            _turn(page, root, button.get("data-mode", ""), need(root, "textarea").value)

    def reset(self, page: Page, root: Element) -> None:
        """Turn to what was shown first."""
        text = need(root, "textarea").default_value
        _turn(page, root, "preview" if text else "write", text)
