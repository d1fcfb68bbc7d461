"""Pages of the twin as HTML, with the refs of the snapshot on the elements."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from webgen.engines.twin.elements import Element, Text
from webgen.engines.twin.session import TwinSession
from webgen.episode import Episode
from webgen.errors import InputError

if TYPE_CHECKING:
    from webgen.engines.twin.page import Page

REF = "backend_node_id"  # the attribute that Mind2Web ties candidates to elements with
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
DROPPED = frozenset(["script", "style", "link", "meta", "base", "template", "noscript", "svg"])  # from cleaned HTML
# what cleaned HTML keeps of the attributes: what tells people what an element is
KEPT = frozenset(["alt", "title", "placeholder", "type", "value", "name", "role", "label", "checked", "selected", "disabled", "for", "href", "open", "aria-label", "aria-expanded", "aria-checked", "aria-selected"])


@dataclass(frozen=True)
class Found:
    """An element that carries a ref: its tag and all its attributes."""

    ref: str
    tag: str
    attributes: dict[str, str]


@dataclass(frozen=True)
class Markup:
    """A page: whole, cleaned, and its elements with refs in document order."""

    raw: str
    cleaned: str
    found: tuple[Found, ...]


def markup(episode: Episode) -> Markup:
    """Return what the page of an episode is made of; frames and shadow trees stand inside their elements.

    Raises:
        InputError: it is not played in the twin.
    """
    session = episode.session
    if not isinstance(session, TwinSession):
        raise InputError("HTML is taken from the twin; play the line there")
    page = session.page
    found: list[Found] = []
    writer = _Writer(set(episode.snapshot.by_ref), page, found)
    cleaned = writer.element(page.document.root, page, "", clean=True)
    found.clear()
    raw = writer.element(page.document.root, page, "", clean=False)
    return Markup(f"<!DOCTYPE html>{raw}", cleaned, tuple(found))


class _Writer:
    def __init__(self, refs: set[str], top: Page, found: list[Found]) -> None:
        self.refs, self.top, self.found = refs, top, found

    def element(self, one: Element, page: Page, frame: str, *, clean: bool) -> str:
        """Return an element with its inside; empty where cleaning drops it."""
        if clean and (one.tag in DROPPED or one.svg or one.has("hidden")):
            return ""
        ref = self.ref(one, frame)
        attributes = _live(one)
        if ref:
            self.found.append(Found(ref, one.tag, attributes))
        if one.tag == "textarea":
            inside = escape(one.value, quote=False)
        else:
            inside = "".join(self.node(child, page, frame, clean=clean) for child in one.children)
        shown = page.frames.get(one)
        if shown is not None:
            inside += self.element(shown.page.document.root, shown.page, f"f{shown.number}", clean=clean)
        kept = {name: value for name, value in attributes.items() if not clean or name in KEPT}
        if clean and not ref and not kept and one.tag not in ("html", "body"):
            return inside
        head = "".join(f' {name}="{escape(value)}"' for name, value in ({REF: ref} | kept if ref else kept).items())
        return f"<{one.tag}{head}>" if one.tag in VOID else f"<{one.tag}{head}>{inside}</{one.tag}>"

    def node(self, child: Text | Element, page: Page, frame: str, *, clean: bool) -> str:
        """Return a child; of the white space in cleaned texts one blank is left."""
        if isinstance(child, Element):
            return self.element(child, page, frame, clean=clean)
        if not clean:
            return child.data if child.parent is not None and child.parent.tag in ("script", "style") else escape(child.data, quote=False)
        words = " ".join(child.data.split())
        return escape(f" {words} ", quote=False) if words else ""

    def ref(self, one: Element, frame: str) -> str:
        """Return the ref that the snapshot shows for an element; empty where it shows none."""
        if one._aria_ref is None:
            return ""
        short = self.top.names.short(f"{frame}e{one._aria_ref[2]}") if frame else f"e{one._aria_ref[2]}"
        return short if short in self.refs else ""


def _live(one: Element) -> dict[str, str]:
    """Return the attributes with what the user has made of them: value and checkedness."""
    found = dict(one.attrs)
    if one.tag == "input":
        if found.get("type", "").lower() in ("checkbox", "radio"):
            found.pop("checked", None)
            found |= {"checked": ""} if one.checked else {}
        elif found.get("type", "").lower() != "file":
            found["value"] = one.value
    elif one.tag == "option":
        found.pop("selected", None)
        found |= {"selected": ""} if one.selected else {}
    return found

