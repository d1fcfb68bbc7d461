"""Whether an SVG shape has an area: a straight horizontal or vertical line has none, so it carries no ref."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from webgen.errors import Unsupported

if TYPE_CHECKING:
    from webgen.engines.twin.dom import Element

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COMMAND = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)")
_ARITY = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_NEXT = rf"\s*,?\s*({_NUMBER.pattern})"
_ARC = re.compile(_NEXT * 3 + r"\s*,?\s*([01])\s*,?\s*([01])" + _NEXT * 2)
Point = tuple[float, float]


def _numbers(text: str) -> list[float]:
    return [float(one) for one in _NUMBER.findall(text)]


def _arc_numbers(text: str) -> list[float]:
    """Arc flags may stand without separators (``a2 2 0 012 2``)."""
    return [float(part) for match in _ARC.finditer(text) for part in match.groups()]


def path_points(data: str) -> list[Point]:
    """Return end and control points of a path; an arc adds its far side so that a full turn has an area."""
    points: list[Point] = []
    x = y = start_x = start_y = 0.0
    for letter, text in _COMMAND.findall(data):
        kind, relative = letter.upper(), letter.islower()
        numbers = _arc_numbers(text) if kind == "A" else _numbers(text)
        arity = _ARITY[kind]
        if kind == "Z":
            x, y = start_x, start_y
            continue
        for index in range(0, len(numbers) - arity + 1, arity):
            group = numbers[index : index + arity]
            base_x, base_y = (x, y) if relative else (0.0, 0.0)
            if kind != "M" or index:
                points.append((x, y))
            if kind == "H":
                x = base_x + group[0]
            elif kind == "V":
                y = base_y + group[0]
            elif kind == "A":
                x, y = base_x + group[5], base_y + group[6]
                if group[0] and group[1] and (points[-1] != (x, y)):
                    points += [(x + group[0], y + group[1]), (x - group[0], y - group[1])]
            else:
                pairs = [(base_x + group[at], base_y + group[at + 1]) for at in range(0, arity, 2)]
                points += pairs[:-1]
                x, y = pairs[-1]
            if kind == "M" and not index:
                start_x, start_y = x, y
            else:
                points.append((x, y))
    return points


@lru_cache(maxsize=1024)
def _path_has_area(data: str) -> bool:
    return _spread(path_points(data))


def _spread(points: list[Point]) -> bool:
    if not points:
        return False
    xs, ys = [one[0] for one in points], [one[1] for one in points]
    return max(xs) > min(xs) and max(ys) > min(ys)


def _size(element: Element, name: str) -> float:
    match = _NUMBER.match(element.get(name, "0").strip())
    return float(match[0]) if match else 0.0


def shape_has_area(element: Element) -> bool:
    """Tell whether a basic shape has a bounding box with width and height.

    Raises:
        Unsupported: the element is drawn from elsewhere (``use``, ``image``, ``foreignObject``).
    """
    match element.tag:
        case "path":
            return _path_has_area(element.get("d", ""))
        case "circle":
            return _size(element, "r") > 0
        case "ellipse":
            return _size(element, "rx") > 0 and _size(element, "ry") > 0
        case "rect":
            return _size(element, "width") > 0 and _size(element, "height") > 0
        case "line":
            return _size(element, "x1") != _size(element, "x2") and _size(element, "y1") != _size(element, "y2")
        case "polyline" | "polygon":
            numbers = _numbers(element.get("points", ""))
            return _spread(list(zip(numbers[::2], numbers[1::2], strict=False)))
        case "use" | "image" | "foreignobject":
            raise Unsupported(f"<svg> with <{element.tag}> that takes pointer events is outside the twin's subset")
        case _:
            return False


# children of <svg> that are never drawn where they stand; the second kind has no layout object at all
NEVER_DRAWN = frozenset(
    ("defs", "symbol", "lineargradient", "radialgradient", "clippath", "mask", "marker", "pattern", "filter", "stop")
)
NOT_RENDERED = frozenset(("title", "desc", "metadata", "style", "script", "lineargradient_stop"))
GROUPS = frozenset(("g", "a", "switch", "text", "tspan", "svg"))
