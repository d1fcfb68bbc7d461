"""Demonstrations: exact, replayable, resumable."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from webgen.actions import from_json
from webgen.demos.record import Plan, record
from webgen.engines import engine
from webgen.errors import InputError
from webgen.generate import Knobs
from webgen.trajectory import read_trajectories, replay

KNOBS = Knobs(friction=0.5, workflows=("verb", "setting", "answer"))
PLAN = Plan(count=4, first=60, knobs=KNOBS)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demos") / "demos.jsonl"
    assert record(PLAN, path) == 4
    return path


def test_every_line_is_a_solved_episode(recorded: Path) -> None:
    rows = list(read_trajectories(recorded))
    assert [row["seed"] for row in rows] == [60, 61, 62, 63]
    for row in rows:
        assert row["verdict"]["success"]
        assert from_json(row["steps"][-1]["action"])
        assert all(set(step) == {"snapshot", "url", "title", "action"} for step in row["steps"])


def test_it_replays_in_the_twin(recorded: Path) -> None:
    with engine("twin") as twin:
        assert all(replay(twin, row) == [] for row in read_trajectories(recorded))


@pytest.mark.browser
def test_it_replays_in_the_browser(recorded: Path) -> None:
    with engine("chromium") as chromium:
        assert all(replay(chromium, row) == [] for row in list(read_trajectories(recorded))[:2])


def test_a_replay_that_differs_is_noticed(recorded: Path) -> None:
    row = next(iter(read_trajectories(recorded)))
    with engine("twin") as twin:
        shorter = {**row, "steps": row["steps"][1:]}
        other_end = {**row, "final": "0" * 16}
        other_level = {**row, "level": {**row["level"], "id": "0" * 16}}
        other_verdict = {**row, "verdict": {**row["verdict"], "success": False}}
        for wrong in (shorter, other_end, other_level, other_verdict):
            assert replay(twin, wrong)


def test_an_interrupted_recording_goes_on(recorded: Path, tmp_path: Path) -> None:
    whole = recorded.read_text()
    lines = whole.splitlines(keepends=True)
    path = tmp_path / "demos.jsonl"
    path.write_text("".join(lines[:2]) + lines[2][:100])
    told: list[int] = []
    assert record(PLAN, path, progress=told.append) == 4
    assert told == [3, 4]
    assert path.read_text() == whole
    assert record(PLAN, path, progress=told.append) == 4
    assert told == [3, 4]


def test_processes_record_the_same(recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "demos.jsonl"
    record(PLAN, path, jobs=2)
    assert path.read_text() == recorded.read_text()


def test_another_recording_is_not_mixed_in(recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "demos.jsonl"
    path.write_text(recorded.read_text())
    for other in (Plan(count=4, first=61, knobs=KNOBS), Plan(count=4, first=60), Plan(count=3, first=60, knobs=KNOBS)):
        with pytest.raises(InputError):
            record(other, path)
    assert path.read_text() == recorded.read_text()


def test_snapshots_are_kept_on_demand(tmp_path: Path) -> None:
    path = tmp_path / "demos.jsonl"
    record(Plan(count=1, first=60, knobs=KNOBS, text=True), path)
    assert "[ref=e1]" in next(iter(read_trajectories(path)))["steps"][0]["text"]


@pytest.mark.parametrize("line", ["{", "[]", '{"format": 2}', '{"format": 1}'])
def test_a_line_that_is_no_demonstration_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "demos.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(InputError, match="line 1"):
        list(read_trajectories(path))


def test_an_action_that_is_none_is_refused(recorded: Path, tmp_path: Path) -> None:
    row = json.loads(recorded.read_text().splitlines()[0])
    row["steps"][0]["action"] = {"name": "browser_dance", "arguments": {}}
    path = tmp_path / "demos.jsonl"
    path.write_text(json.dumps(row) + "\n")
    with pytest.raises(InputError, match="browser_dance"):
        list(read_trajectories(path))


@pytest.mark.parametrize("content", ["my precious notes", "notes\nmore notes\n", '{"other": 1'])
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, content: str) -> None:
    note = tmp_path / "note.txt"
    note.write_text(content)
    with pytest.raises(InputError):
        record(Plan(engine="twin", first=3, count=1), note)
    assert note.read_text() == content
