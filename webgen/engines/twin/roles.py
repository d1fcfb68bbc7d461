"""ARIA roles: what an element is by its own attributes and the tags around it.

Facts follow HTML-AAM as Playwright 1.65 reads it, including where it differs from browsers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webgen.engines.twin.context import Context

VALID = frozenset(
    (
        "alert", "alertdialog", "application", "article", "banner", "blockquote", "button", "caption", "cell",
        "checkbox", "code", "columnheader", "combobox", "complementary", "contentinfo", "definition", "deletion",
        "dialog", "directory", "document", "emphasis", "feed", "figure", "form", "generic", "grid", "gridcell", "group",
        "heading", "img", "insertion", "link", "list", "listbox", "listitem", "log", "main", "mark", "marquee", "math",
        "meter", "menu", "menubar", "menuitem", "menuitemcheckbox", "menuitemradio", "navigation", "none", "note",
        "option", "paragraph", "presentation", "progressbar", "radio", "radiogroup", "region", "row", "rowgroup",
        "rowheader", "scrollbar", "search", "searchbox", "separator", "slider", "spinbutton", "status", "strong",
        "subscript", "superscript", "switch", "tab", "table", "tablist", "tabpanel", "term", "textbox", "time", "timer",
        "toolbar", "tooltip", "tree", "treegrid", "treeitem",
    )
)  # fmt: skip
NONE = frozenset(("presentation", "none"))
UNNAMED = frozenset(
    (
        "caption", "code", "definition", "deletion", "emphasis", "generic", "insertion", "mark", "paragraph",
        "presentation", "strong", "subscript", "suggestion", "superscript", "term", "time",
    )
)  # fmt: skip
NAME_FROM_CONTENT = frozenset(
    (
        "button", "cell", "checkbox", "columnheader", "gridcell", "heading", "link", "menuitem", "menuitemcheckbox",
        "menuitemradio", "option", "radio", "row", "rowheader", "switch", "tab", "tooltip", "treeitem",
    )
)  # fmt: skip
# roles that hand their text up to a name made from content
PASS_TEXT_UP = NAME_FROM_CONTENT | frozenset(
    (
        "", "caption", "code", "contentinfo", "definition", "deletion", "emphasis", "insertion", "list", "listitem",
        "mark", "none", "paragraph", "presentation", "region", "row", "rowgroup", "section", "strong", "subscript",
        "superscript", "table", "term", "time",
    )
)  # fmt: skip
CHECKED = frozenset(("checkbox", "menuitemcheckbox", "option", "radio", "switch", "menuitemradio", "treeitem"))
DISABLED = frozenset(
    (
        "application", "button", "composite", "gridcell", "group", "input", "link", "menuitem", "scrollbar",
        "separator", "tab", "checkbox", "columnheader", "combobox", "grid", "listbox", "menu", "menubar",
        "menuitemcheckbox", "menuitemradio", "option", "radio", "radiogroup", "row", "rowheader", "searchbox", "select",
        "slider", "spinbutton", "switch", "tablist", "textbox", "toolbar", "tree", "treegrid", "treeitem",
    )
)  # fmt: skip
EXPANDED = frozenset(
    (
        "application", "button", "checkbox", "combobox", "gridcell", "link", "listbox", "menuitem", "row", "rowheader",
        "tab", "treeitem", "columnheader", "menuitemcheckbox", "menuitemradio", "switch",
    )
)  # fmt: skip
INVALID = frozenset(
    (
        "application", "checkbox", "columnheader", "combobox", "gridcell", "listbox", "radiogroup", "rowheader",
        "searchbox", "slider", "spinbutton", "switch", "textbox", "tree",
    )
)  # fmt: skip
LEVEL = frozenset(("heading", "listitem", "row", "treeitem"))
SELECTED = frozenset(("gridcell", "option", "row", "tab", "rowheader", "columnheader", "treeitem"))
# a name made from content stays on these even when the children show all of it
KEEPS_NAME = frozenset(
    (
        "alertdialog", "dialog", "banner", "complementary", "contentinfo", "form", "main", "navigation", "region",
        "search", "application", "document", "figure", "group", "grid", "listbox", "menu", "menubar", "radiogroup",
        "tablist", "tabpanel", "toolbar", "tree", "treegrid", "table", "columnheader", "rowheader",
    )
)  # fmt: skip
_NAMED_AREA_BANS = frozenset(
    (
        "caption", "code", "deletion", "emphasis", "generic", "insertion", "paragraph", "presentation", "strong",
        "subscript", "superscript",
    )
)  # fmt: skip
GLOBAL_ATTRIBUTES = frozenset(
    (
        "aria-atomic", "aria-busy", "aria-controls", "aria-current", "aria-describedby", "aria-details",
        "aria-dropeffect", "aria-flowto", "aria-grabbed", "aria-hidden", "aria-keyshortcuts", "aria-live", "aria-owns",
        "aria-relevant",
    )
)  # fmt: skip
_TAG_ROLES = {
    "article": "article", "aside": "complementary", "blockquote": "blockquote", "button": "button", "caption":
    "caption", "code": "code", "datalist": "listbox", "dd": "definition", "del": "deletion", "details": "group",
    "dfn": "term", "dialog": "dialog", "dt": "term", "em": "emphasis", "fieldset": "group", "figure": "figure",
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading", "hr":
    "separator", "html": "document", "ins": "insertion", "li": "listitem", "main": "main", "mark": "mark", "math":
    "math", "menu": "list", "meter": "meter", "nav": "navigation", "ol": "list", "optgroup": "group", "option":
    "option", "output": "status", "p": "paragraph", "progress": "progressbar", "search": "search", "strong":
    "strong", "sub": "subscript", "sup": "superscript", "svg": "img", "table": "table", "tbody": "rowgroup",
    "textarea": "textbox", "tfoot": "rowgroup", "thead": "rowgroup", "time": "time", "tr": "row", "ul": "list",
}  # fmt: skip
_INPUT_ROLES = {
    "button": "button", "checkbox": "checkbox", "file": "button", "image": "button", "number": "spinbutton",
    "radio": "radio", "range": "slider", "reset": "button", "search": "searchbox", "submit": "button",
}  # fmt: skip
LISTED_INPUTS = frozenset(("email", "search", "tel", "text", "url"))
_PRESENTATION_PARENTS: dict[str, tuple[str, ...]] = {
    "dd": ("dl", "div"), "div": ("dl",), "dt": ("dl", "div"), "li": ("ol", "ul"), "tbody": ("table",), "td": ("tr",),
    "tfoot": ("table",), "th": ("tr",), "thead": ("table",), "tr": ("thead", "tbody", "tfoot", "table"),
}  # fmt: skip
_JS_NUMBER = re.compile(
    r"\s*(?:[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|Infinity)|0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+)?\s*\Z"
)
DYNAMIC_TH = "th?"  # depends on the cells beside it
DYNAMIC_LIST = "list?"  # depends on a datalist elsewhere


def is_js_number(text: str) -> bool:
    """Tell whether JavaScript's ``Number(text)`` is a number (the empty string is 0)."""
    return _JS_NUMBER.match(text) is not None


def explicit(attrs: dict[str, str]) -> str | None:
    """Return the first valid token of the role attribute."""
    role = attrs.get("role")
    if not role:
        return None
    for token in role.lower().split(" "):
        if token.strip() in VALID:
            return token.strip()
    return None


def has_global_attribute(attrs: dict[str, str], for_role: str | None) -> bool:
    """Tell whether an attribute is present that makes a presentational role void."""
    if not GLOBAL_ATTRIBUTES.isdisjoint(attrs):
        return True
    banned = for_role in _NAMED_AREA_BANS
    if not banned and ("aria-label" in attrs or "aria-labelledby" in attrs):
        return True
    return "aria-roledescription" in attrs and for_role != "generic"


def _has_tabindex(attrs: dict[str, str]) -> bool:
    return "tabindex" in attrs and is_js_number(attrs["tabindex"])


def _conflict(context: Context, role: str | None) -> bool:
    """Tell whether an element ignores its presentational role because it is focusable or has global attributes."""
    attrs, tag = context.attrs, context.tag
    if has_global_attribute(attrs, role):
        return True
    if context.natively_disabled:
        return False
    focusable = (
        tag in ("button", "details", "select", "textarea")
        or (tag in ("a", "area") and "href" in attrs)
        or (tag == "input" and "hidden" not in attrs)
    )
    return focusable or _has_tabindex(attrs)


def _by_tag(context: Context) -> str | None:
    tag, attrs = context.tag, context.attrs
    match tag:
        case "a" | "area":
            return "link" if "href" in attrs else None
        case "footer":
            return None if context.in_section else "contentinfo"
        case "header":
            return None if context.in_section else "banner"
        case "form":
            return "form" if "aria-label" in attrs or "aria-labelledby" in attrs else None
        case "section":
            return "region" if "aria-label" in attrs or "aria-labelledby" in attrs else None
        case "img":
            blank = attrs.get("alt") == "" and not attrs.get("title")
            decorative = blank and not has_global_attribute(attrs, None) and not _has_tabindex(attrs)
            return "presentation" if decorative else "img"
        case "input":
            if context.type == "hidden":
                return None
            if "list" in attrs and context.type in LISTED_INPUTS:
                return DYNAMIC_LIST
            return _INPUT_ROLES.get(context.type, "textbox")
        case "select":
            return "combobox" if context.drop_down else "listbox"
        case "td":
            return "gridcell" if context.table_role in ("grid", "treegrid") else "cell"
        case "th":
            scope = attrs.get("scope")
            if scope in ("col", "colgroup"):
                return "columnheader"
            return "rowheader" if scope in ("row", "rowgroup") else DYNAMIC_TH
        case _:
            return _TAG_ROLES.get(tag)


def implicit(context: Context) -> str | None:
    """Return the role by tag, or the presentational role taken over from a list or table around it."""
    role = _by_tag(context)
    if role is None:
        return None
    child: Context | None = context
    while child is not None:
        parent = child.parent
        if parent is None or parent.tag not in _PRESENTATION_PARENTS.get(child.tag, ()):
            break
        given = explicit(parent.attrs)
        if given in NONE and not _conflict(parent, given):
            return given
        child = parent
    return role


def role_of(context: Context) -> str | None:
    """Return the role of an element, or one of the two ``DYNAMIC`` markers."""
    given = explicit(context.attrs)
    if given is None:
        return implicit(context)
    if given in NONE:
        own = implicit(context)
        if _conflict(context, own):
            return own
    return given


def states(context: Context, role: str) -> tuple[str, str, str]:
    """Return the parts of the snapshot line that attributes decide: checked, disabled and expanded, the rest."""
    attrs, tag = context.attrs, context.tag
    checked = middle = rest = ""
    if role in CHECKED:
        value = attrs.get("aria-checked", "").lower()
        checked = " [checked]" if value == "true" else " [checked=mixed]" if value == "mixed" else ""
    if role in DISABLED and (context.natively_disabled or context.aria_disabled):
        middle = " [disabled]"
    opened = "open" in attrs if tag == "details" else attrs.get("aria-expanded", "").lower() == "true"
    if role in EXPANDED and opened:
        middle += " [expanded]"
    if role in INVALID:
        rest += _invalid(attrs.get("aria-invalid", "").lower())
    if role in LEVEL:
        rest += _level(tag, attrs)
    if role == "button":
        pressed = attrs.get("aria-pressed", "").lower()
        rest += " [pressed=mixed]" if pressed == "mixed" else " [pressed]" if pressed == "true" else ""
    if role in SELECTED and tag != "option" and attrs.get("aria-selected", "").lower() == "true":
        rest += " [selected]"
    return checked, middle, rest


def _invalid(value: str) -> str:
    if not value.strip() or value == "false":
        return ""
    return f" [invalid={value}]" if value in ("grammar", "spelling") else " [invalid]"


def _level(tag: str, attrs: dict[str, str]) -> str:
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return f" [level={tag[1]}]"
    text = attrs.get("aria-level", "").strip()
    if not text.replace(".", "", 1).isdecimal():
        return ""
    value = float(text)
    return f" [level={int(value)}]" if value == int(value) and value >= 1 else ""
