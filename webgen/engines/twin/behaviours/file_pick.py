"""A file of which only the name is sent: a file input, a face with the name, a button that removes it, a hidden input."""

from __future__ import annotations

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _field(root: Element) -> Element:
    return need(root, "input[type=hidden]")


def _show(root: Element, name: str) -> None:
    need(root, "[data-face]").set_text(name or root.get("data-empty", ""))
    remove = root.find("[data-remove]")
    if remove is not None:
        remove.toggle_attr("hidden", name == "")


class FilePick(Behaviour):
    """The face is ``data-face``, the button ``data-remove``."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first file."""
        remember(root, _field(root))

    def change(self, page: Page, root: Element, event: Event) -> None:
        """Take the name of the chosen file."""
        chooser = need(root, "input[type=file]")
        if event.target is not chooser or not chooser.files:
            return
        _show(root, chooser.files[0])
        choose_value(page, _field(root), chooser.files[0])

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Forget the file."""
        chooser, remove = need(root, "input[type=file]"), root.find("[data-remove]")
        if remove is None or not remove.contains(event.target):
            return
        focus.move(page, chooser)
        chooser.files = ()
        chooser.touch()
        _show(root, "")
        choose_value(page, _field(root), "")

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first file."""
        page.set_value(_field(root), root.get("data-initial", ""))
        _show(root, _field(root).value)
