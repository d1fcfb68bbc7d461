"""What a behaviour is in the twin, and how events reach it: the same walk as in ``webgen/site/client.js``.

A behaviour is one module here and one script of the same name in ``sites_templates/behaviours``; ``dialog_open`` is
written ``data-behaviour="dialog-open"``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from webgen.engines.twin.dom import Element
from webgen.registry import discover

if TYPE_CHECKING:
    from webgen.engines.twin.page import Event, Page

MARK = "data-behaviour"


class Behaviour:
    """Rules for one kind of root element; state lives in the tree. Override what is needed."""

    def init(self, page: Page, root: Element) -> None:
        """See a root for the first time, after load or after new content came in."""

    def click(self, page: Page, root: Element, event: Event) -> None:
        """A click inside the root."""

    def contextmenu(self, page: Page, root: Element, event: Event) -> None:
        """The right mouse button went down inside the root."""

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """A key went down inside the root."""

    def input(self, page: Page, root: Element, event: Event) -> None:
        """A control inside the root got another value by the user's hand."""

    def change(self, page: Page, root: Element, event: Event) -> None:
        """A control inside the root settled on another value."""

    def swapped(self, page: Page, root: Element) -> None:
        """Hypermedia put new content inside the root."""

    def outside(self, page: Page, root: Element) -> None:
        """A click somewhere else."""

    def dropped(self, page: Page, root: Element, item: Element, target: Element) -> None:
        """Something that can be moved was let go over ``target``, inside the root."""

    def reset(self, page: Page, root: Element) -> None:
        """The form around the root is being reset."""


@cache
def registry() -> dict[str, Behaviour]:
    """Return the behaviours by the name that markup uses."""
    found = discover("webgen.engines.twin.behaviours", Behaviour)
    return {name.replace("_", "-"): kind() for name, kind in found.items()}


def _rules(root: Element) -> list[tuple[str, Behaviour]]:
    known = registry()
    return [(name, known[name]) for name in root.attrs[MARK].split() if name in known]


def _roots(node: Element) -> list[Element]:
    return [one for one in node.iter() if MARK in one.attrs]


def start(page: Page, node: Element) -> None:
    """Run ``init`` of every behaviour in ``node`` that has not run yet."""
    for root in _roots(node):
        for name, rules in _rules(root):
            if (root, name) not in page.started:
                page.started.add((root, name))
                rules.init(page, root)


def _path(target: Element) -> list[Element]:
    return [target, *target.ancestors()]


def swapped(page: Page, target: Element) -> None:
    """Tell the behaviours around ``target`` that it has new content."""
    for root in _path(target):
        if MARK in root.attrs:
            for _, rules in _rules(root):
                rules.swapped(page, root)


def dropped(page: Page, item: Element, target: Element) -> None:
    """Tell the behaviours around ``target`` that ``item`` was let go over it."""
    for root in _path(target):
        if MARK in root.attrs:
            for _, rules in _rules(root):
                rules.dropped(page, root, item, target)


def hear(page: Page, event: Event) -> None:
    """Offer an event to the behaviours around its target."""
    kind = event.kind
    if kind == "reset":
        for root in _roots(event.target):
            for _, rules in _rules(root):
                rules.reset(page, root)
        return
    if kind not in ("click", "contextmenu", "keydown", "input", "change"):
        return
    for root in _path(event.target):
        if MARK in root.attrs:
            for _, rules in _rules(root):
                getattr(rules, kind)(page, root, event)
    if kind == "click":
        for root in _roots(page.document.root):
            if not root.contains(event.target):
                for _, rules in _rules(root):
                    rules.outside(page, root)


# ---- shared by widgets with a hidden input -----------------------------------------------------------------------


def need(root: Element, selector: str) -> Element:
    """Return the part of a widget that its markup contract promises."""
    found = root.find(selector)
    assert found is not None, f"{root!r} has no {selector}"
    return found


def choose_value(page: Page, field: Element, value: str) -> None:
    """Set a widget's hidden value; a ``change`` goes up only when it is another value."""
    if field.value != value:
        page.set_value(field, value)
        page.fire("change", field)


def remember(root: Element, field: Element, face: Element | None = None) -> None:
    """Remember what a widget showed first, for the reset of its form."""
    if "data-initial" in root.attrs:
        return
    root.set("data-initial", field.value)
    if face is not None:
        root.set("data-initial-face", face.text_content)
