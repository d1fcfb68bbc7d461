"""What in a style sheet or a page lies outside the twin's subset, by name, before anybody plays it.

The twin raises :class:`webgen.errors.Unsupported` where it cannot tell what Chromium would show. A template should never
get there: these checks find such places, and some that the twin would decide but a person would not want.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from webgen.engines.twin import ua
from webgen.engines.twin.boxes import has_box
from webgen.engines.twin.context import Context
from webgen.engines.twin.css import media_matches, parse_stylesheet, statements
from webgen.engines.twin.dom import Document, Element
from webgen.engines.twin.style import restyle
from webgen.engines.twin.values import ATTRIBUTE_VALUE, sanitise
from webgen.errors import Unsupported

# elements that stand empty for good reason
_MAY_BE_EMPTY = frozenset(
    (
        "area", "base", "br", "canvas", "head", "hr", "html", "body", "img", "input", "link", "map", "meta", "meter",
        "option", "progress", "script", "select", "source", "style", "svg", "td", "template", "textarea", "th", "title",
        "track", "video", "wbr",
    )
)  # fmt: skip
_LIVE_ROLES = frozenset(("status", "alert", "log", "timer"))


def lint_css(text: str) -> list[str]:
    """Name every rule of a style sheet that the twin could not follow."""
    problems: list[str] = []
    for prelude, body in statements(text):
        try:
            if prelude.startswith("@media") and body is not None:
                media_matches(prelude[6:].strip())
                problems += lint_css(body)
            else:
                parse_stylesheet(f"{prelude} {{{body}}}" if body is not None else f"{prelude};")
        except Unsupported as error:
            problems.append(str(error))
    return problems


def lint_html(document: Document) -> list[str]:
    """Name everything on a page that the twin could not follow, or that a browser would not keep as written."""
    problems = [] if document.standards else ["the page has no <!doctype html>: quirks mode stretches its body"]
    try:
        restyle(document)
    except Unsupported as error:
        return [*problems, str(error)]
    problems += [f"id {name!r} stands {count} times" for name, count in _ids(document).items() if count > 1]
    problems += _lint_shadow(document)
    for element in document.root.iter():
        problems += _lint_element(element)
    return list(dict.fromkeys(problems))


def _ids(document: Document) -> dict[str, int]:
    counted = Counter((one.attrs["id"], one.scope) for one in document.root.iter() if one.attrs.get("id"))
    return {name: max(counted[name, scope] for name_, scope in counted if name_ == name) for name, _ in counted}


def _lint_shadow(document: Document) -> Iterator[str]:
    """A shadow tree links the style sheets of its document, all of them and in their order."""

    def sheets(scope: Element | None) -> list[str]:
        links = (one for one in document.root.iter() if one.tag == "link" and one.scope is scope)
        return [one.get("href", "") for one in links if "stylesheet" in one.get("rel", "").lower().split()]

    wanted = sheets(None)
    for host in document.root.iter():
        if host.shadow and sheets(host) != wanted:
            yield f"the shadow tree of {host!r} does not link the style sheets of its document"


def _lint_element(element: Element) -> Iterator[str]:
    context: Context = element._style
    tag = element.tag
    if tag in ua.REFUSED and not element.svg:
        yield f"<{tag}> is outside the twin's subset"
        return
    if "aria-owns" in element.attrs:
        yield f"{element!r}: aria-owns is outside the twin's subset"
    if "popover" in element.attrs:
        yield f"{element!r}: the twin cannot open a popover"
    if tag == "img" and not {"alt", "width", "height"} <= element.attrs.keys():
        yield f"{element!r} needs alt, width and height: its box must not wait for the file"
        return
    if tag == "input":
        yield from _lint_value(element)
    yield from _lint_box(element, context)


def _lint_value(element: Element) -> Iterator[str]:
    given = element.get("value")
    if given is None or element.type in ATTRIBUTE_VALUE or element.type == "file":
        return
    try:
        kept = sanitise(element, element.type, given)
        if kept != given:
            yield f"{element!r}: a browser makes {kept!r} of its value"
    except Unsupported as error:
        yield f"{element!r}: {error}"


def _lint_box(element: Element, context: Context) -> Iterator[str]:
    if context.none or (context.skipped and not context.shown):
        return
    try:
        boxed = has_box(element)
    except Unsupported as error:
        yield str(error)
        return
    if boxed or element.svg or element.tag in _MAY_BE_EMPTY or _waits_for_content(element):
        return
    if not any(isinstance(child, Element) and _shows(child) for child in element.children):
        yield f"{element!r} is empty and has no size: give it content, a size, or hide it"


def _shows(element: Element) -> bool:
    context: Context = element._style
    return not context.none and (context.out_of_flow or bool(element.children))


def _waits_for_content(element: Element) -> bool:
    """Tell whether something may put content in later: it can be addressed, or it is a live region."""
    return bool(element.id) or "aria-live" in element.attrs or element.get("role", "") in _LIVE_ROLES


# ---- what the twin would pass over in silence -------------------------------------------------------------------------

_PASSED_OVER = {
    "dirname": "input, textarea", "accept-charset": "form", "nonce": "style",
}  # fmt: skip
_IN_SELECT = frozenset(("option", "optgroup", "hr", "script", "template"))
_HTTP_EQUIV = frozenset(("refresh", "content-security-policy"))
_STRANGE_CSS = (
    (re.compile(r"@keyframes\s[^{]*\{(?:[^{}]*\{[^{}]*\})*?[^{}]*\{[^{}]*\bdisplay\s*:", re.IGNORECASE), "display inside @keyframes"),
    (re.compile(r"cursor\s*:\s*url\(", re.IGNORECASE), "cursor: url()"),
)


def strange(document: Document) -> list[str]:
    """Name what stands on a page that the twin passes over in silence although Chromium acts on it.

    Generated sites have none of it (a test looks); pages from elsewhere may.
    """
    found = []
    for text in document.stylesheets:
        found += [f"{what} is outside the twin's subset" for pattern, what in _STRANGE_CSS if pattern.search(text)]
        if text.count("{") != text.count("}"):
            found.append("a style sheet with a block that is not closed is outside the twin's subset")
    for element in document.root.iter():
        found += [f"{element!r}: {what} is outside the twin's subset" for what in _strange_parts(element)]
    return list(dict.fromkeys(found))


def _strange_parts(element: Element) -> Iterator[str]:
    tag, attrs = element.tag, element.attrs
    if tag in ua.REFUSED and not element.svg:
        yield f"<{tag}>"
    yield from (name for name in _PASSED_OVER if name in attrs)
    if attrs.get("shadowrootmode", "open") != "open":
        yield f"shadowrootmode={attrs['shadowrootmode']}"
    if tag == "meta" and attrs.get("http-equiv", "").lower() in _HTTP_EQUIV:
        yield f"http-equiv={attrs['http-equiv']}"
    if tag == "style" or (tag == "link" and "stylesheet" in attrs.get("rel", "").lower().split()):
        if attrs.get("media", "").strip().lower() not in ("", "all", "screen"):
            yield f"media={attrs['media']}"
        if attrs.get("type", "").strip().lower() not in ("", "text/css"):
            yield f"type={attrs['type']}"
    if tag == "textarea" and attrs.get("wrap", "").lower() == "hard":
        yield "wrap=hard"
    if tag == "input" and attrs.get("type", "").lower() == "image":
        yield "type=image"
    if attrs.get("tabindex", "").strip().lstrip("+").isdigit() and int(attrs["tabindex"]) > 0:
        yield "a positive tabindex"
    if tag == "select" and any(one.tag not in _IN_SELECT for one in element.elements):
        yield "a select with other things than options in it"
