"""A text field that writes in the pattern of ``data-mask``: 9 stands for a digit, everything else for itself."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page

_DIGITS = "0123456789"


def masked(mask: str, text: str) -> str:
    """Return as much of a text as fits the pattern, in it."""
    at, made, waiting = 0, "", ""
    for sign in mask:
        if sign != "9":
            if at < len(text) and text[at] == sign:
                at += 1
                made += waiting + sign
                waiting = ""
            else:
                waiting += sign
            continue
        while at < len(text) and text[at] not in _DIGITS:
            at += 1
        if at == len(text):
            break
        made += waiting + text[at]
        waiting = ""
        at += 1
    return made


class Mask(Behaviour):
    """Corrects what was typed, after every keystroke."""

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Write the text anew, if it is not written so."""
        text = masked(root.get("data-mask", ""), event.target.value)
        if text != event.target.value:
            page.set_value(event.target, text)
