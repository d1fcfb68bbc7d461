"""Frames are the same in both engines: what they show, their refs, focus, forms, clocks, history."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engines import walks
from tests.engines.framesite import frame_world
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
from webgen.actions import Back, Click, Fill, Forward, Navigate, Press, Tab, Wait
from webgen.engines.base import Engine
from webgen.engines.chromium.session import ChromiumEngine
from webgen.engines.twin.session import TwinEngine
from webgen.snapshot import FrameRefs
from webgen.streams import Stream

Engines = tuple[Engine, Engine]


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    with ChromiumEngine() as chromium, TwinEngine() as twin:
        yield chromium, twin


SCRIPTS: dict[str, tuple[str, list[ScriptPart]]] = {
    "fields and hypermedia": ("/", [
        Sees("iframe [ref=e11]:"), Sees("Inner [from=home]"), fill("textbox", "Note", "milk"), Sees('"Note" [active] [ref=f1e8]: milk'),
        Sees("iframe [active]"), select("combobox", "Kind", "Small"), check("checkbox", "Loud"), click("button", "Add note"),
        Sees("note=milk, kind=Small, loud=on"), fill("textbox", "Note", "", submit=True), Sees("Nothing to note"),
        fill("textbox", "Before", "x"), Sees("iframe [active]", present=False), type_("textbox", "Note", "y"), press("Enter"),
        click("heading", "Inner"), press("Tab", "Shift+Tab"), click("button", "Push"), Sees("A part []"), Sees("http://frame.test/"),
    ]),
    "tab through the frame": ("/", [
        click("textbox", "Before"), press("Tab"), Sees('textbox "Note" [active]'), press(*["Tab"] * 17), Sees('textbox "After" [active]'),
        press("Shift+Tab"), Sees('link "Boosted" [active]'), press("Tab", "Tab", "Tab", "Tab", "Tab"), Sees('link "Two" [active]'),
        press("Shift+Tab"), Sees('link "Home" [active]'),
    ]),
    "one link in a frame": ("/still", [press("Tab"), Sees('link "Read on" [active]'), press("Tab", "Tab", "Shift+Tab", "Shift+Tab")]),
    "links replace and add no history": ("/two", [
        click("link", "Next document"), Sees("Document 1"), click("link", "Next document"), Sees("Document 2"), plain(Back()),
        click("link", "Inner"), Sees("Inner []"), fill("searchbox", "Find", "a b&c", submit=True), Sees("q=a b&amp;c", present=False),
        Sees("Document 8 [q=a b&c, by=find]"), fill("textbox", "Look for", "x", submit=True), Sees("Document 9 [q=x]"),
        plain(Back()), plain(Navigate("/")), plain(Back()), Sees("Document 9 [q=x]"), Sees("Document 5"), plain(Forward()), Sees("from=home"),
    ]),
    "out of the frame": ("/", [
        click("link", "Top two"), Sees("#/two", present=False), Sees("http://frame.test/two"), plain(Back()), click("link", "New tab"),
        Sees("http://frame.test/doc/2"), plain(Tab("select", 0)), click("button", "Finish"), Sees('"Word" [active]'),
        fill("textbox", "Word", "go", submit=True), Sees("http://frame.test/?left=1"), Sees("listitem [ref=f1e5]: go"),
    ]),
    "latency, redirects and timers in a frame": ("/", [
        click("button", "Go on"), Sees("Document 6"), plain(Back()), plain(Navigate("/")), plain(Wait(600)), Sees("Tick 1"),
        plain(Wait(2000)), Sees("Tick 3"), click("link", "Tail"), Sees("[active]"), click("link", "Boosted"), Sees("Document 6"),
    ]),
    "dialogs": ("/modal", [
        click("button", "Pay"), Sees("iframe [active]"), click("button", "Terms"), click("link", "Next document"), Sees("Document 8"),
        press("Tab", "Tab", "Tab", "Tab", "Escape"), click("button", "Close"), Sees('dialog "Pay"', present=False),
        click("button", "Terms"), Sees('dialog "Terms"'), fill("textbox", "Note", "x"), click("heading", "Modal"), click("button", "Fine"),
        click("button", "Clear"), Sees("Really?"), press("Tab", "Enter"), Sees("Nothing to note"),
    ]),
    "a frame that comes and goes": ("/swap", [
        click("button", "Open panel"), Sees("Inner [from=panel]"), fill("textbox", "Note", "milk"), click("button", "Close panel"),
        Sees("iframe", present=False), press("Tab"), click("button", "Open panel"), Sees("[ref=f2e1]"), type_("textbox", "Note", "tea"),
        press("Enter"), Sees("note=tea"), click("button", "Open panel"), press("Tab"),
    ]),
    "frames in frames": ("/nested", [
        Sees("[ref=f2e1]"), click("link", "Next document"), Sees("Document 4"), click("button", "Idle"), Sees('"Idle" [active] [ref=f2e5]'),
        press("Tab"), Sees('textbox "Mid" [active]'), press("Shift+Tab", "Shift+Tab", "Shift+Tab"), click("link", "Leave the middle"),
        Sees("Document 4"), plain(Navigate("/nested")), click("link", "Two on top"), Sees("Document 5"), plain(Back()), Sees("Document 3"),
    ]),
}  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("name", SCRIPTS)
def test_frames_are_the_same_in_both_engines(engines: Engines, name: str) -> None:
    start, script = SCRIPTS[name]
    run_script(engines, lambda: frame_world(start), *script)


@pytest.mark.browser
def test_the_frame_itself_takes_no_click(engines: Engines) -> None:
    for engine in engines:
        session = engine.open(frame_world("/still"))
        step = session.act(Click(find(session.snapshot, "iframe")))
        assert step.error is not None
        assert step.error.kind == "wrong_element"
        session.close()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("start", ["/", "/two", "/nested", "/swap", "/modal"])
def test_random_walks_over_frames_agree(engines: Engines, start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walks, "PLACES", ("/", "/two", "/nested", "/swap", "/modal", "/still", "/inner", "#end"))
    equal, difference = walk(engines, lambda: frame_world(start), Stream(11, "frames", start), 40)
    assert difference is None, f"after {equal} equal transitions\n{difference}"


@pytest.mark.browser
def test_a_checkpoint_holds_what_is_in_frames(engines: Engines) -> None:
    for engine in engines:
        session = engine.open(frame_world("/nested"))
        session.act(Click(find(session.snapshot, "link", "Next document")))
        session.act(Fill(find(session.snapshot, "textbox", "Mid"), "kept"))
        seen, state = session.snapshot, session.checkpoint()
        session.act(Press("Tab"))
        after = session.act(Click(find(session.snapshot, "link", "Next document"))).snapshot
        session.restore(state)
        assert session.snapshot == seen
        session.act(Press("Tab"))
        assert session.act(Click(find(session.snapshot, "link", "Next document"))).snapshot == after
        session.close()


@pytest.mark.browser
def test_boxes_of_frames_lie_in_their_frame() -> None:
    with ChromiumEngine(channels=["boxes"]) as engine:
        session = engine.open(frame_world("/nested"))
        boxes = session.snapshot.boxes
        assert boxes is not None
        refs = [node.ref for node in session.snapshot.nodes if node.ref]
        assert set(refs) <= set(boxes)
        outer, inner = boxes[find(session.snapshot, "iframe")], boxes[find(session.snapshot, "textbox", "Mid")]
        assert outer[0] < inner[0] < outer[0] + outer[2]
        assert outer[1] < inner[1]
        session.close()


def test_refs_of_frames_are_numbered_by_appearance() -> None:
    refs = FrameRefs()
    assert refs.shorten("- a [ref=e1]\n- b [ref=f7e1]\n- c [ref=f4e1]") == "- a [ref=e1]\n- b [ref=f1e1]\n- c [ref=f2e1]"
    assert refs.shorten("- a [ref=e1]\n- c [ref=f4e2]") == "- a [ref=e1]\n- c [ref=f2e2]", "a frame keeps its number"
    assert refs.long("f2e2") == ("f4", "f4e2")
    assert refs.long("e3") == ("", "e3")
    assert refs.long("f3e1") is None
    assert refs.long("f0e1") is None
    assert refs.short("f9e1") is None
    assert refs.shorten("- a [ref=f9e1]\n- c [ref=f4e2]") == "- a [ref=e1]\n- c [ref=f1e2]", "another document begins anew"
    assert refs.long("e1") == ("", "f9e1")
    assert refs.short("f9e4") == "e4"
