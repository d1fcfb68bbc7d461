"""Fields in a shadow tree: they belong to no form outside, so hidden inputs beside the tree repeat what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.engines.twin.attributes import FIELDS
from webgen.engines.twin.behaviours.base import Behaviour, need
from webgen.engines.twin.dom import Element

if TYPE_CHECKING:
    from webgen.engines.twin.page import Event, Page


class ShadowValues(Behaviour):
    """The values of the shadow tree of ``[data-shadow]`` as hidden inputs in ``[data-values]``."""

    def init(self, page: Page, root: Element) -> None:
        """Repeat what was served."""
        _repeat(page, root)

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Follow what is typed."""
        _repeat(page, root)

    def change(self, page: Page, root: Element, event: Event) -> None:
        """Follow what is chosen."""
        _repeat(page, root)

    def reset(self, page: Page, root: Element) -> None:
        """Bring the controls back, and repeat them once the widgets inside are back too."""
        for control in _fields(root):
            if control.type != "hidden":
                control.reset()
                page.written.discard(control)
                for option in control.options if control.tag == "select" else ():
                    option.touch()  # each shows its own state
        page.clock.later(0, _repeat, page, root)


def _fields(root: Element) -> list[Element]:
    return [one for one in need(root, "[data-shadow]").iter() if one.tag in FIELDS]


def _repeat(page: Page, root: Element) -> None:
    values = need(root, "[data-values]")
    entries = [entry for control in _fields(root) for entry in page.hypermedia.own_entry(control)]
    if entries == [(one.get("name", ""), one.value) for one in values.elements]:
        return
    made = [
        page.document.create("input", {"type": "hidden", "name": name, "value": value}) for name, value in entries
    ]  # fmt: skip
    page.empty(values)
    for one in made:
        values.append(one)
