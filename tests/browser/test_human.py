"""The recorder for people: raw mouse and keyboard over the picture become actions that replay in the twin."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import signal
import stat
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.person import Sitting
from webgen.actions import Click, Fill, GiveUp, Navigate, from_json
from webgen.cli import run as webgen
from webgen.demos.human.desk import Desk
from webgen.demos.human.masks import mask, unmask
from webgen.demos.human.seat import Seat
from webgen.engines.chromium.session import ChromiumEngine
from webgen.engines.twin.session import TwinEngine
from webgen.errors import InputError
from webgen.generate import Knobs, level_of
from webgen.oracle import Oracle
from webgen.snapshot import Node
from webgen.trajectory import Row, read_line, read_trajectories, replay

pytestmark = pytest.mark.browser

LEVELS = (9, 10, 16, 25, 29, 39, 86, 112, 113, 179, 241, 251, 258, 272, 340, 360, 375, 413, 544, 577)
PLAIN = Knobs.model_validate({
    "friction": 0, "login": 0.0, "two_sites": 0.0, "locales": ("en",), "domains": ("shop",), "chromes": ("sidebar",), "homes": ("welcome",),
    "containers": ("plain",), "places": ("page",), "actionbars": ("buttons",), "layouts": ("table",),
})  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[ChromiumEngine]:
    with ChromiumEngine() as engine:
        yield engine


@pytest.fixture(scope="module")
def desk(chromium: ChromiumEngine) -> Iterator[Desk]:
    with Desk(chromium, hold_ms=0) as running:
        yield running


@pytest.fixture(scope="module")
def panel(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1720, "height": 1000}, locale="en-US")
    page.set_default_timeout(15_000)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    page.close()
    assert not troubles


def replays(row: Row | None) -> Row:
    """Read a line from its own text and play it again in the twin: the same pages and verdict."""
    assert row is not None
    again = read_line(json.dumps(row), "line")
    assert replay(TwinEngine(), again) == []
    return again


def names(row: Row) -> list[str]:
    return [step["action"]["name"] for step in row["steps"]]


# ---- twenty levels


def test_the_levels_are_varied() -> None:
    levels = [level_of(seed) for seed in LEVELS]
    assert len(LEVELS) == 20
    assert sum(len(level.sites) == 2 for level in levels) >= 2
    assert sum(any(site.login for site in level.spec.sites) for level in levels) >= 3
    assert len({friction for level in levels for friction in map(str, level.spec.frictions)}) >= 12
    assert len({level.spec.task_site.domain for level in levels}) >= 8


@pytest.mark.parametrize("seed", LEVELS)
def test_a_person_solves_a_level(seed: int, desk: Desk, panel: Page) -> None:
    level = level_of(seed)
    with (sitting := Sitting(desk, level, panel)) as person:
        person.play(Oracle(level))
    assert len(person.helped) <= 2
    row = replays(sitting.row)
    assert row["verified"]
    assert row["verdict"]["success"]
    assert (row["style"], row["engine"]) == ("human", "chromium")
    assert all(isinstance(step["elapsed"], int) and step["elapsed"] >= 0 for step in row["steps"])


def test_a_person_works_in_a_frame(desk: Desk, panel: Page) -> None:
    level = level_of(3, PLAIN.model_copy(update={"places": ("frame",), "workflows": ("edit",), "satisfied": 0.0, "infeasible": 0.0}))
    assert {gene.form.place for gene in level.spec.sites[0].entities} == {"frame"}
    with (sitting := Sitting(desk, level, panel)) as person:
        person.play(Oracle(level))
    assert person.helped == []
    row = replays(sitting.row)
    assert row["verdict"]["success"]
    targets = [str(step["action"]["arguments"].get("target", "")) for step in row["steps"]]
    assert sum(target.startswith("f1") for target in targets) >= 5  # refs of what is inside


# ---- bad habits


def _first(seat: Seat, role: str, start: str = "") -> Node:
    return next(node for node in seat.episode.snapshot.nodes if node.role == role and node.name.startswith(start) and node.ref)


def _ref(node: Node) -> str:
    assert node.ref is not None
    return node.ref


def test_bad_habits(desk: Desk, panel: Page) -> None:
    level = level_of(5, PLAIN)
    with (sitting := Sitting(desk, level, panel)) as person:
        seat = person.seat
        person.click((1270, 715))  # nothing is there
        assert person.page.inner_text("#said") == "" or not seat.steps
        person.press("F2")
        assert "F2" in person.page.inner_text("#said")
        person.do(Click(_ref(_first(seat, "link", "Products"))))
        person.do(Click(_ref(_first(seat, "link", "New product"))))
        field = _ref(_first(seat, "textbox"))
        person.click(person.place(field), count=2)  # twice quickly
        editor = person.page.locator(".editor")
        person.page.keyboard.type("Lamq")
        person.page.keyboard.press("Backspace")
        person.page.keyboard.type("px")
        person.page.keyboard.press("ArrowLeft")
        person.page.keyboard.press("Delete")
        assert editor.input_value() == "Lamp"
        assert person.page.evaluate("pending() !== null")
        before = len(seat.steps)
        person.press("Escape")  # the text stays
        assert [step["action"]["name"] for step in seat.steps[before:]] == ["browser_type", "browser_press_key"]
        assert seat.episode.snapshot.value(seat.episode.snapshot.by_ref[field]) == "Lamp"
        person.page.keyboard.press("Control+A")
        person.page.keyboard.type("Chair")
        person.wheel(640, 360, 300)  # what was written goes in first
        assert seat.episode.snapshot.value(seat.episode.snapshot.by_ref[field]) == "Chair"
        person.wheel(640, 360, -5000)
        heading = _first(seat, "heading")
        x, y = person.place(_ref(heading))
        person.page.mouse.move(person.left + x - 60, person.top + y)
        person.page.mouse.down()
        person.page.mouse.move(person.left + x + 60, person.top + y, steps=2)
        person.page.mouse.up()
        person.rest()
        assert person.page.inner_text("#said").startswith(("Copied: ", "Nothing"))
        person.click(person.place(_ref(heading)))  # beside everything
        steps = len(seat.steps)
        person.on(person.page.locator("#undo"))
        assert len(seat.steps) == steps - 1
        assert seat.difference is None
        person.click(person.place(_ref(_first(seat, "link", "Customers"))), button="middle")
        assert (seat.episode.snapshot.tab, len(seat.episode.snapshot.tabs)) == (1, 2)
        person.on(person.page.get_by_title("Close tab").nth(1))
        person.on(person.page.locator("#back"))
        person.on(person.page.locator("#forward"))
        person.on(person.page.locator("#forward"))  # there is nothing
        assert seat.steps[-1]["error"]
        person.do(GiveUp())
    row = replays(sitting.row)
    assert row["verified"]
    assert not row["verdict"]["success"]
    assert {"browser_mouse_wheel", "browser_tabs", "browser_navigate_back", "give_up"} <= set(names(row))


def test_a_disabled_control_is_a_mistake_that_is_written_down(desk: Desk, panel: Page) -> None:
    level = level_of(5, PLAIN.model_copy(update={"friction": 5, "frictions": ("gate",)}))
    with (sitting := Sitting(desk, level, panel)) as person:
        person.do(Click(_ref(_first(person.seat, "link", "Products"))))
        person.do(Click(_ref(_first(person.seat, "link", "New product"))))
        still = next(node for node in person.seat.episode.snapshot.nodes if node.role == "button" and node.has("disabled"))
        person.click(person.place(_ref(still)))
        assert "disabled" in person.seat.steps[-1]["error"]
        assert "disabled" in person.page.inner_text("#said")
        person.do(GiveUp())
    assert replays(sitting.row)["verified"]


def test_a_cancelled_level_leaves_nothing(desk: Desk, panel: Page) -> None:
    with (sitting := Sitting(desk, level_of(5, PLAIN), panel)) as person:
        person.on(person.page.locator("#cancel"))
    assert sitting.row is None


# ---- time


def test_what_is_due_comes_to_a_person_who_waits(chromium: ChromiumEngine) -> None:
    level = level_of(4, PLAIN.model_copy(update={"friction": 5, "frictions": ("toasts",), "workflows": ("setting",)}))
    now = [0.0]
    seat = Seat(chromium, level, clock=lambda: now[0])
    oracle = Oracle(level)
    try:
        waited = False
        for _ in range(40):
            for _ in range(30):
                now[0] += 0.5
                waited = seat.idle() or waited
            action = oracle.act(seat.episode.snapshot)
            if seat.act(action).ended:
                break
        row = replays(seat.row())
        assert row["verified"]
        assert waited
        pauses = [step["action"]["arguments"]["time"] for step in row["steps"] if step["action"]["name"] == "browser_wait_for"]
        assert pauses
        assert all(pause * 2 == int(pause * 2) for pause in pauses)  # on the grid of half seconds
    finally:
        seat.close()


def test_a_step_that_differs_in_the_twin_is_told_and_marked(chromium: ChromiumEngine) -> None:
    level = level_of(5, PLAIN)
    seat = Seat(chromium, level)
    try:
        seat._shadow.act(Click(_ref(_first(seat, "link", "Products"))))  # the twin is elsewhere
        seat.act(Click(_ref(_first(seat, "link", "Customers"))))
        assert seat.difference is not None
        assert "step 0" in seat.difference
        seat.act(GiveUp())
        row = seat.row()
        assert not row["verified"]
        assert row["difference"] == seat.difference
    finally:
        seat.close()


# ---- passwords


def test_passwords_are_masked_and_put_back(desk: Desk, panel: Page) -> None:
    level = level_of(5, PLAIN.model_copy(update={"login": 1.0, "doors": ("password",)}))
    password = level.sites[0].account.password
    with (sitting := Sitting(desk, level, panel, text=True)) as person:
        oracle = Oracle(level)
        while not isinstance(action := oracle.act(person.seat.episode.snapshot), Fill) or action.text != password:
            person.do(action)
        person.do(dataclasses.replace(action, text=level.task.goal[0]))  # a wrong one of one letter
        person.do(action)
        assert password not in person.page.inner_text("#steps")
        person.do(Navigate(f"http://{level.sites[0].host}/?note={password}"))
        person.do(GiveUp())
    row = replays(sitting.row)
    hidden = mask(row)
    assert [step["action"]["arguments"]["text"] for step in row["steps"] if step.get("masked")] == [level.task.goal[0], password]
    assert json.dumps([step["action"] for step in row["steps"]]).count(password) == 2
    assert password not in json.dumps(hidden)
    assert [step["action"]["arguments"]["text"] for step in hidden["steps"] if step.get("masked")] == ["•••goal 0:1•••", "•••account 0•••"]
    assert unmask(hidden) == row
    wrong = json.loads(json.dumps(row).replace(password, "other"))
    wrong["goal"] = row["goal"]
    lost = mask(wrong)
    assert "other" not in json.dumps(lost["steps"])
    with pytest.raises(InputError, match="masked password"):
        unmask(lost)


def test_steps_read_as_actions(desk: Desk, panel: Page) -> None:
    """A person's modifiers and double clicks are kept where a page can tell them apart."""
    level = level_of(5, PLAIN)
    with (sitting := Sitting(desk, level, panel)) as person:
        heading = _ref(_first(person.seat, "heading"))
        person.page.evaluate("state.hold = 80")
        at = person.place(heading)
        person.page.mouse.dblclick(person.left + at[0], person.top + at[1])
        person.rest()
        person.do(GiveUp())
    row = replays(sitting.row)
    assert from_json(row["steps"][0]["action"]) == Click(heading, double=True)


# ---- the panel's server and the command


def test_the_panel_opens_only_with_its_key(desk: Desk) -> None:
    def ask(path: str, body: bytes | None = None) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{desk.port}{path}", body, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    assert [ask(f"/{desk.key}/{name}") for name in ("", "panel.js", "editor.js", "panel.css", "state")] == [200] * 5
    assert [ask(path) for path in ("/", "/wrong/", "/wrong/state", f"/{desk.key}", f"/{desk.key}/../seat.py")] == [404] * 5
    assert ask("/wrong/event", b'{"kind": "done"}') == 404
    assert [ask(f"/{desk.key}/event", body) for body in (b"{", b"[]", b'{"kind": "look"}')] == [400, 400, 200]


@pytest.mark.parametrize("event", [{"kind": "dance"}, {"kind": "click", "x": "1"}, {"kind": "click", "x": 1, "y": 1, "button": "fourth"},
                                   {"kind": "edit", "ref": "e1"}, {"kind": "wait", "ms": 10**7}, {"kind": "choose", "ref": "e1", "values": "a"},
                                   {"kind": "tab", "do": "select", "index": True}, {"kind": "tab", "do": "close", "index": False},
                                   {"kind": "tab", "do": "select", "index": 10**30}, {"kind": "tab", "do": "close", "index": -1},
                                   {"kind": "edit", "ref": "e1", "text": "\ud800", "base": ""}, {"kind": "done", "answer": "a\udfff"},
                                   {"kind": "choose", "ref": "e1", "values": ["\ud800"]}, {"kind": "files", "ref": "e1", "names": ["\ud800"]},
                                   {"kind": "give_up", "reason": "\ud800"}, {"kind": "key", "key": "\ud800"}, {"kind": "\ud800"}])  # fmt: skip
def test_an_event_that_is_none_does_nothing(event: dict[str, object], seated: Desk) -> None:
    level = seated.state(picture=False)["level"]
    body = json.dumps({**event, "level": level}).encode()
    with urllib.request.urlopen(f"{seated.address}event", body, timeout=10) as answer:
        told = json.loads(answer.read())
    assert told["said"]
    assert told["steps"] == seated.state(picture=False)["steps"] == []


def test_a_journal_that_cannot_be_written_is_told(seated: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(steps: list[Row]) -> None:
        raise InputError("no space left")

    level = seated.state(picture=False)["level"]
    monkeypatch.setattr(seated, "_journal", full)
    told = seated.take({"kind": "wait", "ms": 0, "level": level})
    assert (told["said"], len(told["steps"])) == ("no space left", 1)
    assert seated.take({"kind": "undo", "level": level})["steps"] == []


@pytest.fixture(scope="module")
def seated(chromium: ChromiumEngine) -> Iterator[Desk]:
    """A desk with a level on it that nobody touches."""
    with Desk(chromium) as own:
        thread = threading.Thread(target=own.play, args=(level_of(5, PLAIN),))
        thread.start()
        while own.seat is None:
            time.sleep(0.02)
        yield own
        own.take({"kind": "cancel", "level": own.state(picture=False)["level"]})
        thread.join(20)


def heard() -> None:
    """Let a process be interrupted, also where the tests run in the background of a shell, which has it ignore that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_command_records_and_can_be_stopped(panel: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "hand.jsonl"
    command = [sys.executable, "-m", "webgen", "demos", "record", "--human", "-n", "2", "-s", "5", "-k", "domains=shop", "-k", "friction=0", "-o", str(out)]
    environment = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, preexec_fn=heard) as running:
        try:
            assert running.stderr is not None
            told = [running.stderr.readline() for _ in range(3)]
            address = next(iter(re.findall(r"http://\S+/", told[0])))
            assert "ssh -L" in told[1]
            panel.goto(address)
            panel.wait_for_function("document.body.dataset.level === '1'")
            panel.locator("#done").click()
            panel.wait_for_function("document.body.dataset.level === '2'")
            assert "Not solved" in panel.inner_text("#goal")
            panel.locator("#wait").click()
            panel.wait_for_function("state.steps.length === 1")
            assert webgen(command[3:]) == 2
            assert "is being written by another run or recording" in capsys.readouterr().err
            running.send_signal(signal.SIGINT)
            assert running.wait(30) == 130
            assert "gone on with" in running.stderr.read()
        finally:
            running.kill()  # a failure does not wait for a person
    (row,) = read_trajectories(out)
    assert replays(row)["verified"]
    begun = json.loads((tmp_path / "hand.begun.json").read_text())
    assert [step["action"] for step in begun["steps"]] == [{"name": "browser_wait_for", "arguments": {"time": 1.0}}]  # as its button says
    assert stat.S_IMODE((tmp_path / "hand.begun.json").stat().st_mode) == 0o600
    panel.goto("about:blank")
