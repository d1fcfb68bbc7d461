"""What style and tag make of an element: everything a snapshot needs to know short of texts and live state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from webgen.errors import Unsupported

if TYPE_CHECKING:
    from webgen.engines.twin.recipes import Recipe
    from webgen.engines.twin.rules import RuleIndex

Signature = Any  # a tag, or a tuple of a tag and (name, value) pairs
# what the box of an element hangs on. FILLED: as wide as a container that fits its content; BARE: never there, provided
# there is no element inside; SHAPE: the geometry of an SVG element
NEVER, ALWAYS, CONTENT, UNSURE, SHAPE, FILLED, BARE = range(7)
# how an element gets its name
UNNAMED, BY_CONTENT, GENERAL = range(3)
CONTROL_TAGS = frozenset(("button", "input", "select", "textarea", "option", "optgroup"))


class Box(NamedTuple):
    """What decides whether an element has a box."""

    kind: int
    empty: int = NEVER  # what it is when nothing inside gives it an extent
    vertical: bool = False  # it has a height by itself
    fits: bool = False  # as wide as its content
    inside_fit: bool = False  # as wide as a container that fits its content


class Context:
    """What holds for every element of one signature in one place. Shared, never changed once made."""

    # where it is
    index: RuleIndex
    parent: Context | None
    children: dict[Signature, Context]
    recipes: dict[object, Recipe | bool]  # False: seen once
    matched: int  # selector prefixes that end here
    above: int  # selector prefixes that end here or further up
    # what the element is
    shadow: bool  # it hosts a shadow tree: selectors begin anew inside
    tag: str
    attrs: dict[str, str]  # the attributes that matter; some only by presence
    type: str  # of an input
    svg: bool
    first: bool  # the first legend or summary of its parent
    drop_down: bool  # a select that shows one option at a time
    role: str | None
    # computed style
    display: str
    inline: bool
    block: bool  # separates the texts before and after it
    blockifies: str  # its children are items: "row", "column" or "grid"
    out_of_flow: bool
    visible: bool
    pointer: bool  # takes pointer events
    cursor_pointer: bool
    marker: bool  # list items in it have a marker
    font_zero: bool
    before: str
    after: str
    before_box: bool  # generated content gives it an extent
    # what is seen of it
    none: bool  # it, or something around it, has display none
    skipped: bool  # in closed details or a closed drop-down, or never rendered
    shown: bool
    aria_hidden: bool
    hidden: bool  # left out of the accessibility tree
    ornament: bool  # a picture out of the accessibility tree and out of reach: without text it leaves no trace
    # its box
    box: Box
    open: dict[str, str] | None  # its declarations, where a custom property among them can decide about the box
    container: str  # it is an item of a "row", "column" or "grid"
    # what flows down
    natively_disabled: bool
    disabled_fieldset: bool
    aria_disabled: bool
    in_section: bool
    table_role: str
    # name and states
    naming: int
    passes: int  # how its text goes into the name of an element around it
    checked: str
    middle: str
    rest: str

    __slots__ = tuple(__annotations__)

    @classmethod
    def before_root(cls, index: RuleIndex) -> Context:
        """Make the context that the html element hangs on."""
        self = cls.__new__(cls)
        self.index, self.children, self.parent = index, {}, None
        self.above = self.matched = 0
        self.shadow = False
        self.tag, self.attrs, self.type, self.svg, self.first = "", {}, "", False, False
        self.display, self.blockifies, self.none, self.skipped = "block", "root", False, False
        self.visible = self.pointer = True
        self.aria_hidden = self.cursor_pointer = self.font_zero = self.in_section = False
        self.disabled_fieldset = self.aria_disabled = False
        self.box = Box(ALWAYS)
        self.marker, self.table_role, self.drop_down, self.role = True, "", False, None
        return self

    def in_state(self, pseudo: str) -> bool:
        """Evaluate the few pseudo-classes of the subset."""
        match pseudo:
            case "root":
                return self.tag == "html"
            case "link" | "any-link":
                return self.tag in ("a", "area") and "href" in self.attrs
            case "disabled":
                return self.tag in CONTROL_TAGS and self.natively_disabled
            case "enabled":
                return self.tag in CONTROL_TAGS and not self.natively_disabled
            case _:
                raise Unsupported(f":{pseudo} is outside the twin's subset")
