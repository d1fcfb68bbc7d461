"""Shadow trees are the same in both engines: what they show, ids and labels, focus, forms, events, new content."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engines import walks
from tests.engines.shadowsite import shadow_world
from tests.engines.walks import (
    ScriptPart,
    Sees,
    check,
    click,
    fill,
    find,
    plain,
    press,
    run_script,
    select,
    type_,
    walk,
)
from webgen.actions import Back, Click, Fill, Press, Wait
from webgen.engines.base import Engine
from webgen.engines.chromium.session import ChromiumEngine
from webgen.engines.twin.dom import parse
from webgen.engines.twin.lint import lint_html
from webgen.engines.twin.session import TwinEngine
from webgen.errors import Unsupported
from webgen.streams import Stream

Engines = tuple[Engine, Engine]


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    with ChromiumEngine() as chromium, TwinEngine() as twin:
        yield chromium, twin


SCRIPTS: dict[str, tuple[str, list[ScriptPart]]] = {
    "ids, labels and styles stay in their tree": ("/", [
        Sees('textbox "Inner name" [ref='), Sees('textbox "Outer name" [ref='), Sees("Not shown", present=False), Sees("Points"), Sees('button "Own"'),
        Sees('link "Folded"', present=False), Sees('textbox "On inside" [ref='), Sees('textbox "Off outside" [disabled]'),
        Sees('[cursor=pointer]: Inherits'), fill("textbox", "Inner name", "new"), Sees("generic [active]"),
        click("generic", "Fold"), Sees('link "Folded"'), check("radio", "In one"), check("radio", "Out two"), press("ArrowUp"),
        fill("textbox", "On inside", "yes"), fill("textbox", "Deepest field", "no"), type_("textbox", "Deepest field", "pe"),
    ]),
    "tab goes through": ("/", [
        click("textbox", "Outer name"), press(*["Tab"] * 14), press(*["Shift+Tab"] * 5), Sees('link "Form"'),
    ]),
    "a form in a shadow tree": ("/form", [
        click("button", "Send"), Sees("Word"), fill("textbox", "Word", "go"), fill("textbox", "Many", "b\nc"), check("checkbox", "Box"),
        select("combobox", "Pick", "Two"), click("button", "Back"), Sees("go", present=False), fill("textbox", "Word", "on", submit=True),
        Sees("sent=1"), fill("searchbox", "Find", "x y", submit=True), Sees("q=x y"), plain(Back()), fill("textbox", "Soft", "s", submit=True),
        Sees("Got v=7", present=False), Sees("soft=s, v=7"), click("link", "To the outside"), Sees("Got x=1, v=7"), click("button", "Ask"),
        Sees("Sure?"), click("button", "Confirm"), Sees("Got"), click("link", "End"), click("button", "Open"), Sees('dialog "Small"'),
        fill("textbox", "In dialog", "d"), click("link", "Home"), press("Tab", "Tab", "Escape"), Sees('dialog "Small"', present=False),
    ]),
    "widgets in a shadow tree speak for their form": ("/widgets", [
        click("switch", "Newsletter"), Sees("Unsaved changes"), click("combobox", "Size"), click("option", "Large"),
        fill("textbox", "Name", "Bo"), select("combobox", "Pick", "One"), check("radio", "Red"), click("button", "Increase Pieces"),
        click("button", "Save changes"), Sees("plain=, news=1, size=l"), Sees("name=Bo, pick=One, c=r"), Sees("pieces=4"),
        click("button", "Discard"), Sees("Unsaved changes", present=False), Sees(": Ada"), fill("textbox", "Plain", "p", submit=True),
        Sees("plain=p, news=0, size=, detail=deep, name=Ada, pick=Two, c=g"), click("button", "More"), Sees("Hidden words"),
        click("tab", "Details"), fill("textbox", "Detail", "d"), press("Enter"), click("combobox", "Size"), click("heading", "Widgets"),
        Sees('option "Large"', present=False), click("button", "Edit Motto"), type_("textbox", "Motto", "be"), press("Enter"),
        fill("textbox", "Plain", "q", submit=True), Sees("detail=d"), Sees("motto=be"),
    ]),
    "new content brings shadow trees": ("/boosted", [
        click("button", "Into"), Sees("A piece"), Sees('textbox "Fresh"'), click("button", "Piece"), plain(Wait(200)),
        fill("textbox", "Fresh", "x"), click("link", "Form"), Sees('textbox "Word"'), fill("textbox", "Word", "w", submit=True), Sees("sent=1"),
        plain(Back()), plain(Back()), click("link", "Widgets"), check("radio", "Red"), click("button", "Save changes"), Sees("c=r"),
    ]),
}  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("name", SCRIPTS)
def test_shadow_trees_are_the_same_in_both_engines(engines: Engines, name: str) -> None:
    start, script = SCRIPTS[name]
    run_script(engines, lambda: shadow_world(start), *script)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("start", ["/", "/form", "/widgets", "/boosted"])
def test_random_walks_over_shadow_trees_agree(engines: Engines, start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walks, "PLACES", ("/", "/form", "/widgets", "/boosted", "#end"))
    equal, difference = walk(engines, lambda: shadow_world(start), Stream(11, "shadow", start), 40)
    assert difference is None, f"after {equal} equal transitions\n{difference}"


@pytest.mark.browser
def test_a_checkpoint_holds_what_is_in_shadow_trees(engines: Engines) -> None:
    for engine in engines:
        session = engine.open(shadow_world("/widgets"))
        session.act(Click(find(session.snapshot, "switch", "Newsletter")))
        session.act(Fill(find(session.snapshot, "textbox", "Name"), "kept"))
        seen, state = session.snapshot, session.checkpoint()
        session.act(Press("Tab"))
        after = session.act(Click(find(session.snapshot, "button", "Save changes"))).snapshot
        assert "name=kept" in after.text
        session.restore(state)
        assert session.snapshot == seen
        session.act(Press("Tab"))
        assert session.act(Click(find(session.snapshot, "button", "Save changes"))).snapshot == after
        session.close()


SHEETS = '<!doctype html><title>t</title><link rel="stylesheet" href="/a.css"><body>'
TREE = '<div><template shadowrootmode="open">{}<p id="a">x</p></template></div><p id="a">y</p>'


def test_the_lint_wants_the_sheets_of_the_document_in_a_shadow_tree() -> None:
    whole = parse(SHEETS + TREE.format('<link rel="stylesheet" href="/a.css">'), "", lambda href: "p { color: red }")
    assert lint_html(whole) == []
    bare = parse(SHEETS + TREE.format(""), "", lambda href: "p { color: red }")
    assert any("style sheets" in problem for problem in lint_html(bare))
    doubled = parse(SHEETS + TREE.format('<link rel="stylesheet" href="/a.css"><b id="a">z</b>'), "", lambda href: "")
    assert any("'a' stands 2 times" in problem for problem in lint_html(doubled))


@pytest.mark.parametrize("beside", ["<p>x</p>{}", "{}<p>x</p>"])
def test_children_beside_a_shadow_root_are_refused(beside: str) -> None:
    tree = '<template shadowrootmode="open"><p>y</p></template>'
    with pytest.raises(Unsupported, match="beside a shadow root"):
        parse(f"<!doctype html><title>t</title><div>{beside.format(tree)}</div>")
