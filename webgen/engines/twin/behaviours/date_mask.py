"""A text field for a date: digits only, with hyphens put between year, month and day."""

from __future__ import annotations

import re

from webgen.engines.twin.behaviours.base import Behaviour
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


class DateMask(Behaviour):
    """Corrects what was typed, after every keystroke."""

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Write the digits anew, if they are not written so."""
        digits = re.sub("[^0-9]", "", event.target.value)[:8]
        text = "-".join(part for part in (digits[:4], digits[4:6], digits[6:]) if part)
        if text != event.target.value:
            page.set_value(event.target, text)
