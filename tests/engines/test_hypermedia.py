"""Every hypermedia feature does the same in Chromium and in the twin: swaps, values, headers, latency, boost, history."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.engines.lawsite import HOST, LawSite, law_world
from tests.engines.walks import ScriptPart, Sees, click, fill, plain, press, run_script, type_, walk
from webgen.actions import Back, Click, Fill, Forward, Navigate, Press, Wait
from webgen.engines.base import Engine
from webgen.engines.chromium.session import ChromiumEngine
from webgen.engines.twin.attributes import encode, parse_triggers
from webgen.engines.twin.session import TwinEngine
from webgen.site.server import SiteServer
from webgen.streams import Stream

Engines = tuple[Engine, Engine]


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    with ChromiumEngine() as chromium, TwinEngine() as twin:
        yield chromium, twin


SCRIPTS: dict[str, tuple[str, list[ScriptPart]]] = {
    "swaps": ("/hyper", [
        click("button", "Inner"), Sees("inner 1 [] box"), click("button", "Outer"), Sees("outer 1"), click("button", "outer 1"),
        Sees("More"), click("button", "End"), click("button", "Start"), Sees("start 1"), click("button", "None"),
        Sees("never", present=False), click("button", "Self"), Sees("self 1 [] self self"), click("button", "Delete"),
        Sees("start 1", present=False), click("button", "Inner"), click("button", "Replace section"),
        Sees("section 1 [] - -"), Sees("inner 1", present=False),
    ]),
    "failures": ("/hyper", [
        click("button", "Fail"), Sees("Something went wrong"), Sees("broken", present=False), plain(Wait(2000)),
        click("button", "Missing"), Sees("Something went wrong"), plain(Wait(3100)), Sees("Something went"), plain(Wait(0)),
        Sees("Something went wrong", present=False),
    ]),
    "redirects and addresses": ("/hyper", [
        click("button", "Moved"), Sees("inner 1 [from=moved]"), click("button", "Push"), Sees("/part/push"),
        click("button", "Push named"), Sees("/hyper?named=1"), click("button", "Push by header"), Sees("/hyper?by=header"),
        plain(Back()), Sees("/hyper?named=1"), Sees("Box"), plain(Back()), Sees("/part/push"), plain(Back()), Sees("Hyper"),
        plain(Forward()), Sees("/part/push"), plain(Navigate("/hyper")), click("button", "Away"), Sees("/list?page=3"),
        plain(Back()), Sees("Hyper"),
    ]),
    "latency, indicator and queue": ("/hyper", [
        click("button", "Slow"), Sees("slow 1", present=False), click("button", "Slow"), click("button", "Slow"), Sees("slow 1"),
        plain(Wait(100)), Sees("slow 1"), plain(Wait(0)), Sees("slow 2"), plain(Wait(2000)), Sees("slow 2"),
    ]),
    "values": ("/hyper", [
        click("button", "Values"), Sees("x1=one, also=also, a=1, b=two words"), fill("textbox", "X1", "ü&="),
        fill("textbox", "Also", ""), click("button", "Values"), Sees("x1=ü&=, also=, a=1"),
    ]),
    "a form that replaces itself keeps the focus": ("/hyper", [
        fill("textbox", "Line", "w"), press("Enter"), Sees("line=w, act=save"), Sees('textbox "Line" [active]'),
        fill("textbox", "Line", "", submit=True), Sees("Line is missing"), Sees('textbox "Line" [active]'),
        type_("textbox", "Line", "again"), click("button", "Save"), Sees('button "Save" [active]'),
    ]),
    "confirm": ("/hyper", [
        click("button", "Drop"), Sees('Drop \\"it'), press("Escape"), Sees('button "Drop" [active]'),
        click("button", "Drop"), click("button", "Cancel"), click("button", "Inner"), click("button", "Drop"),
        click("button", "Inner"), click("button", "Confirm"), Sees("act=drop"),
    ]),
    "triggers": ("/hyper", [
        Sees("find 1 [find="), Sees("Loading"), plain(Wait(0)), Sees("load 1"), plain(Wait(0)), Sees("tick 1"),
        type_("searchbox", "Find", "ab"), Sees("find 2 [find=ab]"), press("Control+A", "a", "b"), Sees("[find=ab]"),
        press("Escape"), Sees("[find=]"), plain(Wait(3000)), Sees("tick"), click("button", "Autofocus"), Sees('"Auto" [active]'),
    ]),
    "boost": ("/list", [
        click("link", "Next"), Sees("List 2"), Sees("/list?page=2"), Sees('link "Next" [active]'), click("link", "Next"),
        click("link", "Next"), Sees("List 4"), Sees("generic [active]"), click("link", "First"), Sees("/list?page=1#top"),
        plain(Back()), Sees("List 4"), plain(Back()), plain(Back()), plain(Forward()), Sees("List 3"),
        click("link", "Item 3"), Sees('textbox "Title" [active]'), fill("textbox", "Title", ""), click("button", "Save"),
        Sees("Title is missing"), Sees('button "Save" [active]'), fill("textbox", "Title", "New", submit=True),
        Sees("/list?saved=3"), click("link", "Broken"), Sees("Something went wrong"), Sees("/list?saved=3"),
        fill("textbox", "Filter", "a b&c"), click("button", "Go"), Sees("/list?filter=a%20b%26c"), click("link", "Plain forms"),
        Sees("Forms"), plain(Back()), Sees("List"), click("link", "Item 2"), click("button", "Remove"),
        Sees("Remove item 2?"), click("button", "Confirm"), Sees("Item 2", present=False), click("link", "Bottom"),
        Sees("#bottom"), plain(Back()), Sees("#bottom", present=True), click("link", "New tab"), Sees("List 2"),
        click("link", "Elsewhere"),
    ]),
    "waiting answers": ("/slow", [
        fill("textbox", "Say", "one", submit=True), fill("textbox", "Say", "two", submit=True), plain(Wait(500)),
        Sees("say=one"), plain(Wait(600)), Sees("say=two"), click("button", "Replace me"), click("link", "Home"),
        Sees("Visits"), plain(Wait(2000)),
    ]),
}  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("name", SCRIPTS)
def test_feature_is_the_same_in_both_engines(engines: Engines, name: str) -> None:
    start, script = SCRIPTS[name]
    run_script(engines, lambda: law_world(start), *script)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("seed", "start"), [(0, "/hyper"), (1, "/list"), (2, "/slow")])
def test_random_walks_agree(engines: Engines, seed: int, start: str) -> None:
    equal, difference = walk(engines, lambda: law_world(start), Stream(seed, "hyper"), 40)
    assert difference is None, f"after {equal} equal transitions\n{difference}"


@pytest.mark.browser
def test_in_a_persons_browser_the_clock_is_the_real_one(browser: Browser) -> None:
    with SiteServer() as server:
        address = server.open_for_person({HOST: LawSite()})
        page = browser.new_page()
        page.goto(f"{address}hyper")
        page.get_by_role("button", name="Slow").click()
        assert page.locator("#busy").get_attribute("class") == "htmx-request"
        expect(page.locator("#box")).to_have_text("slow 1 [] box -")
        assert page.locator("#busy").get_attribute("class") == ""
        page.get_by_label("Find").press_sequentially("ab")
        expect(page.locator("#found")).to_have_text("find 2 [find=ab] found find")
        expect(page.locator("#ticker")).to_contain_text("tick")
        page.get_by_role("button", name="Push", exact=True).click()
        expect(page).to_have_url(f"{address}part/push")
        page.go_back()
        expect(page.locator("#box")).to_have_text("Box")
        page.close()


# ---- the twin alone ----------------------------------------------------------------------------------------------


def test_triggers_are_read() -> None:
    first, second, third, fourth = parse_triggers("input changed delay:300ms, load, every 2s, keyup delay:1s")
    assert (first.kind, first.changed, first.delay) == ("input", True, 300)
    assert (second.kind, second.delay, third.kind, third.every) == ("load", 0, "every", 2000)
    assert (fourth.kind, fourth.delay) == ("keyup", 1000)


def test_values_are_encoded_as_scripts_do() -> None:
    assert encode([("a b", "ü&=+"), ("c", "(~!*'.)")]) == "a%20b=%C3%BC%26%3D%2B&c=(~!*'.)"


def test_requests_of_the_client_carry_the_time_that_has_passed() -> None:
    world = law_world("/hyper")
    site = world.sites[HOST]
    times: list[tuple[str, int]] = []
    answer = site.handle

    def handle(request):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        times.append((request.path, request.now))
        return answer(request)

    site.handle = handle  # type: ignore[method-assign]
    session = TwinEngine().open(world)
    session.act(Wait(1000))
    sent = [(path, now) for path, now in times if path.startswith("/part")]
    assert sent == [("/part/find", 0), ("/part/load", 600), ("/part/tick", 1000)]


def test_a_copied_page_keeps_its_own_timers() -> None:
    session = TwinEngine().open(law_world("/hyper"))
    slow = next(node.ref for node in session.snapshot.nodes if node.name == "Slow")
    assert slow is not None
    session.act(Click(slow))
    state = session.checkpoint()
    texts = []
    for _ in range(2):
        texts.append(session.act(Wait(500)).snapshot.text)
        session.act(Press("Tab"))
        session.restore(state)
    assert texts[0] == texts[1]
    assert "slow 1" in texts[0]


def test_typing_is_debounced() -> None:
    world = law_world("/hyper")
    session = TwinEngine().open(world)
    field = next(node.ref for node in session.snapshot.nodes if node.role == "searchbox")
    assert field is not None
    for text in ("a", "ab", "abc"):
        session.act(Fill(field, text))
    seen = [query for _, path, query, _ in world.sites[HOST].checkpoint()["seen"] if path == "/part/find"]
    assert seen == [(("find", value),) for value in ("", "a", "ab", "abc")]
