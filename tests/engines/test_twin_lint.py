"""The lint of style sheets and pages; the shipped style sheet and real pages of levels pass it."""

from __future__ import annotations

import pytest

from webgen.engines.base import Engine
from webgen.engines.twin.dom import Document, parse
from webgen.engines.twin.lint import lint_css, lint_html, strange
from webgen.engines.twin.session import TwinEngine
from webgen.episode import Episode, world_of
from webgen.generate import Knobs, level_of
from webgen.resources import folder
from webgen.streams import Stream
from webgen.walks import random_action


@pytest.mark.parametrize(
    ("css", "words"),
    [
        (".a { float: left }", "float: left"),
        (".a { display: contents }", "display: contents"),
        (".a { transform: scale(0) }", "scale(0)"),
        (".a { content-visibility: auto }", "content-visibility"),
        (".a:hover { display: none }", ":hover"),
        ("li:nth-child(2) { visibility: hidden }", "nth-child"),
        ("h1 + p { cursor: pointer }", "sibling"),
        (".a { display: var(--x) }", "display"),
        ("@container (width > 1px) { p { color: red } }", "@container"),
        ("@import 'x.css';", "@import"),
        ("@media (orientation: portrait) { p { display: none } }", "orientation"),
        ("@media (min-width: 10px) { .a { float: right } }", "float: right"),
        (".a { .b { color: red } }", "nested"),
        ("p:has(b) > a { display: none }", ":has"),
        (".a { line-height: 0 }", "line-height"),
    ],
)  # fmt: skip
def test_rules_outside_the_subset_are_named(css: str, words: str) -> None:
    problems = lint_css("p { color: red }" + css)
    assert len(problems) == 1
    assert words in problems[0]


def test_every_problem_of_a_sheet_is_named() -> None:
    assert (
        len(lint_css("a { float: left } b { float: right } i { color: red } @media print { u { float: left } }")) == 3
    )


@pytest.mark.parametrize("name", ["themes/base.css"])
def test_shipped_style_sheets_pass(name: str) -> None:
    assert lint_css((folder("sites_templates") / name).read_text(encoding="utf-8")) == []


def page(body: str, css: str = "") -> Document:
    return parse(f"<!doctype html><title>t</title><style>{css}</style><body>{body}</body>")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<div></div>", "is empty"),
        ("<p>x<b class=x></b></p>", "is empty"),
        ("<a href=/x> </a>", "is empty"),
        ("<p id=a>x</p><p id=a>y</p>", "'a' stands 2 times"),
        ("<object></object>", "<object>"),
        ("<div popover>x</div>", "popover"),
        ("<img src=/x.png alt=x>", "needs alt, width and height"),
        ("<input type=number value=abc>", "'' of its value"),
        ("<input type=color value=red>", "#rrggbb"),
        ("<input type=range value=300>", "'100' of its value"),
        ("<div style='display:grid'><div id=x></div></div>", "hangs on layout"),
        ("<table><tr><td style='padding:0'></td><td>x</td></tr></table>", "hangs on layout"),
        ("<svg width=9 height=9><use href=#x /></svg>", "<use>"),
        ("<b aria-owns=q>x</b>", "aria-owns"),
        ("<p style='float:left'>x</p>", "float"),
    ],
)  # fmt: skip
def test_pages_outside_the_subset_are_named(body: str, words: str) -> None:
    problems = lint_html(page(body))
    assert any(words in one for one in problems), problems


@pytest.mark.parametrize(
    "body",
    [
        "<main><h1>Orders</h1><p>Text <a href=/x>link</a></p><ul><li>one</li></ul></main>",
        "<div id=results></div><div role=status></div><p aria-live=polite></p>",
        "<div hidden></div><span style='display:inline-block;width:4px;height:4px'></span>",
        "<button><svg width=9 height=9 aria-hidden=true><path d='M1 1h5v5'/></svg></button><hr>",
        "<table><tr><td></td><td>x</td></tr></table><input type=number value=5><p>a<br>b</p>",
        "<details><summary>More</summary><div></div></details>",
    ],
)  # fmt: skip
def test_good_pages_pass(body: str) -> None:
    assert lint_html(page(body)) == []


def test_missing_doctype_is_named() -> None:
    assert "quirks" in lint_html(parse("<p>x</p>"))[0]


@pytest.mark.parametrize("seed", range(12))
def test_pages_of_levels_pass(seed: int) -> None:
    engine: Engine = TwinEngine()
    episode = Episode(engine, level_of(seed))
    session = episode.session
    for step in range(10):
        document = session.page.document  # type: ignore[attr-defined]
        assert lint_html(document) == [], session.snapshot.url
        session.act(random_action(session.snapshot, Stream(seed, "lint", step)))
    episode.close()


@pytest.mark.parametrize(
    "part",
    [
        "<style media=print>p{display:none}</style>", "<style type=text/x>p{display:none}</style>",
        "<style>p{display:none</style>", "<style>@keyframes a{from{display:none}}</style>",
        "<style>p{cursor:url(x),pointer}</style>", "<meta http-equiv=refresh content=1>", "<frameset></frameset>",
        "<textarea wrap=hard></textarea>", "<form accept-charset=latin1></form>", "<p tabindex=2>x</p>",
        "<input dirname=d>", "<input type=image alt=a>", "<div><template shadowrootmode=closed></template></div>",
    ],
)  # fmt: skip
def test_what_the_twin_passes_over_is_named(part: str) -> None:
    page = parse(f"<!doctype html><html><head></head><body>{part}<p>x</p></body></html>" if "frameset" not in part else f"<!doctype html><html>{part}</html>")
    assert strange(page), part


def test_generated_sites_have_nothing_strange() -> None:
    for seed in range(12):
        level = level_of(seed, Knobs(login=0))
        session = TwinEngine().open(world_of(level)[0])
        assert strange(session.page.document) == []
