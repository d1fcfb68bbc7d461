"""Whether an element has a box with width and height, decided without layout."""

from __future__ import annotations

from webgen.engines.twin.context import ALWAYS, BARE, CONTENT, FILLED, NEVER, SHAPE, UNSURE, Box, Context
from webgen.engines.twin.dom import Element
from webgen.engines.twin.svg import GROUPS, shape_has_area
from webgen.errors import Unsupported

_COLLAPSIBLE = " \t\n\r\f"
_ATOMIC = ("inline-block", "inline-flex", "inline-grid", "inline-table")


def has_box(element: Element) -> bool:
    """Tell whether the border box of an element in the document has an area.

    Raises:
        Unsupported: the element is empty and its size hangs on something the twin does not compute.
    """
    context: Context = element._style
    kind = context.box.kind
    if kind == ALWAYS:
        return True
    if kind == NEVER:
        return False
    known = element._box
    if known is not None and known[0] == element.version and known[1] is context:
        return bool(known[2])
    result = _decide(element, context, box_for(element))
    element._box = (element.version, context, result)
    return result


def box_for(element: Element) -> Box:
    """Return what the box of an element hangs on, custom properties included."""
    context: Context = element._style
    theme = element.document._theme
    return context.box if context.open is None or theme is None else theme.box(context)


def _decide(element: Element, context: Context, box: Box) -> bool:
    kind = box.kind
    if kind == SHAPE:
        return _shape(element, context)
    if kind == CONTENT:
        if _has_content(element, context):
            return True
        kind = box.empty
    if kind == FILLED:
        return _container_has_width(element)
    if kind == BARE:
        kind = UNSURE if any(one._style.display != "none" for one in element.elements) else NEVER
    if kind == UNSURE and context.display == "table-row-group" and not element.elements:
        return False
    if kind == UNSURE and element.tag == "img" and not element.has("src") and not element.has("alt"):
        return False
    if kind == UNSURE:
        raise Unsupported(f"the size of the empty {element!r} hangs on layout; give it a width and a height")
    return kind == ALWAYS


def fitted_container(element: Element) -> Element | None:
    """Return the container that fits its content and that this empty block fills; None if it is no such block."""
    if box_for(element).empty != FILLED or _has_content(element, element._style):
        return None
    container = element
    while container._style.box.inside_fit and not container._style.box.fits and container.parent is not None:
        container = container.parent
    return container


def _container_has_width(element: Element) -> bool:
    """Tell whether the container that an empty block fills holds something wide."""
    container = fitted_container(element) or element
    if _holds_width(container, element):
        return True
    if container._style.display == "table-cell":
        raise Unsupported(f"the width of the empty {element!r} hangs on other rows; give it a width")
    return False


def _holds_width(container: Element, empty: Element) -> bool:
    """Tell whether something in the flow of a container is wide by itself."""
    for child in container.children:
        if child.__class__ is not Element:
            if child.data.strip(_COLLAPSIBLE):  # type: ignore[union-attr]
                return True
            continue
        context: Context = child._style
        if context.none or context.out_of_flow or child is empty:
            continue
        if (context.box.kind == ALWAYS and not context.box.inside_fit) or _holds_width(child, empty):
            return True
    return False


def _shape(element: Element, context: Context) -> bool:
    if element.tag == "text" or element.tag == "tspan":
        return bool(element.text_content.strip(_COLLAPSIBLE))
    if element.tag in GROUPS:
        return any(child.__class__ is Element and has_box(child) for child in element.children)
    if not context.pointer and element.tag in ("use", "image", "foreignobject"):
        return True  # without pointer events there is no ref that could hang on it
    return shape_has_area(element)


def _has_content(element: Element, context: Context) -> bool:
    """Tell whether something inside gives the element an extent."""
    if context.before_box:
        return True
    if element.tag == "details" and not any(one.tag == "summary" for one in element.elements):
        return True  # the browser adds a summary of its own
    block = not context.inline
    closed = element.tag == "details" and "open" not in element.attrs
    for child in element.children:
        if child.__class__ is not Element:
            if not closed and not context.font_zero and child.data.strip(_COLLAPSIBLE):  # type: ignore[union-attr]
                return True
            continue
        inner: Context = child._style
        if inner.display == "none" or inner.out_of_flow:
            continue
        if inner.skipped and child.parent is not None and child.parent.tag == "details":
            continue
        if child.tag == "br":
            if block:
                return True
            continue
        if has_box(child):
            return True
        if block and not inner.inline and box_for(child).vertical:
            return True
        if block and inner.display in _ATOMIC and not context.blockifies:
            return True
    return False
