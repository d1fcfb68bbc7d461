"""Chromium sessions: clock, settling, isolation, reuse, checkpoints, channels, faults.

Rules of verbs: test_chromium_rules.py.
"""



from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.engines.pagesite import CLOCK, Answer, PageSite, page, site_of, world
from webgen.actions import Back, Click, Done, Fill, GiveUp, Navigate, Tab, Wait
from webgen.engines import engine as engine_by_name
from webgen.engines.base import World
from webgen.engines.chromium import find as finding
from webgen.engines.chromium.session import ChromiumEngine, ChromiumSession
from webgen.errors import EngineFault, InputError, UnknownName
from webgen.site.http import Request, Response, redirect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def engine() -> Iterator[ChromiumEngine]:
    with ChromiumEngine() as engine:
        yield engine


Start = Callable[[dict[str, Answer] | str | World], ChromiumSession]


@pytest.fixture
def start(engine: ChromiumEngine) -> Iterator[Start]:
    sessions: list[ChromiumSession] = []

    def opened(pages: dict[str, Answer] | str | World) -> ChromiumSession:
        sessions.append(engine.open(pages if isinstance(pages, World) else world(pages)))
        return sessions[-1]

    yield opened
    for session in sessions:
        session.close()


def ref(session: ChromiumSession, role: str, name: str = "") -> str:
    found = [node for node in session.snapshot.nodes if node.role == role and name in ("", node.name, node.text)]
    assert found, f"no {role} {name!r} in\n{session.snapshot.text}"
    assert found[0].ref is not None
    return found[0].ref


def click(session: ChromiumSession, role: str, name: str = "") -> None:
    step = session.act(Click(ref(session, role, name)))
    assert step.error is None, step.error


# ---- opening and looking ------------------------------------------------------------------------------------------


def test_open_shows_the_start_page(start: Start) -> None:
    session = start({"/": redirect("/home"), "/home": page("<h1>Hi</h1><button>Go</button>", "  Home \n page ")})
    snapshot = session.snapshot
    assert (
        snapshot.text == '- generic [active] [ref=e1]:\n  - heading "Hi" [level=1] [ref=e2]\n  - button "Go" [ref=e3]'
    )
    assert (snapshot.url, snapshot.title) == ("http://shop.test/home", "Home page")
    assert (snapshot.tab, snapshot.tabs) == (0, ("http://shop.test/home",))
    assert (snapshot.screenshot, snapshot.boxes) == (None, None)
    assert session.clock == 400


def test_refs_have_no_frame_prefix_and_keep_their_numbers(start: Start) -> None:
    session = start({"/": page("<a href=/two>Two</a>"), "/two": page("<h1>Two</h1><button>Go</button>")})
    click(session, "link")
    click(session, "button")
    assert "[ref=e3]" in session.snapshot.text
    assert "[ref=f" not in session.snapshot.text


def test_the_page_sees_the_pinned_surroundings(start: Start) -> None:
    session = start(
        "<h1>x</h1><script>document.querySelector('h1').textContent = [innerWidth, innerHeight, devicePixelRatio,"
        "navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone, matchMedia('(prefers-reduced-motion)').matches,"
        "typeof window.__webgen_virtual, Notification.permission].join(' ')</script>"
    )
    assert session.snapshot.nodes[-1].name == "1280 720 1 en-US UTC true boolean denied"


def test_native_boxes_do_not_stop_anything(start: Start) -> None:
    session = start("<button onclick=\"alert('x'); this.textContent = String(confirm('y'))\">Ask</button>")
    click(session, "button")
    assert 'button "false"' in session.snapshot.text


def test_channels_are_asked_for() -> None:
    with ChromiumEngine(channels={"screenshot", "boxes"}) as engine:
        session = engine.open(world("<body style=margin:0><button style='width:90px;height:30px'>Go</button>"))
        snapshot = session.snapshot
        assert snapshot.screenshot is not None
        assert snapshot.screenshot.startswith(b"\x89PNG")
        assert snapshot.boxes is not None
        assert snapshot.boxes[ref(session, "button")] == (0, 0, 90, 30)
        assert session.screenshot().startswith(b"\x89PNG")
    with pytest.raises(InputError, match="known: \\['boxes', 'screenshot'\\]"):
        ChromiumEngine(channels={"video"})


def test_worlds_that_cannot_be_served_are_refused(engine: ChromiumEngine) -> None:
    with pytest.raises(InputError, match=r"hosts end in \.test"):
        engine.open(World({"shop.example": PageSite({})}, "http://shop.example/"))
    with pytest.raises(InputError, match="not on a host of the world"):
        engine.open(World({"shop.test": PageSite({})}, "http://bank.test/"))


def test_engines_have_names(engine: ChromiumEngine) -> None:
    assert isinstance(engine_by_name("chromium"), ChromiumEngine)
    with pytest.raises(UnknownName, match="Did you mean 'chromium'"):
        engine_by_name("chromum")


# ---- clock and settling -------------------------------------------------------------------------------------------


def test_each_act_passes_400_ms_and_waiting_passes_more(start: Start) -> None:
    session = start(CLOCK + "<h1>0</h1><script>const tick = () => { document.querySelector('h1').textContent ="
                    " +document.querySelector('h1').textContent + 100; later(100, tick); }; later(100, tick);</script>")  # fmt: skip
    assert (session.snapshot.nodes[-1].name, session.clock) == ("400", 400)
    session.act(Wait(0))
    assert (session.snapshot.nodes[-1].name, session.clock) == ("800", 800)
    session.act(Wait(1000))
    assert (session.snapshot.nodes[-1].name, session.clock) == ("2200", 2200)
    assert session.act(Click("e77")).error is not None
    assert (session.snapshot.nodes[-1].name, session.clock) == ("2200", 2200)


def test_waiting_has_limits(start: Start) -> None:
    session = start("<h1>x</h1>")
    for ms in (-1, 60_001):
        with pytest.raises(InputError):
            session.act(Wait(ms))


def test_a_new_document_passes_the_acts_window_and_the_old_one_stands_still(start: Start) -> None:
    session = start({
        "/": page(CLOCK + "<a href=/two>Two</a><script>later(500, () => fetch('/late'))</script>"),
        "/two": page(CLOCK + "<h1>Two</h1><script>later(300, () => { document.querySelector('h1').textContent = 'Due' })</script>"),
    })  # fmt: skip
    click(session, "link")
    assert 'heading "Due"' in session.snapshot.text
    session.act(Wait(2000))
    assert "GET /late" not in site_of(session.world).asked


def test_a_timer_that_navigates_is_followed(start: Start) -> None:
    session = start({
        "/": page(CLOCK + "<button onclick=\"later(100, () => { location.href = '/two' })\">Go</button>"),
        "/two": page(CLOCK + "<h1>Two</h1><script>later(400, () => location.replace('/three'))</script>"),
        "/three": page(CLOCK + "<h1>Three</h1><script>later(401, () => location.replace('/four'))</script>"),
    })  # fmt: skip
    click(session, "button")
    assert session.snapshot.url == "http://shop.test/three"
    assert session.clock == 800


def test_an_endless_chain_of_documents_is_a_fault(start: Start) -> None:
    session = start(
        {"/": page("<a href=/loop>Go</a>"), "/loop": page(CLOCK + "<script>later(1, () => location.reload())</script>")}
    )
    with pytest.raises(EngineFault, match="more than 8 documents"):
        click(session, "link")


def test_forms_and_slow_pages_are_waited_for(start: Start) -> None:
    def slow(request: Request) -> Response:
        time.sleep(0.3)
        return redirect(f"/done?{request.form[0][1]}") if request.form else Response(status=404)

    session = start({
        "/": page("<form method=post action=/slow><input name=q aria-label=Q><button>Send</button></form>"),
        "/slow": slow,
        "/done": page("<h1>Done</h1><img src=/img width=5 height=5 alt=Image>", "Done"),
        "/img": slow,
    })  # fmt: skip
    session.act(Fill(ref(session, "textbox"), "x"))
    click(session, "button")
    assert (session.snapshot.url, session.snapshot.title) == ("http://shop.test/done?x", "Done")


def test_answers_without_a_document_leave_the_page(start: Start) -> None:
    session = start({
        "/": page(CLOCK + "<a href=/none>None</a><a href=/load>Load</a><h1>0</h1><script>const tick = () => {"
                  "document.querySelector('h1').textContent++; later(400, tick); }; later(400, tick)</script>"),
        "/none": Response(status=204),
        "/load": Response("x", headers={"content-disposition": "attachment; filename=a.txt"}),
    })  # fmt: skip
    for name, count in (("None", "2"), ("Load", "3")):
        click(session, "link", name)
        assert f'heading "{count}"' in session.snapshot.text
    session.act(Navigate("/none"))
    assert 'heading "4"' in session.snapshot.text


def test_focus_is_where_it_stays(start: Start) -> None:
    session = start("<button onclick=this.disabled=true>Once</button><button onclick=this.remove()>Gone</button>")
    click(session, "button", "Once")
    assert 'button "Once" [disabled]' in session.snapshot.text
    assert "active" not in session.snapshot.by_ref[ref(session, "button", "Once")].states
    click(session, "button", "Gone")
    assert "Gone" not in session.snapshot.text


def test_the_server_knows_the_sessions_time(start: Start) -> None:
    session = start({"/": page(CLOCK + "<a href=/>Again</a><button onclick=\"ask('/f', {headers: {'x-webgen-elapsed': '120'}})\">F</button>"),
                     "/f": Response("x")})  # fmt: skip
    click(session, "link")
    session.act(Wait(600))
    click(session, "button")
    assert [(request.path, request.now) for request in site_of(session.world).requests] == [
        ("/", 0),
        ("/", 400),
        ("/f", 1920),
    ]


def test_tabs_in_the_background_stand_still(start: Start) -> None:
    session = start(CLOCK + "<h1>0</h1><script>const tick = () => {"
                    "document.querySelector('h1').textContent++; later(400, tick); }; later(400, tick)</script>")  # fmt: skip
    session.act(Tab("new"))
    session.act(Wait(2000))
    session.act(Tab("select", 0))
    assert 'heading "2"' in session.snapshot.text


def test_ending(start: Start) -> None:
    session = start("<h1>x</h1>")
    before = session.snapshot
    step = session.act(Done("42"))
    assert (step.ended, step.snapshot, session.clock) == (True, before, 400)
    assert session.ending == Done("42")
    with pytest.raises(InputError, match="has ended"):
        session.act(Wait(1))
    other = start("<h1>x</h1>")
    assert other.act(GiveUp("no")).ended
    assert other.history == [GiveUp("no")]


# ---- isolation and reuse ------------------------------------------------------------------------------------------

MARKS = "<h1>-</h1><script>document.querySelector('h1').textContent = [document.cookie, localStorage.x, sessionStorage.x, name].join()"
KEEP = ";document.cookie = 'js=1'; localStorage.x = sessionStorage.x = 'kept'; window.name = 'named'</script><a href=/>Again</a>"


def test_a_reused_page_keeps_nothing(start: Start) -> None:
    site: dict[str, Answer] = {"/": Response(page(MARKS + KEEP), cookies={"sid": "1"})}
    first = start(site)
    slot = first._slot
    click(first, "link")
    assert 'heading "js=1,kept,kept,named"' in first.snapshot.text
    first.act(Tab("new"))
    first.act(Tab("close", 0))
    first.act(Tab("new"))
    first.close()
    later = [start(site)]
    while later[-1]._slot is not slot:  # other free pages may be lent first
        later.append(start(site))
        assert len(later) < 10
    for second in later:
        assert 'heading ",,,"' in second.snapshot.text
        assert site_of(second.world).requests[0].cookies == {}
        assert second.snapshot.tabs == ("http://shop.test/",)
        error = second.act(Back()).error
        assert error is not None
        assert error.kind == "no_history"


def test_worlds_with_two_sites(start: Start) -> None:
    shop = PageSite({"/": page(MARKS + KEEP + "<a href=http://bank.test/>Bank</a>")})
    bank = PageSite({"/": page(MARKS + KEEP + "<h2>Bank</h2>")})
    for _ in range(2):
        session = start(World({"shop.test": shop, "bank.test": bank}, "http://shop.test/"))
        assert 'heading ",,,"' in session.snapshot.text
        click(session, "link", "Bank")
        assert 'heading ",,,' in session.snapshot.text
        assert session.snapshot.url == "http://bank.test/"
        session.act(Back())
        assert session.snapshot.url == "http://shop.test/"
        session.close()


def test_two_sessions_do_not_meet(start: Start) -> None:
    one, two = start({"/": Response(page(MARKS + KEEP), cookies={"s": "1"})}), start({"/": page(MARKS + KEEP)})
    click(one, "link")
    click(two, "link")
    assert 'heading "js=1,kept,kept,named"' in two.snapshot.text
    assert "s" not in site_of(two.world).requests[-1].cookies
    assert site_of(one.world).requests[-1].cookies["s"] == "1"


def test_nothing_outside_is_reachable(start: Start) -> None:
    tries = " ".join(
        f"await probe('{url}'),"
        for url in ("http://127.0.0.1/", "http://example.com/", "http://other.test/", "https://shop.test/")
    )
    session = start(
        "<h1>?</h1><script type=module>const probe = (url) => fetch(url, {mode: 'no-cors'}).then((r) => r.type, () => 'refused');"
        f"document.querySelector('h1').textContent = [{tries}].join(' ')</script>"
    )
    session.act(Wait(0))
    # another name of the .test zone reaches the server, which has no such site in this episode
    assert 'heading "refused refused opaque refused"' in session.snapshot.text


def test_works_beside_a_running_event_loop_and_asynchronously(engine: ChromiumEngine) -> None:
    async def main() -> tuple[int, str]:
        beside = engine.open(world("<button>Go</button>"))  # the synchronous face, on a thread with a running loop
        click(beside, "button")
        sessions = await asyncio.gather(*(engine.async_open(world(f"<button>{n}</button>")) for n in range(3)))
        steps = await asyncio.gather(*(session.async_act(Click(ref(session, "button"))) for session in sessions))
        await asyncio.gather(*(session.async_close() for session in sessions))
        beside.close()
        return len(steps), steps[2].snapshot.text

    # on a thread of its own: pytest-playwright may keep a loop running on this one
    with ThreadPoolExecutor(1) as thread:
        count, text = thread.submit(lambda: asyncio.run(main())).result()
    assert count == 3
    assert 'button "2" [active]' in text


def test_many_at_once(engine: ChromiumEngine) -> None:
    def boom(request: Request) -> Response:
        raise RuntimeError("boom")

    worlds = [world("<button>Go</button>"), world({"/": boom}), world({"/": page("<a href=/>A</a>")})]
    good, bad, other = engine.open_all(worlds)
    assert isinstance(bad, EngineFault)
    assert isinstance(good, ChromiumSession)
    assert isinstance(other, ChromiumSession)
    steps = engine.act_all([(good, Click(ref(good, "button"))), (other, Click(ref(other, "link")))])
    assert [isinstance(step, EngineFault) for step in steps] == [False, False]
    good.close()
    other.close()


# ---- checkpoints --------------------------------------------------------------------------------------------------


class Counter(PageSite):
    """A page that counts how often it was sent."""

    def __init__(self) -> None:
        super().__init__({"/": self.show})
        self.state = {"n": 0}

    def show(self, request: Request) -> Response:
        if request.query:
            self.state["n"] += 1
        return Response(
            page(f"<h1>{self.state['n']}</h1><form><input name=q aria-label=Q><button>Send</button></form>")
        )


def test_checkpoint_and_restore(engine: ChromiumEngine) -> None:
    counter = Counter()
    session = engine.open(World({"shop.test": counter}, "http://shop.test/"))
    click(session, "button")
    session.act(Fill(ref(session, "textbox"), "half"))
    state, seen, clock = session.checkpoint(), session.snapshot, session.clock
    click(session, "button")
    session.act(Done())
    session.restore(state)
    assert (session.snapshot.text, session.snapshot.url, session.clock) == (seen.text, seen.url, clock)
    assert (session.ending, counter.state) == (None, {"n": 1})
    click(session, "button")
    assert counter.state == {"n": 2}
    session.close()


def test_a_replay_that_differs_is_a_fault(engine: ChromiumEngine) -> None:
    class Forgetful(Counter):
        def restore(self, state: object) -> None: ...

    session = engine.open(World({"shop.test": Forgetful()}, "http://shop.test/"))
    click(session, "button")
    with pytest.raises(EngineFault, match="replay"):
        session.restore(session.checkpoint())
    with pytest.raises(EngineFault, match="replay"):
        session.act(Wait(0))
    session.close()


# ---- faults -------------------------------------------------------------------------------------------------------


def test_an_exception_in_a_site_is_a_fault_with_its_words(start: Start) -> None:
    def boom(request: Request) -> Response:
        raise KeyError("price")

    session = start({"/": page("<a href=/boom>Boom</a>"), "/boom": boom})
    with pytest.raises(EngineFault, match="KeyError: 'price'") as caught:
        click(session, "link")
    assert isinstance(caught.value.__cause__, KeyError)
    with pytest.raises(EngineFault):
        session.act(Wait(0))


def test_a_failing_script_is_a_fault(start: Start) -> None:
    session = start('<button onclick="nothing.here()">Go</button>')
    with pytest.raises(EngineFault, match="nothing is not defined"):
        click(session, "button")


def test_a_page_that_never_rests_is_a_fault(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webgen.engines.chromium.session.ACT_SECONDS", 1.0)
    session = start('<button onclick="window.webgen = {advance: () => new Promise(() => {})}">Go</button>')
    with pytest.raises(EngineFault, match="did not come to rest within 1 s"):
        click(session, "button")


def test_a_crashed_page_is_a_fault_and_the_next_session_works(start: Start) -> None:
    session = start("<button>Go</button>")
    begun = time.monotonic()
    with pytest.raises(EngineFault, match="the page crashed"):
        session._pool.loop.run(session._tab.guarded(session._tab.cdp.send("Page.crash"), 10))
    with pytest.raises(EngineFault, match="the page crashed"):
        session.act(Wait(0))
    assert time.monotonic() - begun < 9
    session.close()
    click(start("<button>Go</button>"), "button")


def browser_pid(session: ChromiumSession) -> int:
    async def ask() -> int:
        assert session._slot is not None
        browser = session._slot.context.browser
        assert browser is not None
        cdp = await browser.new_browser_cdp_session()
        info = await cdp.send("SystemInfo.getProcessInfo")
        return next(int(process["id"]) for process in info["processInfo"] if process["type"] == "browser")

    return session._pool.loop.run(ask())


def test_a_dead_browser_is_a_fault_and_is_started_again(start: Start) -> None:
    session, other = start("<button>Go</button>"), start("<button>Go</button>")
    os.kill(browser_pid(session), signal.SIGKILL)
    for lost in (session, other):
        with pytest.raises(EngineFault):
            lost.act(Click("e2"))
        lost.close()
    click(start("<button>Go</button>"), "button")


def test_a_dead_driver_is_a_fault_and_is_started_again(start: Start) -> None:
    session = start("<button>Go</button>")
    driver = browser_pid(session)
    while "run-driver" not in Path(f"/proc/{driver}/cmdline").read_text():
        driver = int(Path(f"/proc/{driver}/stat").read_text().rpartition(")")[2].split()[1])
        assert driver > 1, "the browser was not started by a driver"
    os.kill(driver, signal.SIGKILL)
    with pytest.raises(EngineFault):
        session.act(Click("e2"))
    session.close()
    click(start("<button>Go</button>"), "button")


def test_a_fault_can_be_restored_from(start: Start) -> None:
    session = start("<button onclick=\"this.textContent = 'Done'\">Go</button>")
    click(session, "button")
    state = session.checkpoint()
    os.kill(browser_pid(session), signal.SIGKILL)
    with pytest.raises(EngineFault):
        session.act(Wait(0))
    session.restore(state)
    assert 'button "Done"' in session.snapshot.text


def test_a_closed_session_says_so(start: Start) -> None:
    session = start("<button>Go</button>")
    session.close()
    session.close()
    with pytest.raises(InputError, match="closed"):
        session.act(Wait(0))


SCRIPT = """
from tests.engines.pagesite import world
from tests.engines.test_chromium import browser_pid
from webgen.engines.chromium.session import ChromiumEngine
engine = ChromiumEngine()
session = engine.open(world("<h1>x</h1>"))
print(browser_pid(session), flush=True)
{end}
"""


@pytest.mark.parametrize("end", ["", "engine.close()", "raise SystemExit(0)", "import os; os._exit(0)"])
def test_no_process_stays_behind(end: str) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SCRIPT).format(end=end)],
        cwd=root, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    pid = int(done.stdout)
    assert done.stderr == ""
    for _ in range(100):
        if (
            not Path(f"/proc/{pid}").exists()
            or "Z" in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        ):
            return
        time.sleep(0.1)
    raise AssertionError(f"the browser {pid} still runs")


# ---- finding a browser --------------------------------------------------------------------------------------------


def test_the_variable_goes_first_and_is_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = finding.find()
    assert found.path.is_file()
    assert found.version[0].isdigit()
    monkeypatch.setenv("WEBGEN_CHROMIUM", str(found.path))
    assert finding.find() == finding.BrowserBinary(found.path, "environment", found.version)
    monkeypatch.setenv("WEBGEN_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(InputError, match="WEBGEN_CHROMIUM names '/nowhere/chromium', which is not an executable file"):
        finding.find()
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("WEBGEN_CHROMIUM", str(broken))
    with pytest.raises(InputError, match="does not start as a browser"):
        finding.find()


def test_without_a_browser_one_sentence_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("WEBGEN_CHROMIUM", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError) as caught:
        finding.find()
    assert "playwright install chromium" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_playwrights_own_browser_goes_before_the_systems(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("WEBGEN_CHROMIUM", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    assert finding.find().source == "system"
    import json

    import playwright

    listing = Path(playwright.__file__).parent / "driver" / "package" / "browsers.json"
    revision = next(
        item["revision"] for item in json.loads(listing.read_text())["browsers"] if item["name"] == "chromium"
    )
    own = tmp_path / f"chromium-{revision}" / "chrome-linux64" / "chrome"
    own.parent.mkdir(parents=True)
    own.write_text("#!/bin/sh\necho Chromium 123.4.5\n")
    own.chmod(0o755)
    assert finding.find() == finding.BrowserBinary(own, "playwright", "123.4.5")


def test_installing_says_what_it_does_and_what_failed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("WEBGEN_CHROMIUM", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    browser = tmp_path / "chromium"
    fails = ((sys.executable, "-c", "import sys; sys.exit('no network')"),)
    works = (
        (
            sys.executable,
            "-c",
            f"import os; open({str(browser)!r}, 'w').write('#!/bin/sh\\necho Chromium 9.8\\n'); os.chmod({str(browser)!r}, 0o755)",
        ),
    )
    said: list[str] = []
    monkeypatch.setattr(finding, "_WAYS", (fails,))
    with pytest.raises(InputError, match="no network"):
        finding.install(said.append)
    monkeypatch.setattr(finding, "_WAYS", (fails, works))
    assert finding.install(said.append) == finding.BrowserBinary(browser, "system", "9.8")
    assert "It failed: no network" in said
    assert said[-1].startswith("Found Chromium 9.8")
