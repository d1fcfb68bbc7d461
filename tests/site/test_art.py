"""Pictures and icons: well-formed, repeatable, with a box for every shape and nothing a snapshot would tell."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from webgen.engines.twin.svg import path_points
from webgen.site.art import GOODS, GOODS_SHAPES, LOOKS, PEOPLE, PLACES, art
from webgen.site.render import environment, picture
from webgen.streams import Stream

WORDS = ("person", "box", "map", "file")


def _spread(data: str) -> bool:
    points = path_points(data)
    xs, ys = {round(x, 3) for x, _ in points}, {round(y, 3) for _, y in points}
    return len(xs) > 1 and len(ys) > 1


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("size", [(64, 64), (320, 120), (60, 90)])
def test_pictures_are_well_formed_and_every_shape_has_a_box(word: str, size: tuple[int, int]) -> None:
    for seed in range(40):
        root = ElementTree.fromstring(art(Stream(seed), word, width=size[0], height=size[1]))
        assert root.tag == "svg"
        assert (root.get("width"), root.get("height")) == (str(size[0]), str(size[1]))
        assert 3 <= len(root) <= 24
        for shape in root:
            assert len(shape) == 0
            assert not (shape.text or "").strip()
            assert re.fullmatch("#[0-9a-f]{6}", shape.get("fill", ""))
            if shape.tag == "path":
                assert _spread(shape.get("d", "")), shape.get("d")
            elif shape.tag == "rect":
                assert float(shape.get("width", 0)) > 0
                assert float(shape.get("height", 0)) > 0
            else:
                assert shape.tag == "circle"
                assert float(shape.get("r", 0)) > 0


def test_a_picture_fills_what_is_seen() -> None:
    for width, height in ((64, 64), (320, 120)):
        root = ElementTree.fromstring(art(Stream(1), "map", width=width, height=height))
        left, top, across, high = (float(part) for part in root.get("viewBox", "").split())
        ground = root[0]
        assert across / high == pytest.approx(width / height, abs=0.01)
        assert [float(ground.get(name, "nan")) for name in ("x", "y", "width", "height")] == [left, top, across, high]


def test_pictures_repeat_and_differ() -> None:
    assert art(Stream(5), "box") == art(Stream(5), "box")
    for word in WORDS:
        assert len({art(Stream(seed), word) for seed in range(60)}) > 55
    assert len({art(Stream(5), word) for word in WORDS}) == len(WORDS)
    assert not PEOPLE & GOODS
    assert not GOODS & PLACES


def test_a_picture_is_hidden_or_labelled() -> None:
    hidden = ElementTree.fromstring(art(Stream(1), "person"))
    assert hidden.get("aria-hidden") == "true"
    assert hidden.get("role") is None
    shown = ElementTree.fromstring(art(Stream(1), "person", label='Ann "<&" Lee'))
    assert (shown.get("role"), shown.get("aria-label")) == ("img", 'Ann "<&" Lee')
    assert shown.get("aria-hidden") is None


def test_goods_look_like_their_names() -> None:
    assert set(LOOKS.values()) == set(GOODS_SHAPES)
    for name, looks in (("Oak Desk Lamp in Blue", "lamp"), ("Herb Planter", "plant"), ("Lamp Box", "parcel")):
        for seed in range(5):
            assert GOODS_SHAPES[looks][0] in art(Stream(seed), "box", name=name)


def test_the_same_thing_has_the_same_picture() -> None:
    assert picture("box", "Milk Jug") == picture("box", "Milk Jug")
    assert picture("person", "Ann") != picture("person", "Bo")


def test_icons_and_marks_are_one_path_with_a_box() -> None:
    module = environment().get_template("icons.html").module
    icons: dict[str, str] = getattr(module, "ICONS")  # noqa: B009
    marks: list[str] = getattr(module, "MARKS")  # noqa: B009
    assert len(icons) > 60
    assert all(_spread(data) for data in [*icons.values(), *marks])
    assert set(getattr(module, "ALIASES").values()) <= set(icons)  # noqa: B009
    assert len(set(icons.values())) == len(icons)


def test_icon_markup() -> None:
    module = environment().get_template("icons.html").module
    icon, mark = getattr(module, "icon"), getattr(module, "brand_mark")  # noqa: B009
    known = LexborHTMLParser(str(icon("cart", 20))).css_first("svg")
    assert known is not None
    assert (known.attributes["width"], known.attributes["aria-hidden"]) == ("20", "true")
    assert icon("no such thing") == icon("dot")
    assert icon("person") == icon("user")
    marks = {str(mark(title)) for title in ("Alder & Co", "Brook", "Cinder", "Dune", "Ember Home", "Fern", "9 Lives")}
    assert len(marks) > 3
