"""The twin's snapshots: literal ones, and those of a browser on probes, random pages and random edits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.engines.compositions import BROWSER_EDIT, Composer, below_body, draw_edit, twin_edit
from tests.engines.probes import PROBES
from webgen.engines.twin.aria import snapshot_text
from webgen.engines.twin.dom import Document, parse, parse_fragment
from webgen.errors import Unsupported
from webgen.snapshot import normalise_refs
from webgen.streams import Stream

DOCTYPE = "<!doctype html>"
SETTLED = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))"
FOCUSED = "() => [...document.body.querySelectorAll('*')].indexOf(document.activeElement)"
Show = Callable[[str], str]


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One browser page for the whole module."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 720}, locale="en-US", timezone_id="UTC", reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def load(tab: Page, html: str) -> None:
    """Show a page in a document of its own, so that refs start at 1."""
    tab.goto("about:blank")
    tab.set_content(html)


def look(tab: Page) -> str:
    """Take the browser's snapshot."""
    return normalise_refs(tab.aria_snapshot(mode="ai"))


# ---- against a browser -------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("name", PROBES)
def test_probe_reads_as_in_the_browser(tab: Page, name: str) -> None:
    html = DOCTYPE + PROBES[name]
    load(tab, html)
    assert snapshot_text(parse(html)) == look(tab)


@pytest.mark.browser
@pytest.mark.parametrize("batch", range(6))
def test_random_pages_read_as_in_the_browser(tab: Page, batch: int) -> None:
    compared = 0
    for number in range(batch * 40, batch * 40 + 40):
        html = Composer(Stream(number, "page")).page(3)
        try:
            mine = snapshot_text(parse(html))
        except Unsupported:
            continue
        load(tab, html)
        assert mine == look(tab), f"page {number}:\n{html}"
        compared += 1
    assert compared >= 35, "too many random pages lie outside the subset"


@pytest.mark.browser
@pytest.mark.parametrize("batch", range(4))
def test_edits_read_as_in_the_browser(tab: Page, batch: int) -> None:
    compared = sum(compare_edits(tab, number) for number in range(batch * 4, batch * 4 + 4))
    assert compared >= 30, "too many random edits lead outside the subset"


def compare_edits(tab: Page, number: int) -> int:
    """Make the same edits in the browser and in the twin; return how many snapshots were equal."""
    html = Composer(Stream(number, "edits")).page(3)
    load(tab, html)
    document = parse(html)
    done: list[object] = []
    for step in range(13):
        try:
            mine = snapshot_text(document)
        except Unsupported:
            return step
        assert mine == look(tab), f"after {done}:\n{html}"
        edit = draw_edit(Stream(number, "edit", step), len(below_body(document)))
        done.append(edit)
        there = tab.evaluate(BROWSER_EDIT, list(edit))
        assert twin_edit(document, edit) == there, f"after {done} the trees differ"
        tab.evaluate(SETTLED)
        place = tab.evaluate(FOCUSED)
        document.focused = below_body(document)[place] if place >= 0 else None
    return 13


# ---- without a browser -------------------------------------------------------------------------------------------


def page(body: str, head: str = "") -> Document:
    return parse(f"{DOCTYPE}<title>t</title>{head}<body>{body}</body>")


def test_form_reads_as_written() -> None:
    document = page(
        "<main><h1>Sign in</h1><form><label>Name <input value=ann></label><button>Go</button></form></main>"
    )
    assert snapshot_text(document) == (
        "- main [ref=e2]:\n"
        '  - heading "Sign in" [level=1] [ref=e3]\n'
        "  - generic [ref=e4]:\n"
        "    - generic [ref=e5]:\n"
        "      - text: Name\n"
        '      - textbox "Name" [ref=e6]: ann\n'
        '    - button "Go" [ref=e7]'
    )


def test_ref_follows_role_and_name_at_snapshot_times() -> None:
    document = page("<button id=a>One</button><button id=b>Two</button>")
    assert snapshot_text(document).count("ref=") == 3
    button = document.get("a")
    assert button is not None
    button.set_text("Uno")
    assert '"Uno" [ref=e4]' in snapshot_text(document), "a renamed element gets a new ref"
    button.set_text("One")
    assert '"One" [ref=e5]' in snapshot_text(document), "and another one when it is renamed back"
    button.set_text("Uno")
    button.set_text("One")
    assert '"One" [ref=e5]' in snapshot_text(document), "what happens between snapshots does not count"


def test_ref_survives_hiding_and_moving() -> None:
    document = page("<div><button id=a>One</button></div><p id=p>x</p>")
    before = snapshot_text(document)
    button, paragraph = document.get("a"), document.get("p")
    assert button is not None
    assert paragraph is not None
    button.set("hidden", "")
    assert "One" not in snapshot_text(document)
    button.remove_attr("hidden")
    assert snapshot_text(document) == before
    paragraph.append(button)
    assert '"One" [ref=e3]' in snapshot_text(document)


def test_equal_html_swapped_in_gets_new_refs() -> None:
    document = page("<div id=d><a href=/x>Go</a></div>")
    assert "[ref=e3]" in snapshot_text(document)
    holder = document.get("d")
    assert holder is not None
    holder.replace_children(parse_fragment("<a href=/x>Go</a>", holder))
    text = snapshot_text(document)
    assert "[ref=e4]" in text
    assert "[ref=e3]" not in text


def test_focus_moves_the_active_mark() -> None:
    document = page("<p>x</p><button>One</button><button>Two</button>")
    assert snapshot_text(document).startswith("- generic [active] [ref=e1]:")
    document.focused = document.find_all("button")[1]
    assert '"Two" [active] [ref=e4]' in snapshot_text(document)
    document.find_all("button")[1].remove()
    assert document.focused is None
    assert "generic [active]" in snapshot_text(document)


def test_hidden_label_changes_the_name_elsewhere() -> None:
    document = page('<p id=l>Old</p><div><div><input aria-labelledby="l"></div></div>')
    assert 'textbox "Old"' in snapshot_text(document)
    label = document.get("l")
    assert label is not None
    label.set_text("New")
    assert 'textbox "New"' in snapshot_text(document)
    label.set("id", "other")
    assert "textbox [ref" in snapshot_text(document)


@pytest.mark.parametrize("number", range(60))
def test_kept_results_change_nothing(number: int) -> None:
    """A copy has the refs but none of the kept results: it must read the same after every edit."""
    document = parse(Composer(Stream(number, "kept")).page(3))
    for step in range(14):
        fresh, _ = document.copy()
        try:
            expected = snapshot_text(fresh)
        except Unsupported:
            with pytest.raises(Unsupported):
                snapshot_text(document)
            return
        assert snapshot_text(document) == expected
        assert document.last_ref == fresh.last_ref
        twin_edit(document, draw_edit(Stream(number, "kept edit", step), len(below_body(document))))


@pytest.mark.parametrize(
    ("body", "head", "words"),
    [
        ("<object data=/x></object>", "", "<object>"),
        ("<p aria-owns=q>x</p><b id=q>y</b>", "", "aria-owns"),
        ("<p style='float:left'>x</p>", "", "float"),
        ("<p class=c>x</p>", "<style>.c { display: contents }</style>", "display: contents"),
        ("<p>x</p>", "<style>p:hover { visibility: hidden }</style>", ":hover"),
        ("<p>x</p>", "<style>p + p { display: none }</style>", "sibling"),
        ("<p>x</p>", "<style>@container (width > 1px) { p { color: red } }</style>", "@container"),
        ("<p hidden=until-found>x</p>", "", "until-found"),
        ("<div style='display:grid'><div id=empty></div></div>", "", "id=\"empty\""),
    ],
)  # fmt: skip
def test_what_lies_outside_the_subset_is_named(body: str, head: str, words: str) -> None:
    with pytest.raises(Unsupported, match=words.replace("(", r"\(")):
        snapshot_text(page(body, head))


@pytest.mark.parametrize(
    "css",
    [
        "p:hover { color: red }",
        "a:focus-visible { outline: 1px solid; border-width: 2px }",
        "p + p { margin: 0; padding: 1px }",
        "@font-face { font-family: x }",
        "@media (prefers-reduced-motion: no-preference) { p:hover { display: none } }",
        "@keyframes x { from { display: none } }",
        "input::placeholder { display: none }",
    ],
)
def test_what_cannot_matter_is_ignored(css: str) -> None:
    assert snapshot_text(page("<p>x</p>", f"<style>{css}</style>")) == "- paragraph [ref=e2]: x"
