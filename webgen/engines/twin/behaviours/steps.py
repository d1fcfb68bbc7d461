"""Parts of a form that show one at a time. Going on waits for what data-missing names; data-last shows with the last part."""

from __future__ import annotations

from webgen.engines.twin.behaviours.base import Behaviour
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _filled(part: Element, name: str) -> bool:
    for control in part.find_all("input, select, textarea"):
        if control.get("name") not in (name, f"{name}[]") or not control.value.strip():
            continue
        if control.type not in ("checkbox", "radio") or control.checked:
            return True
    return False


def _complete(part: Element) -> bool:
    """Say what is missing in a part; return whether nothing is."""
    complete = True
    for note in part.find_all("[data-missing]"):
        there = _filled(part, note.get("data-missing", ""))
        note.toggle_attr("hidden", there)
        complete &= there
    return complete


def _at(parts: list[Element]) -> int:
    return next((index for index, part in enumerate(parts) if not part.has("hidden")), -1)


def _go(root: Element, by: int) -> None:
    parts = root.find_all("[data-leaf]")
    at = _at(parts)
    to = at + by
    if not 0 <= to < len(parts) or (by > 0 and not _complete(parts[at])):
        return
    for index, part in enumerate(parts):
        part.toggle_attr("hidden", index != to)
    form = root.closest("form")
    for last in form.find_all("[data-last]") if form is not None else ():
        last.toggle_attr("hidden", to != len(parts) - 1)


class Steps(Behaviour):
    """``data-move`` buttons go back and forth; Enter in a field goes on."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Go."""
        button = event.target.closest("[data-move]")
        if button is not None:
            _go(root, int(button.get("data-move", "0")))

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Go on instead of sending the form, but in the last part."""
        if event.key != "Enter" or event.target.tag != "input" or event.prevented:
            return
        parts = root.find_all("[data-leaf]")
        if _at(parts) == len(parts) - 1:
            return
        event.prevent()
        _go(root, 1)
