"""What the box of an element hangs on, as far as its style can tell."""

from __future__ import annotations

from webgen.engines.twin import ua
from webgen.engines.twin.context import ALWAYS, BARE, CONTENT, FILLED, NEVER, SHAPE, UNSURE, Context
from webgen.engines.twin.css import AUTO, SOME, UNKNOWN, ZERO
from webgen.engines.twin.svg import NEVER_DRAWN, NOT_RENDERED


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


def box_of(self: Context, parent: Context, declared: dict[str, str], container: str) -> tuple[int, int, bool]:
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
