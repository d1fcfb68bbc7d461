"""From attributes and style sheets to what a snapshot reads: one shared ``Context`` per kind of element and place.

A context is reached from its parent's context by the element's signature (tag and the attributes that can matter), so
that resolving an element seen before is one dictionary lookup. Selector matching is an automaton: a context carries
which prefixes of each selector its ancestors have matched.
"""

from __future__ import annotations

from functools import lru_cache

from webgen.engines.twin import roles
from webgen.engines.twin.cascade import cascade
from webgen.engines.twin.content import pseudo_text
from webgen.engines.twin.context import ALWAYS, BY_CONTENT, CONTROL_TAGS, GENERAL, UNNAMED, Context, Signature
from webgen.engines.twin.css import AUTO, LATER, UNKNOWN, ZERO, Rule, parse_stylesheet
from webgen.engines.twin.dom import Document, Element
from webgen.engines.twin.extent import box_of
from webgen.engines.twin.rules import RuleIndex
from webgen.engines.twin.svg import NOT_RENDERED
from webgen.engines.twin.values import INPUT_TYPES

# tags whose rendering depends on being the first of their kind
_FIRST_MATTERS = frozenset(("legend", "summary"))
_INLINE_OUTER = {
    "inline": "block", "inline-block": "block", "inline-flex": "flex", "inline-grid": "grid", "inline-table": "table",
    "table-row": "block", "table-cell": "block", "table-row-group": "block", "table-header-group": "block",
    "table-footer-group": "block", "table-caption": "block",
}  # fmt: skip
_SECTIONING = frozenset(("article", "aside", "main", "nav", "section"))
_SECTION_ROLES = frozenset(("article", "complementary", "main", "navigation", "region"))
_MOST_CONTEXTS = 12_000
_SPECIAL_NAMES = frozenset(
    (
        "input", "button", "output", "textarea", "select", "meter", "progress", "fieldset", "figure", "img", "table",
        "area", "svg",
    )
)  # fmt: skip
_VALUE_ROLES = frozenset(
    ("textbox", "searchbox", "combobox", "listbox", "progressbar", "scrollbar", "slider", "spinbutton", "meter", "menu")
)


def child_context(parent: Context, signature: Signature) -> Context:
    """Return the context of an element of this signature inside a parent."""
    known = parent.children.get(signature)
    if known is None:
        known = parent.children[signature] = _make(parent, signature)
    return known


def _make(parent: Context, signature: Signature) -> Context:
    index = parent.index
    index.size += 1
    self = Context.__new__(Context)
    self.index, self.children, self.parent = index, {}, parent
    self.recipes = {}
    self.first = False
    if isinstance(signature, tuple) and signature[0] == "#first":
        self.first, signature = bool(signature[1]), signature[2]
    tag, attrs = (signature, {}) if isinstance(signature, str) else (signature[0], dict(signature[1:]))
    self.shadow = "#shadow" in attrs
    self.svg = tag.startswith("svg:")
    self.tag, self.attrs = tag.removeprefix("svg:"), attrs
    self.type = _type_of(self.tag, attrs)
    self.drop_down = self.tag == "select" and "multiple" not in attrs and not _listbox_size(attrs)
    _inherit(self, parent)
    self.matched = index.match(self)
    self.above = (0 if parent.shadow else parent.above) | (self.matched & index.carried)
    declared, before, after = cascade(self)
    _apply(self, parent, declared)
    self.before = self.after = ""
    self.before_box = False
    if index.has_pseudo:
        for name, values in (("before", before), ("after", after)):
            text, boxed = pseudo_text(values, attrs, bool(self.blockifies), self.visible)
            setattr(self, name, text)
            self.before_box = self.before_box or boxed
    _describe(self)
    return self


def _type_of(tag: str, attrs: dict[str, str]) -> str:
    kind = attrs.get("type", "").lower()
    if tag == "input":
        return kind if kind in INPUT_TYPES else "text"
    return ""


def _listbox_size(attrs: dict[str, str]) -> bool:
    size = attrs.get("size", "").strip()
    return size.isdigit() and int(size) > 1


def _inherit(self: Context, parent: Context) -> None:
    """Take over what flows down whatever the style sheets say."""
    attrs, tag = self.attrs, self.tag
    self.table_role = (roles.explicit(attrs) or "") if tag == "table" else parent.table_role
    self.in_section = parent.in_section or (tag in _SECTIONING and "role" not in attrs) or (
        attrs.get("role") in _SECTION_ROLES
    )  # fmt: skip
    if tag == "fieldset" and "disabled" in attrs:
        self.disabled_fieldset = True
    elif tag == "legend" and self.first and parent.tag == "fieldset" and "disabled" in parent.attrs:
        self.disabled_fieldset = False
    else:
        self.disabled_fieldset = parent.disabled_fieldset and not parent.shadow
    in_group = tag == "option" and parent.tag == "optgroup" and "disabled" in parent.attrs
    self.natively_disabled = tag in CONTROL_TAGS and ("disabled" in attrs or in_group or self.disabled_fieldset)
    value = attrs.get("aria-disabled", "").lower()
    self.aria_disabled = value == "true" or (value != "false" and parent.aria_disabled)
    self.aria_hidden = parent.aria_hidden or attrs.get("aria-hidden", "").lower() == "true"
    closed = parent.tag == "details" and "open" not in parent.attrs and not (tag == "summary" and self.first)
    dropped = tag in ("option", "optgroup", "hr") and _in_drop_down(parent)
    unrendered = self.svg and parent.svg and tag in NOT_RENDERED
    self.skipped = parent.skipped or closed or dropped or unrendered or tag in ("noscript", "area")


def _in_drop_down(parent: Context | None) -> bool:
    while parent is not None and parent.tag in ("optgroup", "select"):
        if parent.tag == "select":
            return parent.drop_down
        parent = parent.parent
    return False


def _apply(self: Context, parent: Context, declared: dict[str, str]) -> None:
    """Turn declarations into computed values."""
    display = declared["display"]
    if display == "inherit":
        display = parent.display
    elif display in ("initial", "unset"):
        display = "inline"
    position = declared.get("position", "static")
    self.out_of_flow = position in ("absolute", "fixed")
    tag = self.tag
    container = parent.blockifies if not (parent.tag == "details" and tag != "summary") else ""
    if (self.out_of_flow or container) and not (self.svg and parent.svg):
        display = _INLINE_OUTER.get(display, display)
    self.display = display
    self.blockifies = ""
    if display in ("flex", "inline-flex"):
        self.blockifies = "column" if declared.get("flex-direction") == "column" else "row"
    elif display in ("grid", "inline-grid"):
        self.blockifies = "grid"
    self.none = parent.none or display == "none"
    self.inline = display == "inline"
    self.block = display != "inline" or tag == "br"
    visibility = declared.get("visibility", "inherit")
    self.visible = parent.visible if visibility in ("inherit", "unset") else visibility != "hidden"
    cursor = declared.get("cursor", "inherit")
    self.cursor_pointer = parent.cursor_pointer if cursor in ("inherit", "unset") else _last_cursor(cursor) == "pointer"
    events = declared.get("pointer-events", "inherit")
    self.pointer = parent.pointer if events in ("inherit", "unset") else events != "none"
    marker = declared.get("list-style-type", "inherit")
    self.marker = parent.marker if marker == "inherit" else marker != "none"
    size = declared.get("font-size", "inherit")
    self.font_zero = size == ZERO or (parent.font_zero and size in ("inherit", AUTO))
    self.container = container
    self.open = declared if any(word.startswith(LATER) for word in declared.values()) else None
    if self.open is not None:
        declared = {name: UNKNOWN if word.startswith(LATER) else word for name, word in declared.items()}
    self.box = box_of(self, parent, declared)


def _last_cursor(value: str) -> str:
    return value.rsplit(",", 1)[-1].strip()


def _describe(self: Context) -> None:
    """Work out role, states and how the element gets its name."""
    attrs, tag = self.attrs, self.tag
    self.shown = self.visible and not self.none and not self.skipped
    ignored = tag in ("style", "script", "noscript", "template")
    option = tag == "option" and _has_select(self.parent)
    self.hidden = ignored or self.aria_hidden or self.none or not (self.shown or option)
    self.role = roles.role_of(self)
    self.ornament = (
        tag == "svg" and self.hidden and self.shown and not self.pointer and self.box.kind == ALWAYS and self.role == "img"
        and not self.before and not self.after
    )  # fmt: skip
    if tag == "iframe" and not self.svg:  # whatever its attributes say
        self.role = "iframe"
    role = self.role or ""
    self.checked, self.middle, self.rest = roles.states(self, role)
    sources = "aria-label" in attrs or "aria-labelledby" in attrs or "title" in attrs
    special = tag in _SPECIAL_NAMES or self.svg or role in (roles.DYNAMIC_TH, roles.DYNAMIC_LIST)
    by_content = role in roles.NAME_FROM_CONTENT or (tag == "summary" and role not in roles.NONE)
    if role in roles.UNNAMED or role == "iframe":
        self.naming = UNNAMED
    elif sources or special:
        self.naming = GENERAL
    else:
        self.naming = BY_CONTENT if by_content else UNNAMED
    if sources or special or role in _VALUE_ROLES or "aria-owns" in attrs:
        self.passes = GENERAL
    else:
        self.passes = BY_CONTENT if role in roles.PASS_TEXT_UP or tag == "summary" else UNNAMED


def _has_select(parent: Context | None) -> bool:
    while parent is not None:
        if parent.tag == "select":
            return True
        parent = parent.parent
    return False


# ---- documents ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _compile(rules: tuple[Rule, ...]) -> list[RuleIndex]:
    return [RuleIndex(rules)]


@lru_cache(maxsize=512)
def _rules_of(sheets: tuple[str, ...]) -> list[RuleIndex]:
    return _compile(tuple(rule for sheet in sheets for rule in parse_stylesheet(sheet)))


def index_for(document: Document) -> RuleIndex:
    """Return the compiled rules of a document; equal rules are shared between documents."""
    holder = _rules_of(document.stylesheets)
    if holder[0].size > _MOST_CONTEXTS:  # bound the memory of a long run
        holder[0] = RuleIndex(tuple(rule for rule, _ in holder[0].rules))
    return holder[0]


def _is_first(element: Element) -> bool:
    parent = element.parent
    if parent is None:
        return False
    for other in parent.children:
        if other.__class__ is Element and other.tag == element.tag:
            return other is element
    return False


def restyle(document: Document) -> RuleIndex:
    """Give every element of the document its context, looking only at what changed since the last time."""
    index = index_for(document)
    root = document.root
    theme = index.theme(document.stylesheets)
    if document._rules is not index or document._theme is not theme:
        for element in root.iter():
            element._shape = element._box = element._aria = None
        document._rules, document._theme = index, theme
    context = child_context(index.root, root._shape or _shape(root, index))
    if root._style is not context or root._styled != root.version:
        root._style = context
        _restyle_children(root, context, index)
    return index


def _shape(element: Element, index: RuleIndex) -> Signature:
    shape = element._shape = index.signature(element)
    return shape


def _restyle_children(element: Element, context: Context, index: RuleIndex) -> None:
    element._styled = element.version
    known = context.children
    for child in element.children:
        if child.__class__ is not Element:
            continue
        shape = child._shape
        if shape is None:
            shape = child._shape = index.signature(child)
        if child.tag in _FIRST_MATTERS:
            shape = ("#first", _is_first(child), shape)
        own = known.get(shape)
        if own is None:
            own = child_context(context, shape)
        if child._style is not own:
            child._style = own
            _restyle_children(child, own, index)
        elif child._styled != child.version:
            _restyle_children(child, own, index)


def context_of(element: Element) -> Context:
    """Return the up-to-date context of an element in its document."""
    restyle(element.document)
    if element._style is None:
        raise ValueError(f"{element!r} is not in the document")
    context: Context = element._style
    return context
