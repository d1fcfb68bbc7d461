"""Which declarations win for an element: the browser's own, the page's, and its style attribute."""

from __future__ import annotations

from typing import Any

from webgen.engines.twin import ua
from webgen.engines.twin.context import Context
from webgen.engines.twin.css import SOME, ZERO, parse_declarations
from webgen.engines.twin.rules import SIZED_TAGS
from webgen.errors import Unsupported


def _default_display(self: Context) -> str:
    tag, attrs = self.tag, self.attrs
    if self.svg:
        return "block" if tag == "text" else "inline"
    if tag == "dialog":
        return "block" if "open" in attrs else "none"
    if tag == "summary" and self.first and self.parent is not None and self.parent.tag == "details":
        return "list-item"
    if tag == "audio" and "controls" in attrs:
        return "inline"
    return ua.DISPLAY.get(tag, "inline")


def _defaults(self: Context) -> dict[str, str]:
    """Return the declarations of the browser's own style sheet."""
    tag, attrs = self.tag, self.attrs
    declared = {"display": _default_display(self)}
    if "hidden" in attrs or "popover" in attrs:
        if attrs.get("hidden", "").lower() == "until-found":
            raise Unsupported('hidden="until-found" is outside the twin\'s subset')
        declared["display"] = "none"
    linked = tag == "a" and "href" in attrs
    cursor = ua.cursor(tag, self.type, self.natively_disabled, linked)
    if cursor is not None:
        declared["cursor"] = cursor
    if not self.svg:
        declared |= ua.input_sizes(self.type) if tag == "input" else ua.SIZES.get(tag, {})
        if tag in ("ul", "ol", "menu", "dir"):
            declared["list-style-type"] = "some"
        if tag == "dialog":
            declared["position"] = "absolute"
        elif "popover" in attrs:
            declared["position"] = "fixed"
    if tag in SIZED_TAGS:
        _attribute_sizes(self, declared)
    return declared


def _attribute_sizes(self: Context, declared: dict[str, str]) -> None:
    if self.tag == "svg":
        declared |= {"width": SOME, "height": SOME}
    for name in ("width", "height"):
        text = self.attrs.get(name, "").strip().rstrip("px%").strip()
        if text:
            try:
                declared[name] = SOME if float(text) > 0 else ZERO
            except ValueError:
                continue


def cascade(self: Context) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return the winning declarations for the element, its ::before and its ::after."""
    found: dict[str, list[tuple[tuple[Any, ...], str, str]]] = {"": [], "before": [], "after": []}
    for order, rule in self.index.matching(self.matched):
        selector = rule.selector
        for name, value, important in rule.declarations:
            weight = (important, False, selector.specificity, order)
            found[selector.pseudo_element].append((weight, name, value))
    if "style" in self.attrs:
        for name, value, important in parse_declarations(self.attrs["style"]):
            found[""].append(((important, True, (0, 0, 0), 0), name, value))
    result = []
    for kind in ("", "before", "after"):
        values = _defaults(self) if not kind else {}
        for _, name, value in sorted(found[kind], key=lambda one: one[0]):
            values[name] = value
        result.append(values)
    if self.tag == "noscript":
        result[0]["display"] = "inline"
    elif self.tag == "input" and self.type == "hidden":
        result[0]["display"] = "none"
    return result[0], result[1], result[2]
