"""From attributes and style sheets to what a snapshot reads: one shared ``Context`` per kind of element and place.

A context is reached from its parent's context by the element's signature (tag and the attributes that can matter), so
that resolving an element seen before is one dictionary lookup. Selector matching is an automaton: a context carries
which prefixes of each selector its ancestors have matched.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from webgen.engines.twin import roles, ua
from webgen.engines.twin.content import pseudo_text
from webgen.engines.twin.css import AUTO, SOME, UNKNOWN, ZERO, Rule, Variables, parse_declarations, parse_stylesheet, variables_of
from webgen.engines.twin.dom import Document, Element
from webgen.engines.twin.selectors import Compound
from webgen.engines.twin.svg import NEVER_DRAWN, NOT_RENDERED
from webgen.errors import Unsupported

Signature = Any  # a tag, or a tuple of a tag and (name, value) pairs
_BY_VALUE = (
    "role class style type hidden open multiple size scope disabled tabindex popover aria-hidden aria-checked "
    "aria-pressed aria-expanded aria-selected aria-disabled aria-invalid aria-level controls"
).split()
_BY_PRESENCE = [
    "href", "aria-label", "aria-labelledby", "title", "alt", "list", "for", "aria-roledescription",
    *sorted(roles.GLOBAL_ATTRIBUTES - {"aria-hidden"}),
]  # fmt: skip
_SIZED_TAGS = frozenset(("svg", "img", "canvas", "video", "hr", "td", "th", "table"))
# tags whose rendering depends on being the first of their kind
_FIRST_MATTERS = frozenset(("legend", "summary"))
# what an element's box hangs on
# FILLED: as wide as a container that fits its content; BARE: never, provided there is no element inside
NEVER, ALWAYS, CONTENT, UNSURE, SHAPE, FILLED, BARE = range(7)
_INLINE_OUTER = {
    "inline": "block", "inline-block": "block", "inline-flex": "flex", "inline-grid": "grid", "inline-table": "table",
    "table-row": "block", "table-cell": "block", "table-row-group": "block", "table-header-group": "block",
    "table-footer-group": "block", "table-caption": "block",
}  # fmt: skip
_CONTROL_TAGS = frozenset(("button", "input", "select", "textarea", "option", "optgroup"))
_SECTIONING = frozenset(("article", "aside", "main", "nav", "section"))
_SECTION_ROLES = frozenset(("article", "complementary", "main", "navigation", "region"))
_MAX_CONTEXTS = 50_000


class RuleIndex:
    """The rules of a set of style sheets, compiled for matching from the root down."""

    def __init__(self, rules: tuple[Rule, ...], variables: Variables = ()) -> None:
        self.variables = variables
        self.compounds: dict[Compound, int] = {}
        self.rules: list[tuple[Rule, int]] = []  # with the bit of its last prefix
        self.steps: list[tuple[int, int, int, str]] = []  # compound, own bit, bit needed before (0: none), combinator
        self.names: dict[str, bool] = dict.fromkeys(_BY_PRESENCE, False) | dict.fromkeys(_BY_VALUE, True)
        self.has_pseudo = False
        prefixes: dict[tuple[int, int, str], int] = {}
        self.carried = 0  # bits that later descendants may ask for
        for rule in rules:
            bit = 0
            for position, compound in enumerate(rule.selector.compounds):
                number = self.compounds.setdefault(compound, len(self.compounds))
                combinator = rule.selector.combinators[position - 1] if position else ""
                key = (number, bit, combinator)
                if key not in prefixes:
                    prefixes[key] = 1 << len(prefixes)
                    self.steps.append((number, prefixes[key], bit, combinator))
                if bit:
                    self.carried |= bit
                bit = prefixes[key]
                self._note_names(compound)
            self.rules.append((rule, bit))
            if rule.selector.pseudo_element:
                self.has_pseudo = True
                for name, value, _ in rule.declarations:
                    if name == "content":
                        self.names.update(dict.fromkeys(_attr_names(value), True))
        self.size = 0
        self.root = Context.before_root(self)

    def _note_names(self, compound: Compound) -> None:
        if compound.ids:
            self.names["id"] = True
        for test in compound.attrs:
            self.names[test.name] = True
        for other in (*compound.nots, *(one for group in compound.anys for one in group)):
            self._note_names(other)

    def signature(self, element: Element) -> Signature:
        """Return what of an element decides its context (place among siblings aside)."""
        attrs = element.attrs
        tag = "svg:" + element.tag if element.svg else element.tag
        if not attrs:
            return tag
        names = self.names
        parts: list[Any] = [tag]
        for name, value in attrs.items():
            whole = names.get(name)
            if whole is not None:
                parts.append((name, value if whole else "1" if value else ""))
            elif (name == "width" or name == "height") and element.tag in _SIZED_TAGS:
                parts.append((name, value))
        return tuple(parts) if len(parts) > 1 else tag

    def match(self, context: Context) -> int:
        """Return the bits of all selector prefixes that end at this element."""
        tag, attrs, state = context.tag, context.attrs, context.in_state
        hits = [compound.accepts(tag, attrs, state) for compound in self.compounds]
        parent = context.parent
        above, direct = (parent.above, parent.matched) if parent is not None else (0, 0)
        matched = 0
        for number, bit, needed, combinator in self.steps:
            if hits[number] and (not needed or needed & (direct if combinator == ">" else above)):
                matched |= bit
        return matched


def _attr_names(content: str) -> list[str]:
    return [part.split(")")[0].strip().lower() for part in content.split("attr(")[1:]]


class Context:
    """What holds for every element of one signature in one place. Shared, never changed once made."""

    __slots__ = (
        "above", "after", "aria_disabled", "aria_hidden", "attrs", "before", "before_box", "block", "box", "checked",
        "children", "cursor_pointer", "disabled_fieldset", "display", "drop_down", "empty", "first", "font_zero", "hidden",
        "in_section", "index", "inline", "marker", "matched", "middle", "natively_disabled", "none",
        "out_of_flow", "parent", "pointer", "rest", "role", "shown", "skipped", "svg", "table_role", "tag",
        "type", "vertical", "visible", "blockifies", "naming", "passes", "fits", "inside_fit", "recipes",
    )  # fmt: skip
    index: RuleIndex
    children: dict[Signature, Context]

    @classmethod
    def before_root(cls, index: RuleIndex) -> Context:
        """Make the context that the html element hangs on."""
        self = cls.__new__(cls)
        self.index, self.children, self.parent = index, {}, None
        self.above = self.matched = 0
        self.tag, self.attrs, self.type, self.svg, self.first = "", {}, "", False, False
        self.display, self.blockifies, self.none, self.skipped = "block", "root", False, False
        self.visible = self.pointer = True
        self.aria_hidden = self.cursor_pointer = self.font_zero = self.in_section = False
        self.disabled_fieldset = self.aria_disabled = False
        self.fits = self.inside_fit = False
        self.marker, self.table_role, self.drop_down, self.role = True, "", False, None
        return self

    def child(self, signature: Signature) -> Context:
        """Return the context of a child with this signature."""
        found = self.children.get(signature)
        if found is None:
            found = self.children[signature] = _make(self, signature)
        return found

    def in_state(self, pseudo: str) -> bool:
        """Evaluate the few pseudo-classes of the subset."""
        match pseudo:
            case "root":
                return self.tag == "html"
            case "link" | "any-link":
                return self.tag in ("a", "area") and "href" in self.attrs
            case "disabled":
                return self.tag in _CONTROL_TAGS and self.natively_disabled
            case "enabled":
                return self.tag in _CONTROL_TAGS and not self.natively_disabled
            case _:
                raise Unsupported(f":{pseudo} is outside the twin's subset")


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
    self.svg = tag.startswith("svg:")
    self.tag, self.attrs = tag.removeprefix("svg:"), attrs
    self.type = _type_of(self.tag, attrs)
    self.drop_down = self.tag == "select" and "multiple" not in attrs and not _listbox_size(attrs)
    _inherit(self, parent)
    self.matched = index.match(self)
    self.above = parent.above | (self.matched & index.carried)
    declared, before, after = _cascade(self)
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
    from webgen.engines.twin.values import INPUT_TYPES

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
        self.disabled_fieldset = parent.disabled_fieldset
    in_group = tag == "option" and parent.tag == "optgroup" and "disabled" in parent.attrs
    self.natively_disabled = tag in _CONTROL_TAGS and ("disabled" in attrs or in_group or self.disabled_fieldset)
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
    if tag in _SIZED_TAGS:
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


def _cascade(self: Context) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return the winning declarations for the element, its ::before and its ::after."""
    found: dict[str, list[tuple[tuple[Any, ...], str, str]]] = {"": [], "before": [], "after": []}
    for order, (rule, bit) in enumerate(self.index.rules):
        if bit & self.matched:
            selector = rule.selector
            for name, value, important in rule.declarations:
                weight = (important, False, selector.specificity, order)
                found[selector.pseudo_element].append((weight, name, value))
    if "style" in self.attrs:
        for name, value, important in parse_declarations(self.attrs["style"], self.index.variables):
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
    self.box, self.empty, self.vertical = _box(self, parent, declared, container)


def _last_cursor(value: str) -> str:
    return value.rsplit(",", 1)[-1].strip()


def _edge(declared: dict[str, str], side: str) -> str:
    """Return the extent that padding and border add at one side."""
    padding = declared.get(f"padding-{side}", ZERO)
    border = declared.get(f"border-{side}", ZERO)
    width = declared.get(f"border-{side}-width")
    style = declared.get("border-style")
    if style == ZERO:
        border = ZERO
    elif width is not None and (border != ZERO or style == SOME):
        border = width
    elif style == SOME and border == ZERO and width is None:
        border = SOME
    return SOME if SOME in (padding, border) else UNKNOWN if UNKNOWN in (padding, border) else ZERO


def _extent(declared: dict[str, str], size: str, sides: tuple[str, str]) -> str:
    """Return whether one dimension of a box is surely there (SOME), surely not (ZERO), by content (AUTO) or unknown."""
    words = [_edge(declared, sides[0]), _edge(declared, sides[1]), declared.get(f"min-{size}", AUTO)]
    own, most = declared.get(size, AUTO), declared.get(f"max-{size}", AUTO)
    if SOME in words:
        return SOME
    if UNKNOWN in words:
        return UNKNOWN
    if own == ZERO or most == ZERO:
        return ZERO
    return own


def _box(self: Context, parent: Context, declared: dict[str, str], container: str) -> tuple[int, int, bool]:
    """Return what decides the box, what it is when there is no content, and whether it has height by itself."""
    self.fits = self.inside_fit = False
    tag, display = self.tag, self.display
    if self.none or (self.skipped and tag in ("option", "optgroup", "hr", "noscript", "area", "title", "desc")):
        return NEVER, NEVER, False
    if self.svg and parent.svg:
        return (NEVER if tag in NEVER_DRAWN or tag in NOT_RENDERED or parent.box == NEVER else SHAPE), NEVER, False
    if tag in ("br", "wbr"):
        return NEVER, NEVER, False
    vertical = _extent(declared, "height", ("top", "bottom"))
    across = _extent(declared, "width", ("left", "right"))
    replaced = tag in ua.REPLACED or tag in ("input", "select", "textarea", "meter", "progress", "hr")
    if display == "inline" and not replaced:
        if self.font_zero:
            return CONTENT, NEVER, False
        edges = (_edge(declared, "left"), _edge(declared, "right"))
        if SOME in edges:
            return ALWAYS, ALWAYS, True
        return CONTENT, UNSURE if UNKNOWN in edges else NEVER, False
    if ZERO in (vertical, across):
        return NEVER, NEVER, False
    if replaced and tag != "hr":
        sure = vertical == SOME and across == SOME and not (
            self.type in ("checkbox", "radio") and self.blockifies
        )
        return (ALWAYS if sure else UNSURE), UNSURE, True
    if tag in ("li", "summary") and display == "list-item" and self.marker:
        vertical = SOME
    fills = across == SOME or (across == AUTO and _fills_width(self, container, declared))
    self.fits = not fills
    self.inside_fit = across != SOME and (parent.fits or parent.inside_fit)
    if vertical == SOME and fills:
        return (CONTENT, FILLED, True) if self.inside_fit else (ALWAYS, ALWAYS, True)
    if vertical == SOME and tag == "li" and container:
        return CONTENT, NEVER, True
    return CONTENT, _when_empty(self, vertical, across, container, declared), vertical == SOME


def _when_empty(self: Context, vertical: str, across: str, container: str, declared: dict[str, str]) -> int:
    """Return what the box of a non-replaced block is when nothing inside gives it an extent."""
    if UNKNOWN in (vertical, across) or self.display in ("table-cell", "table-row-group"):
        return UNSURE
    if not container or container == "root":
        return NEVER
    if container == "column":
        return UNSURE if declared.get("flex-grow") == SOME and vertical != SOME else NEVER
    # an item of a row is stretched to the height of its neighbours, one of a grid to its area
    return UNSURE if container == "grid" or SOME in (vertical, across) else BARE


def _fills_width(self: Context, container: str, declared: dict[str, str]) -> bool:
    if self.out_of_flow or self.display.startswith(("inline", "table")):
        return False
    if container == "row":
        return declared.get("flex-grow") == SOME
    return True


# ---- what names need ---------------------------------------------------------------------------------------------

UNNAMED, BY_CONTENT, GENERAL = range(3)
_SPECIAL_NAMES = frozenset(
    (
        "input", "button", "output", "textarea", "select", "meter", "progress", "fieldset", "figure", "img", "table", "area",
        "svg",
    )
)  # fmt: skip
_VALUE_ROLES = frozenset(
    ("textbox", "searchbox", "combobox", "listbox", "progressbar", "scrollbar", "slider", "spinbutton", "meter", "menu")
)


def _describe(self: Context) -> None:
    """Work out role, states and how the element gets its name."""
    attrs, tag = self.attrs, self.tag
    self.shown = self.visible and not self.none and not self.skipped
    ignored = tag in ("style", "script", "noscript", "template")
    option = tag == "option" and _has_select(self.parent)
    self.hidden = ignored or self.aria_hidden or self.none or not (self.shown or option)
    self.role = roles.role_of(self)
    role = self.role or ""
    self.checked, self.middle, self.rest = roles.states(self, role)
    sources = "aria-label" in attrs or "aria-labelledby" in attrs or "title" in attrs
    special = tag in _SPECIAL_NAMES or self.svg or role in (roles.DYNAMIC_TH, roles.DYNAMIC_LIST)
    by_content = role in roles.NAME_FROM_CONTENT or (tag == "summary" and role not in roles.NONE)
    if role in roles.UNNAMED:
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
def _compile(rules: tuple[Rule, ...], variables: Variables) -> list[RuleIndex]:
    return [RuleIndex(rules, variables)]


@lru_cache(maxsize=512)
def _index_of(sheets: tuple[str, ...]) -> list[RuleIndex]:
    variables = variables_of(sheets)
    return _compile(tuple(rule for sheet in sheets for rule in parse_stylesheet(sheet, variables)), variables)


def index_for(document: Document) -> RuleIndex:
    """Return the compiled rules of a document; equal rules are shared between documents."""
    holder = _index_of(document.stylesheets)
    if holder[0].size > _MAX_CONTEXTS:  # bound the memory of a long run
        holder[0] = RuleIndex(tuple(rule for rule, _ in holder[0].rules), holder[0].variables)
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
    if document._sheet_cache is not index:
        for element in root.iter():
            element._shape = None
        document._sheet_cache = index
    context = index.root.child(root._shape or _shape(root, index))
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
            own = context.child(shape)
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
