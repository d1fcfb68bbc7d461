"""The twin does what Chromium does: forms, validity, keys, focus, history, tabs, mistakes; and goes back exactly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engines.lawsite import HOST, law_world
from tests.engines.walks import (
    ScriptPart,
    Sees,
    check,
    click,
    fill,
    plain,
    press,
    random_action,
    run_script,
    seen,
    select,
    told,
    type_,
    upload,
    walk,
)
from webgen.actions import Back, Done, Forward, Hover, Navigate, Press, Scroll, Tab, Wait
from webgen.engines.base import Engine, World
from webgen.engines.chromium.session import ChromiumEngine
from webgen.engines.twin.session import TwinEngine
from webgen.errors import EngineFault, InputError, Unsupported
from webgen.site.http import Request, Response, redirect
from webgen.streams import Stream

Engines = tuple[Engine, Engine]
START = f"http://{HOST}"


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    with ChromiumEngine() as chromium, TwinEngine() as twin:
        yield chromium, twin


SCRIPTS: dict[str, tuple[str, list[ScriptPart]]] = {
    "native fields": ("/forms", [
        fill("textbox", "Text", "ab"), type_("textbox", "Text", "cdef"), press("Backspace", "Home", "Delete", "7", "End", "x"),
        press("ArrowLeft", "ArrowLeft", "a", "ArrowRight", "Control+A", "z"), fill("spinbutton", "Number", "5"),
        press("Backspace", "4", "Home", "1", "Delete", "Backspace", "7"), fill("textbox", "Date", "2026-05-06"), fill("textbox", "Time", "09:30"),
        fill("slider", "Range", "4"), fill("textbox", "Month", "2026-07"), type_("textbox", "Long", "\nthree"),
        select("combobox", "Pick", "Alpha"), press("ArrowDown", "Home", "End"), select("listbox", "Many", "One", "Three"),
        check("checkbox", "Box"), check("checkbox", "Box two", on=False), check("radio", "Blue"), press("ArrowDown"),
        upload("button", "File", "notes.txt"), click("button", "Send"), Sees("text=z"), Sees("file=notes.txt"),
        Sees("long=one%0D%0Atwo%0D%0Athree"), plain(Back()), Sees('textbox "Text"'), Sees("abc"), click("button", "Send other"),
        Sees("/echo/other"),
    ]),
    "implicit submission": ("/forms", [
        fill("textbox", "Word", "w", submit=True), Sees("Forms"), fill("textbox", "Lone", "alone", submit=True),
        Sees("Got lone=alone"), plain(Back()), fill("textbox", "Inner", "in", submit=True), Sees("from=outside"),
        plain(Back()), fill("textbox", "Text", "t"), press("Enter"), Sees("how=first"), plain(Back()), click("checkbox", "Box"),
        press("Enter"), Sees("box=on"),
    ]),
    "reset": ("/forms", [
        fill("textbox", "Text", "zz"), check("checkbox", "Box"), check("radio", "Red"), select("combobox", "Pick", "Gamma"),
        select("listbox", "Many", "Two"), type_("textbox", "Long", "!"), click("button", "Reset"), Sees(": abc"),
        Sees('radio "Green" [checked]'),
    ]),
    "mistakes": ("/forms", [
        fill("button", "Send", "x"), click("combobox", "Pick"), select("combobox", "Pick", "Beta"), fill("textbox", "Url", "x"),
        fill("textbox", "Tel", "1"), fill("textbox", "Text", "longer than six"), fill("spinbutton", "Number", "many"),
        fill("textbox", "Date", "tomorrow"), upload("button", "File", "none.txt"), check("radio", "Red", on=False),
        type_("textbox", "Date", "2026"), click("slider", "Range"), plain(Press("F5")), plain(Navigate("http://other.test/")),
        plain(Back()), plain(Forward()), plain(Tab("close")), plain(Tab("select", 4)), plain(Tab("select")),
        select("combobox", "Pick", "None", "Alpha"), click("link", "Home", button="middle"), plain(Hover("e999")),
    ]),
    "validity": ("/checks", [
        click("button", "Check"), Sees('textbox "Needed" [active]'), fill("textbox", "Needed", "x"), click("button", "Check"),
        Sees('textbox "Mail" [active]'), fill("textbox", "Mail", "x@"), press("Enter"), fill("textbox", "Mail", "x@y.org"),
        fill("textbox", "Code", "ab1"), press("Enter"), Sees('textbox "Code" [active]'), fill("textbox", "Code", "A"),
        press("Enter"), fill("textbox", "Code", "AB12"), fill("spinbutton", "Count", "5"), press("Enter"),
        Sees('spinbutton "Count" [active]'), fill("spinbutton", "Count", "6"), fill("textbox", "From", "2027-01-01"),
        click("button", "Check"), fill("textbox", "From", "2026-06-01"), click("button", "Check"),
        Sees('combobox "Kind" [active]'), select("combobox", "Kind", "Fish"), click("button", "Check"),
        Sees('radio "Up" [active]'), check("radio", "Up"), click("button", "Check"), check("checkbox", "Terms"),
        click("button", "Check"), fill("textbox", "Words", "abc"), click("button", "Check"), Sees('"Words" [active]'),
        type_("textbox", "Words", "d"), fill("textbox", "Web", "nowhere"), click("button", "Check"), Sees('"Web" [active]'),
        fill("textbox", "Web", "http://a.test/"), click("button", "Check"), Sees("needed=x"), plain(Back()),
        click("button", "Skip checks"), Sees("Echo"), plain(Back()), click("button", "Send free"), Sees("free="),
    ]),
    "focus order": ("/keys", [
        *[press("Tab")] * 12, press("Space", "ArrowDown", "Tab", "ArrowRight", "ArrowUp"), *[press("Tab")] * 12,
        *[press("Shift+Tab")] * 9, click("button", "Panel"), click("button", "Panel"), click("button", "Hide my panel"), press("Space"), Sees("generic [active]"), press("Tab"),
        click("button", "Panel"), click("heading", "Keys"), press("Shift+Tab", "Tab"),
    ]),
    "details": ("/sums", [
        click("generic", "Why"), Sees("Because"), press("Enter"), Sees("Because", present=False), press("Space", "Tab"),
        click("generic", "Group one"), Sees("Two", present=False), click("generic", "Group two"), Sees("Inside"),
    ]),
    "change events": ("/sums", [
        fill("spinbutton", "Price", "9"), Sees("Total 9", present=False), press("Tab"), Sees("Total 9 x 1"), press("ArrowDown"),
        Sees("Total 9 x 2"), press("Tab", "Space"), Sees("gift"), fill("spinbutton", "Price", "8", submit=True),
        Sees("/sums?price=8&amount=2&gift=on"), type_("spinbutton", "Price", "1"), click("heading", "Sums"), Sees("Total 31"),
    ]),
    "history and fragments": ("/posted", [
        click("link", "End"), Sees("/posted#end"), click("link", "End"), plain(Back()), Sees("/posted#end", present=False),
        plain(Forward()), Sees("/posted#end"), click("link", "Forms"), plain(Back()), Sees("Posted"), plain(Back()), plain(Back()),
        plain(Navigate("/posted#end")), plain(Navigate("/posted")), plain(Back()), plain(Navigate("/nowhere")),
        Sees("No such page"), click("link", "Home"), plain(Back()),
    ]),
    "tabs": ("/", [
        click("link", "Home in a new tab"), Sees("1 of", present=False), click("link", "Keys"), plain(Tab("select", 0)),
        Sees("Visits"), plain(Tab("new", url="/sums")), plain(Tab("close", 1)), plain(Tab("new")), plain(Tab("close")),
        plain(Back()), plain(Tab("select", 0)), click("button", "Count a visit"), Sees("Visits: 1"), plain(Back()),
        plain(Forward()), plain(Scroll(0, 100)), Sees("Visits: 1"),
    ]),
}  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("name", SCRIPTS)
def test_the_twin_follows_chromium(engines: Engines, name: str) -> None:
    start, script = SCRIPTS[name]
    run_script(engines, lambda: law_world(start), *script)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("seed", "start"), list(enumerate(("/", "/forms", "/checks", "/keys", "/hyper", "/list"))))
def test_random_walks_agree(engines: Engines, seed: int, start: str) -> None:
    equal, difference = walk(engines, lambda: law_world(start), Stream(seed, "session"), 40)
    assert difference is None, f"after {equal} equal transitions\n{difference}"


# ---- the twin alone ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["/widgets", "/hyper", "/list", "/forms"])
def test_restore_goes_back_exactly_as_often_as_asked(start: str) -> None:
    session = TwinEngine().open(law_world(start))
    stream = Stream(3, "checkpoint", start)
    for step in range(25):
        session.act(random_action(stream.child(step), session.snapshot))
    state = session.checkpoint()
    before = seen(session.snapshot), repr(session.world.sites[HOST].checkpoint())

    def play() -> list[dict[str, str]]:
        found = []
        for step in range(25, 60):
            found.append(told(session.act(random_action(stream.child(step), session.snapshot))))
        return [*found, {"state": repr(session.world.sites[HOST].checkpoint())}]

    first = play()
    for _ in range(2):
        session.restore(state)
        assert (seen(session.snapshot), repr(session.world.sites[HOST].checkpoint())) == before
        assert play() == first


def test_the_same_actions_give_the_same_bytes() -> None:
    def play() -> list[dict[str, str]]:
        session = TwinEngine().open(law_world("/widgets"))
        stream = Stream(11, "again")
        return [told(session.act(random_action(stream.child(step), session.snapshot))) for step in range(60)]

    assert play() == play()


class _Plain:
    """A site of one answer, whatever is asked."""

    def __init__(self, *answers: Response) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []

    def handle(self, request: Request) -> Response:
        self.requests.append(request)
        return self.answers[min(len(self.requests), len(self.answers)) - 1]

    def checkpoint(self) -> object:
        return None

    def restore(self, state: object) -> None:
        pass


def _world(site: _Plain) -> World:
    return World({"one.test": site}, "http://one.test/a%20b?x=1&y=")


def test_a_request_carries_path_query_cookies_and_time() -> None:
    site = _Plain(Response("<p>one</p>", cookies={"sid": "7"}), Response('<a href="/next">Next</a>'))
    session = TwinEngine().open(_world(site))
    session.act(Wait(100))
    session.act(Navigate("/c"))
    first, second = site.requests
    assert (first.path, first.query, first.cookies, first.now) == ("/a b", (("x", "1"), ("y", "")), {}, 0)
    assert (second.path, second.cookies, second.now) == ("/c", {"sid": "7"}, 900)


def test_endless_redirects_and_failing_sites_are_faults() -> None:
    with pytest.raises(EngineFault, match="redirects"):
        TwinEngine().open(_world(_Plain(redirect("/again"))))
    session = TwinEngine().open(_world(_Plain(Response("<p>one</p>"))))
    session.world.sites["one.test"].answers = []  # type: ignore[attr-defined]
    with pytest.raises(EngineFault, match="IndexError"):
        session.act(Navigate("/b"))
    with pytest.raises(EngineFault):
        session.act(Wait(0))


def test_an_ended_or_closed_session_takes_no_action() -> None:
    session = TwinEngine().open(law_world())
    step = session.act(Done("yes"))
    assert step.ended
    assert session.ending == Done("yes")
    with pytest.raises(InputError):
        session.act(Wait(0))
    other = TwinEngine().open(law_world())
    other.close()
    with pytest.raises(InputError):
        other.act(Wait(0))


def test_there_are_no_pixels() -> None:
    with pytest.raises(Unsupported):
        TwinEngine().open(law_world()).screenshot()


def test_a_start_outside_the_world_is_refused() -> None:
    with pytest.raises(InputError):
        TwinEngine().open(World({"one.test": _Plain(Response())}, "http://two.test/"))
    with pytest.raises(InputError):
        TwinEngine().open(World({"one.example": _Plain(Response())}, "http://one.example/"))
