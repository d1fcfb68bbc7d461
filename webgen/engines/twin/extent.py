"""What the box of an element hangs on, as far as its style can tell."""

from __future__ import annotations

from webgen.engines.twin import ua
from webgen.engines.twin.context import ALWAYS, BARE, CONTENT, FILLED, NEVER, SHAPE, UNSURE, Box, Context
from webgen.engines.twin.css import AUTO, SOME, UNKNOWN, ZERO
from webgen.engines.twin.svg import NEVER_DRAWN, NOT_RENDERED

_UNRENDERED = frozenset(("option", "optgroup", "hr", "noscript", "area", "title", "desc"))


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


def box_of(self: Context, parent: Context, declared: dict[str, str]) -> Box:
    """Return what the box of an element hangs on."""
    tag, display = self.tag, self.display
    if self.none or (self.skipped and tag in _UNRENDERED) or tag in ("br", "wbr"):
        return Box(NEVER)
    if self.svg and parent.svg:
        return Box(NEVER if tag in NEVER_DRAWN or tag in NOT_RENDERED or parent.box.kind == NEVER else SHAPE)
    vertical = _extent(declared, "height", ("top", "bottom"))
    across = _extent(declared, "width", ("left", "right"))
    replaced = tag in ua.REPLACED or tag in ("input", "select", "textarea", "meter", "progress")
    if display == "inline" and not replaced and tag != "hr":
        return _inline_box(self, declared)
    if ZERO in (vertical, across):
        return Box(NEVER)
    if tag == "img" and AUTO in (vertical, across) and _keeps_its_place(self.attrs):
        vertical = across = SOME
    if replaced:
        shrunk = self.type in ("checkbox", "radio") and bool(self.blockifies)
        return Box(ALWAYS if vertical == SOME and across == SOME and not shrunk else UNSURE, UNSURE, True)
    return _block_box(self, parent, declared, vertical, across)


def _keeps_its_place(attrs: dict[str, str]) -> bool:
    """Tell whether an image has a box even before, or without, its file: by its proportions or its alternative text."""
    return bool(attrs.get("alt")) or all(attrs.get(name, "").strip("0. ") for name in ("width", "height"))


def _inline_box(self: Context, declared: dict[str, str]) -> Box:
    if self.font_zero:
        return Box(CONTENT)
    edges = (_edge(declared, "left"), _edge(declared, "right"))
    if SOME in edges:
        return Box(ALWAYS, ALWAYS, True)
    return Box(CONTENT, UNSURE if UNKNOWN in edges else NEVER)


def _block_box(self: Context, parent: Context, declared: dict[str, str], vertical: str, across: str) -> Box:
    item = self.container
    if self.tag in ("li", "summary") and self.display == "list-item" and self.marker:
        vertical = SOME
    sized = any(declared.get(name, AUTO) in (SOME, UNKNOWN) for name in ("width", "min-width"))
    fills = _fills_width(self, item, declared)
    fits = not (sized or fills)
    inside_fit = not sized and (parent.box.fits or parent.box.inside_fit)
    if vertical == SOME and (across == SOME or (across == AUTO and fills)):
        if inside_fit and across != SOME:
            return Box(CONTENT, FILLED, True, fits, inside_fit)
        return Box(ALWAYS, ALWAYS, True, fits, inside_fit)
    bare_item = vertical == SOME and self.tag == "li" and bool(item)
    empty = NEVER if bare_item else _when_empty(self, vertical, across, item, declared)
    return Box(CONTENT, empty, vertical == SOME, fits, inside_fit)


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
