"""The trace viewer: any recorded episode as a page that works from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from webgen.actions import Click, Done, to_json
from webgen.cli import run
from webgen.demos.record import demonstrate
from webgen.engines import engine
from webgen.engines.chromium.session import ChromiumEngine
from webgen.episode import Episode
from webgen.generate import Knobs, level_of
from webgen.oracle import Oracle
from webgen.trace import page as page_of
from webgen.trace import trace
from webgen.trajectory import Recorder, Row

if TYPE_CHECKING:
    from playwright.sync_api import Page

LEVEL = level_of(55, Knobs(workflows=("edit",), friction=0, login=0))


@pytest.fixture(scope="module")
def row() -> Row:
    with engine("twin") as twin:
        return demonstrate(twin, LEVEL, "mouse")


def test_it_tells_what_every_step_changed(row: Row) -> None:
    with engine("twin") as twin:
        found = trace(twin, row)
    assert (found.verdict.success, found.problems, len(found.frames)) == (True, [], len(row["steps"]))
    changed = [change for frame in found.frames for change in frame.changes]
    (wanted,) = LEVEL.task.changes
    assert {name for change in changed for name, _, _ in change.values} >= set(wanted.values)
    acted = [frame for frame in found.frames if '"target"' in frame.call]
    assert acted
    assert all(sum(marked for _, marked in frame.lines) == 1 for frame in acted)


def test_a_step_shows_the_change_of_the_site_that_it_is_on() -> None:
    level = level_of(3, Knobs(workflows=("across_verb_edit",), friction=0, login=0, locales=("en",), satisfied=0, infeasible=0))
    with engine("twin") as twin:
        found = trace(twin, demonstrate(twin, level, "mouse"))
        with Episode(twin, level) as episode:
            oracle, wrote = Oracle(level), dict[int, set[tuple[int, str]]]()
            number = 0
            while not episode.session.ending:
                counts = [len(site.log()) for site in episode.sites]
                episode.act(oracle.act(episode.snapshot))
                number += 1
                rows = [row for site, known in zip(episode.sites, counts, strict=True) for row in site.log()[known:]]
                wrote[number] = {(row.record, name) for row in rows for name in row.after if row.before.get(name) != row.after[name]}
    changing = [frame for frame in found.frames if frame.changes]
    assert len(changing) >= 2
    for frame in found.frames:
        assert {name for change in frame.changes for name, _, _ in change.values} == {name for _, name in wrote[frame.number]}


def test_mistakes_and_words_are_shown() -> None:
    with engine("twin") as twin:
        with Episode(twin, LEVEL) as episode:
            played = Recorder(episode)
            played.mistake("That is no action.", reply="I would rather <b>talk</b>.", calls=["dance({})"])
            played.act(Click("e9999"))
            played.act(Done())
            row = played.row("twin", "", episode.verdict(), player="someone")
        found = trace(twin, row)
    assert [bool(frame.error) for frame in found.frames] == [True, True, False]
    text = page_of(found)
    assert "That is no action." in text
    assert "I would rather &lt;b&gt;talk&lt;/b&gt;." in text
    assert "Not solved." in text
    assert "someone" in text


def test_how_an_episode_ended_is_said(row: Row) -> None:
    with engine("twin") as twin:
        fault = trace(twin, row | {"ending": "fault", "why": "not verified: text"})
        late = trace(twin, row | {"ending": "limit", "why": ""})
        good = trace(twin, row | {"ending": "done", "why": ""})
    text = page_of(fault)
    assert "Fault: not verified: text (counts neither as solved nor as failed)." in text
    assert "olved.</p>" not in text
    text = page_of(late)
    assert f"Solved only after the limit of {LEVEL.max_steps} steps, which does not count." in text
    assert "Solved.</p>" not in text
    assert "<dd>limit</dd>" in text
    assert '<p class="verdict good">Solved.</p>' in page_of(good)
    assert [one.came_to[0] for one in (fault, late, good)] == [False, False, True]


def test_what_differs_is_said(row: Row) -> None:
    step = row["steps"][1] | {"snapshot": "0" * 16}
    with engine("twin") as twin:
        found = trace(twin, row | {"steps": [row["steps"][0], step, *row["steps"][2:]]})
        other = trace(twin, row | {"level": row["level"] | {"id": "0" * 16}})
        shorter = trace(twin, row | {"steps": [*row["steps"][:-1], row["steps"][-1] | {"action": to_json(Click("e9999"))}]})
    assert found.problems == ["Step 2 shows something else than when it was recorded."]
    assert "another version" in other.problems[0]
    assert shorter.problems == ["The verdict differs from the recorded one."]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_it_reads_well_in_a_browser(row: Row, tmp_path: Path, page: Page, width: int) -> None:
    troubles: list[str] = []
    with ChromiumEngine(channels=("boxes",)) as chromium:
        found = trace(chromium, row)
    file = tmp_path / "trace.html"
    file.write_text(page_of(found), encoding="utf-8")
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(file.as_uri())
    assert troubles == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("section").count() == len(row["steps"])
    frames = [frame for frame in found.frames if frame.box]
    assert frames
    shot = page.locator(f"#step-{frames[0].number} .shot")
    assert shot.locator("img").evaluate("image => image.naturalWidth") == 1280
    assert shot.locator("i").bounding_box() is not None


def test_the_command(row: Row, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "rows.jsonl", tmp_path / "trace.html"
    file.write_text(json.dumps(row) + "\n")
    assert run(["trace", str(file), "-o", str(out), "-e", "twin", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["success"]
    assert out.read_text().startswith("<!doctype html>")
    assert run(["trace", str(file), "-n", "2", "-o", str(out)]) == 2
    assert "no line 2" in capsys.readouterr().err
