"""Themes are legible, complete and repeatable; the style sheet keeps the laws that snapshots rely on."""

from __future__ import annotations

import re
import tomllib
from functools import cache

import pytest

from webgen.engines.twin.css import parse_stylesheet
from webgen.resources import folder
from webgen.site.colour import AA, contrast, legible, luminance, oklch
from webgen.site.render import asset, environment
from webgen.site.theme import CONTRASTS, theme, theme_css
from webgen.streams import Stream

SEEDS = range(300)
STATES = re.compile(r":(?:hover|focus-visible|checked|disabled)|\[aria-[a-z]+[^\]]*\]|\[data-active\]")
PAINT = re.compile(
    r"(color|background(-[a-z]+)?|border-color|border-left-color|box-shadow|outline(-offset)?|opacity|font-weight|transform"
    r"|text-decoration(-thickness)?)\Z"
)
#: attributes with a fixed value, which a page never changes: they are no states
FIXED = re.compile(r"\[aria-hidden\]|\[aria-current=page\]|\[aria-current\]|\[aria-invalid=true\]")
POINTERS = {"a", "button", "summary", ".choice", "[role=option]", "[role=switch]", "[role=tab]"}


MODAL = (".modal", ".cookie-dialog")  # always over the page


def _stream(seed: int) -> Stream:
    return Stream(seed, "theme")


@cache
def _rules() -> tuple[tuple[str, str, dict[str, str]], ...]:
    """Read the style sheet: (media query, selector, declarations) for every single selector."""
    text = re.sub(r"/\*.*?\*/", "", asset("themes/base.css"), flags=re.S)
    found: list[tuple[str, str, dict[str, str]]] = []
    for media, inner in re.findall(r"@media ([^{]+){((?:[^{}]+{[^{}]*})+)\s*}", text):
        found += _flat(inner, media.strip())
    return tuple(found + _flat(re.sub(r"@media [^{]+{(?:[^{}]+{[^{}]*})+\s*}", "", text), ""))


def _flat(text: str, media: str) -> list[tuple[str, str, dict[str, str]]]:
    found = []
    for selectors, block in re.findall(r"([^{}]+){([^{}]*)}", text):
        pairs = (part.partition(":") for part in block.split(";") if part.strip())
        declarations = {name.strip(): value.strip() for name, _, value in pairs}
        found += [(media, selector.strip(), declarations) for selector in selectors.split(",")]
    return found


# ---- colours


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert luminance("#ff0000") == pytest.approx(0.2126, abs=1e-4)


def test_oklch_gives_the_known_colours_and_stays_in_gamut() -> None:
    assert oklch(1.0, 0.0, 0) == "#ffffff"
    assert oklch(0.4403, 0.1603, 303.37) == "#663399"
    assert oklch(0.5999, 0.0, 0) == "#808080"
    assert re.fullmatch("#[0-9a-f]{6}", oklch(0.6, 0.4, 200))


def test_legible_says_when_no_colour_will_do() -> None:
    assert contrast(legible(0.5, 0.1, 120, ("#ffffff",)), "#ffffff") >= AA
    with pytest.raises(ValueError, match="contrast"):
        legible(0.5, 0.1, 120, ("#000000", "#ffffff"), 5.0)


def test_every_text_of_every_theme_is_legible() -> None:
    poor = []
    for seed in SEEDS:
        names = theme(_stream(seed))
        for text, grounds, ratio in CONTRASTS:
            for ground in grounds:
                if names[ground] != "transparent" and contrast(names[text], names[ground]) < ratio:
                    poor.append((seed, text, ground, round(contrast(names[text], names[ground]), 2)))
    assert poor == []


def test_texts_of_the_style_sheet_are_all_in_the_contrast_table() -> None:
    checked = {text for text, _, _ in CONTRASTS}
    used = {
        name
        for _, _, declarations in _rules()
        for name in re.findall(r"var\(--([\w-]+)\)", declarations.get("color", ""))
    }
    assert used - checked == set()


# ---- themes


def test_a_theme_is_the_same_every_time_and_themes_differ() -> None:
    sheets = [theme_css(_stream(seed)) for seed in SEEDS]
    assert sheets[:20] == [theme_css(Stream(seed, "theme")) for seed in range(20)]
    assert len(set(sheets)) == len(sheets)
    for name in ("bg", "accent", "font-body", "radius", "gap-m", "card-shadow", "chrome-bg", "form-columns", "h1"):
        values = [theme(_stream(seed))[name] for seed in SEEDS]
        assert len(set(values)) > 1
        assert max(values.count(value) for value in set(values)) < 0.8 * len(values)


def test_light_and_dark_themes_both_come_up() -> None:
    dark = sum(theme(_stream(seed))["scheme"] == "dark" for seed in SEEDS)
    assert 0.12 * len(SEEDS) < dark < 0.4 * len(SEEDS)


def test_a_theme_sets_all_that_the_style_sheet_reads_and_nothing_else() -> None:
    names = theme(_stream(1))
    own = {name for value in names.values() for name in re.findall(r"var\(--([\w-]+)", value)}
    used = set(re.findall(r"var\(--([\w-]+)", asset("themes/base.css"))) | own
    assert used == set(names) - {"scheme"}


def test_a_theme_is_one_rule_without_outside_files() -> None:
    for seed in SEEDS[:50]:
        sheet = theme_css(_stream(seed))
        assert sheet.startswith(":root {")
        assert sheet.count("{") == sheet.count("}") == 1
        assert not re.search(r"url\(|@|http|expression|None|nan", sheet)
        assert parse_stylesheet(sheet) == ()


# ---- laws of the style sheet


def test_the_twin_can_follow_the_style_sheet() -> None:
    assert len(parse_stylesheet(asset("themes/base.css"))) > 100


def test_selectors_are_simple() -> None:
    for _, selector, _ in _rules():
        assert not re.search(r"[+~*]|:(is|where|has|nth|first|last|only|empty|before|after)|#", selector), selector


def test_states_only_paint() -> None:
    for _, selector, declarations in _rules():
        if STATES.search(FIXED.sub("", selector)):
            assert all(PAINT.match(name) for name in declarations), (selector, declarations)
        if "transform" in declarations:
            assert declarations["transform"].startswith("translate"), selector


def test_hidden_is_the_one_switch_of_visibility() -> None:
    for _, selector, declarations in _rules():
        if declarations.get("display", "").startswith("none"):
            assert (selector, declarations) == ("[hidden]", {"display": "none !important"})
        assert declarations.get("visibility") is None, selector
        assert declarations.get("display") != "contents", selector
        assert "var(" not in declarations.get("display", ""), selector
        if "dialog" in selector and "role" not in selector:
            assert "display" not in declarations, f"{selector} would show a closed dialog"


def test_nothing_floats_sticks_or_covers() -> None:
    for _, selector, declarations in _rules():
        assert declarations.get("float") is None, selector
        apart = selector == ".visually-hidden" or selector in MODAL
        assert declarations.get("position") in (None, "relative") or apart, selector
        assert not {"content", "content-visibility", "animation", "transition", "z-index"} & set(declarations), selector
    assert "url(" not in asset("themes/base.css")
    assert "@import" not in asset("themes/base.css")


def test_the_pointer_cursor_has_a_fixed_list() -> None:
    assert {selector for _, selector, declarations in _rules() if "cursor" in declarations} == POINTERS
    through = [selector for _, selector, declarations in _rules() if "pointer-events" in declarations]
    assert through == ["svg[aria-hidden]"]


def test_narrow_windows_rearrange_and_hide_nothing() -> None:
    media = {query for query, _, _ in _rules() if query}
    assert media
    for query, selector, declarations in _rules():
        if query:
            assert re.fullmatch(r"\((min|max)-width: \d+px\)", query)
            assert not {"display", "visibility", "cursor", "position"} & set(declarations), selector


# ---- icons and chromes


def test_every_icon_of_a_domain_exists() -> None:
    icons = environment().get_template("icons.html").module
    known = set(getattr(icons, "ICONS")) | set(getattr(icons, "ALIASES"))  # noqa: B009
    for path in sorted((folder("scenarios") / "domains").glob("*.toml")):
        for entity in tomllib.loads(path.read_text(encoding="utf-8"))["entities"]:
            assert entity.get("icon", "file") in known, f"{path.name}: {entity['name']}"


@pytest.mark.parametrize("chrome", ["topbar", "sidebar"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_chromes_need_only_the_frame(chrome: str, signed_in: bool) -> None:
    page = environment().from_string(
        "{% extends 'chrome/' ~ chrome ~ '.html' %}{% block content %}<h1>Here</h1>{% endblock %}"
    )
    html = page.render(
        chrome=chrome,
        site={"title": "Mug & Kiln", "tagline": "By hand", "host": "mug"},
        nav=[{"label": "Orders", "href": "/orders", "icon": "cart", "current": True}] if signed_in else [],
        user={"name": "Ann Lee", "initials": "AL"} if signed_in else None,
        logged_in=signed_in,
        csrf_token="t0",
        page_title="Orders",
        flash=[{"tone": "error", "text": "No <b>"}],
        footer_links=[],
    )
    assert f'<body class="layout-{chrome}">' in html
    assert "<title>Orders · Mug &amp; Kiln</title>" in html
    assert 'role="alert">No &lt;b&gt;</p>' in html
    assert ('aria-current="page"' in html) is ("Sign out" in html) is signed_in
