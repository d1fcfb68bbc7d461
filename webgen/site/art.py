"""Small pictures as inline SVG: portraits, goods, landscapes and patterns, drawn from a stream.

Every shape has a width and a height, there is no text and no reference to anything outside, so a picture never
changes what a snapshot says: it is hidden from it, or one labelled image.
"""

from __future__ import annotations

from html import escape
from math import ceil
from typing import NamedTuple

from webgen.site.colour import oklch
from webgen.streams import Stream

PEOPLE = frozenset({"person", "people", "user", "users", "portrait", "stethoscope", "id", "cap"})
GOODS = frozenset({"box", "bag", "cart", "product", "gift", "cup", "tag", "archive", "truck"})
PLACES = frozenset({"cover", "map", "pin", "home", "building", "bed", "plane", "leaf", "globe", "flag"})


class Inks(NamedTuple):
    """Ground, two middle tones, a strong and a light ink, all ``#rrggbb``."""

    ground: str
    soft: str
    middle: str
    strong: str
    light: str


class Box(NamedTuple):
    """What is seen of the drawing: 100 high, and as wide as asked around the middle at x = 50."""

    left: float
    top: float
    width: float
    height: float


def _inks(stream: Stream) -> Inks:
    hue = stream.child("hue").integer(0, 23) * 15
    turn = stream.child("turn").pick((40, 75, 150, 200, 320))
    other = (hue + turn) % 360
    return Inks(
        ground=oklch(0.9, 0.05, hue),
        soft=oklch(0.8, 0.08, other),
        middle=oklch(0.66, 0.12, hue),
        strong=oklch(0.44, 0.11, hue),
        light=oklch(0.97, 0.02, other),
    )


def _rect(x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> str:
    corner = f' rx="{radius:g}"' if radius else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"{corner} fill="{fill}"/>'


def _disc(x: float, y: float, radius: float, fill: str) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"/>'


def _path(shape: str, fill: str) -> str:
    return f'<path d="{shape}" fill="{fill}"/>'


def _portrait(stream: Stream, inks: Inks, box: Box) -> list[str]:
    """Head and shoulders, in the middle."""
    skin = stream.child("skin").pick(("#f3d3b8", "#e5b690", "#c98f66", "#9a6340", "#6d4229"))
    hair = stream.child("hair").pick(("#22201f", "#4a3122", "#7b4a25", "#b98a4a", "#8d8f96", "#a23e22"))
    cut = stream.child("cut").pick(
        (
            "M28 44c0-30 44-30 44 0c-6-9-12-11-22-11s-16 2-22 11z",
            "M26 62c-4-52 52-52 48 0h-9c2-14 0-22-15-24c-15 2-17 10-15 24z",
            "M29 46c-5-28 40-34 43-4c-10-1-18-4-24-9c-4 6-10 10-19 13z",
            "M32 38c4-20 32-20 36 0c-10-5-26-5-36 0z",
        )
    )
    shoulders = stream.child("shoulders").pick((inks.middle, inks.strong))
    return [
        _rect(*box, inks.soft),
        _path("M14 100c2-24 16-32 36-32s34 8 36 32z", shoulders),
        _path("M42 63A19 19 0 1 1 58 63V72C54 78 46 78 42 72z", skin),
        _path(cut, hair),
    ]


GOODS_SHAPES: dict[str, tuple[str, str]] = {
    "mug": ("M28 34h40v38a8 8 0 0 1-8 8H36a8 8 0 0 1-8-8z", "M68 42h6a11 11 0 0 1 0 24h-6v-7h5a4.5 4.5 0 0 0 0-10h-5z"),
    "vase": ("M42 18h16c-2 12 16 22 16 40c0 14-8 24-24 24s-24-10-24-24c0-18 18-28 16-40z", "M27 54h46v9H27z"),
    "bottle": ("M43 14h14v16c0 6 11 8 11 20v26a6 6 0 0 1-6 6H38a6 6 0 0 1-6-6V50c0-12 11-14 11-20z", "M32 54h36v9H32z"),
    "lamp": ("M36 18h28l14 34H22z", "M46 52h8v24h12v6H34v-6h12z"),
    "parcel": ("M20 34l30-14 30 14v36L50 84 20 70z", "M44 30h12v50l-6 3-6-3z"),
    "book": ("M26 20h44a6 6 0 0 1 6 6v56H32a6 6 0 0 1-6-6z", "M36 32h28v12H36z"),
    "chair": ("M30 16h8v34h30v8H30z", "M30 58h7v26h-7zM61 58h7v26h-7z"),
    "bag": ("M24 38h52l6 44H18z", "M36 44v-8a14 14 0 0 1 28 0v8h-6v-8a8 8 0 0 0-16 0v8z"),
    "clock": ("M50 18a32 32 0 1 0 0 64a32 32 0 1 0 0-64z", "M47 30h6v18l13 9-4 5-15-11z"),
    "plant": ("M34 58h32l-5 26H39z", "M50 56C26 52 24 30 28 20c16 4 22 16 22 36c0-14 8-26 24-28c2 18-8 26-24 28z"),
}


#: words in the name of a thing, and the object that looks most like it
LOOKS: dict[str, str] = {
    **dict.fromkeys(("mug", "cup", "bowl", "pot", "kettle", "pan", "jug", "teapot"), "mug"),
    **dict.fromkeys(("vase", "urn", "jar", "diffuser"), "vase"),
    **dict.fromkeys(("bottle", "carafe", "soap", "oil", "flask", "dispenser"), "bottle"),
    **dict.fromkeys(("lamp", "light", "lantern", "sconce", "pendant"), "lamp"),
    **dict.fromkeys(("box", "bin", "tray", "parcel", "crate", "rack", "shelf"), "parcel"),
    **dict.fromkeys(("book", "notebook", "file", "binder", "planner", "journal", "folder"), "book"),
    **dict.fromkeys(("chair", "stool", "bench", "seat"), "chair"),
    **dict.fromkeys(("bag", "basket", "tote", "apron", "towel", "throw", "curtain"), "bag"),
    **dict.fromkeys(("clock", "timer", "watch", "mirror", "rug", "mat"), "clock"),
    **dict.fromkeys(("plant", "planter", "fern", "herb", "seed", "trowel", "garden"), "plant"),
}


def _goods(stream: Stream, inks: Inks, box: Box, name: str) -> list[str]:
    """One object on a table, in the middle."""
    meant = next((LOOKS[part] for part in reversed(name.lower().split()) if part in LOOKS), None)
    body, detail = GOODS_SHAPES[meant or stream.child("object").pick(sorted(GOODS_SHAPES))]
    return [
        _rect(*box, inks.ground),
        _disc(50, 50, 41, inks.light),
        _path(body, inks.middle),
        _path(detail, inks.strong),
    ]


def _hill(stream: Stream, box: Box, level: int, swing: int, fill: str) -> str:
    """Return a wavy band from about ``level`` down to the lower edge."""
    waves = max(2, round(box.width / 60))
    step = box.width / waves
    heights = [level + stream.child(at).integer(-swing, swing) for at in range(waves + 1)]
    line = f"M{box.left:g} {heights[0]}"
    for at, right in enumerate(heights[1:]):
        middle, end = box.left + (at + 0.5) * step, box.left + (at + 1) * step
        line += f"C{middle:g} {heights[at]} {middle:g} {right} {end:g} {right}"
    return _path(f"{line}V100H{box.left:g}z", fill)


def _place(stream: Stream, inks: Inks, box: Box) -> list[str]:
    """Hills under a sun."""
    x = box.left + box.width * stream.child("x").integer(18, 82) / 100
    return [
        _rect(*box, inks.ground),
        _disc(x, stream.child("y").integer(20, 36), 11, inks.light),
        _hill(stream.child("far"), box, 46, 12, inks.soft),
        _hill(stream.child("near"), box, 66, 9, inks.middle),
        _hill(stream.child("front"), box, 84, 6, inks.strong),
    ]


def _pattern(stream: Stream, inks: Inks, box: Box) -> list[str]:
    """Tiles of quarter discs, leaves, squares and discs; wide pictures have larger tiles and leave some out."""
    wide, size = box.width > 120, 50
    columns, rows = ceil(box.width / size), ceil(box.height / size)
    shapes = [_rect(*box, inks.ground)]
    for tile in range(columns * rows):
        at = stream.child("tile", tile)
        if not wide or at.child("kept").chance(0.65):
            fill = at.child("ink").pick((inks.soft, inks.middle, inks.strong, inks.light))
            left, top = box.left + size * (tile % columns), size * (tile // columns)
            shapes.append(_tile(at, left, top, size, fill))
    return shapes


def _tile(stream: Stream, left: float, top: float, size: int, fill: str) -> str:
    kind, half = stream.child("kind").pick(("quarter", "turned", "disc", "square", "leaf")), size // 2
    if kind == "quarter":
        return _path(f"M{left:g} {top:g}h{size}a{size} {size} 0 0 1-{size} {size}z", fill)
    if kind == "turned":
        return _path(f"M{left + size:g} {top + size:g}h-{size}a{size} {size} 0 0 1 {size}-{size}z", fill)
    if kind == "disc":
        return _disc(left + half, top + half, 0.36 * size, fill)
    if kind == "leaf":
        bend = f"a{half} {half} 0 0 1"
        return _path(f"M{left:g} {top:g}h{half}{bend} {half} {half}v{half}h-{half}{bend}-{half}-{half}z", fill)
    return _rect(left, top, size, size, fill)


def _shapes(stream: Stream, word: str, name: str, box: Box) -> list[str]:
    inks = _inks(stream)
    if word in PEOPLE:
        return _portrait(stream, inks, box)
    if word in GOODS:
        return _goods(stream, inks, box, name)
    return _place(stream, inks, box) if word in PLACES else _pattern(stream, inks, box)


def art(
    stream: Stream,
    word: str,
    *,
    name: str = "",
    label: str = "",
    width: int = 64,
    height: int = 64,
    classes: str = "avatar",
) -> str:
    """Return a picture as an ``<svg>`` element.

    Args:
        stream: decides what it looks like.
        word: what it is about, an icon name (``person``, ``box``, ``map``…); other words give a pattern.
        name: what it is called; goods look like it where they can.
        label: accessible name; without one the picture is hidden from assistive technology.
        width: in CSS pixels; the drawing is 100 high and as wide as the ratio asks.
        height: in CSS pixels.
        classes: names of the style sheet, beside ``art``.
    """
    named = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    at = stream.child("art", word)
    across = round(100 * width / height, 2)
    box = Box(round((100 - across) / 2, 2), 0, across, 100)
    shapes = "".join(_shapes(at, word, name, box))
    return (
        f'<svg class="art {classes}" {named} focusable="false" width="{width}" height="{height}" '
        f'viewBox="{box.left:g} 0 {box.width:g} 100" preserveAspectRatio="xMidYMid slice">{shapes}</svg>'
    )
