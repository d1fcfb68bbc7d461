"""Demonstrations: exact, replayable, resumable."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from webgen.actions import from_json
from webgen.cli import run
from webgen.demos.pictures import missing
from webgen.demos.record import Plan, Recorded, demonstrate, record
from webgen.engines import engine
from webgen.errors import EngineFault, InputError, SpecError, UnknownName
from webgen.generate import Knobs, level_of
from webgen.oracle import MORE_STYLES, STYLES
from webgen.suites import manifest_of, read_suite
from webgen.trajectory import read_line, read_trajectories, replay, whole_lines
from webgen.workers import in_order

EASY = Knobs(friction=0, login=0, workflows=("setting",))
KNOBS = Knobs(friction=0.5, workflows=("verb", "setting", "answer"))
PLAN = Plan(count=4, first=60, knobs=KNOBS)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demos") / "demos.jsonl"
    assert record(PLAN, path).held == 4
    return path


def test_every_line_is_a_solved_episode(recorded: Path) -> None:
    rows = list(read_trajectories(recorded))
    assert [row["seed"] for row in rows] == [60, 61, 62, 63]
    for row in rows:
        assert row["verdict"]["success"]
        assert from_json(row["steps"][-1]["action"])
        assert all(set(step) == {"snapshot", "url", "title", "action", "reason"} for step in row["steps"])


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
    done = record(PLAN, path, progress=told.append)
    assert (done.held, done.new) == (4, 2)
    assert done.rate == 2 / done.seconds > 0
    assert told == [3, 4]
    assert path.read_text() == whole
    again = record(PLAN, path, progress=told.append)
    assert (again.held, again.new, again.rate) == (4, 0, 0.0)
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


def test_another_process_records_the_same_bytes(recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "again.jsonl"
    code = (
        "import sys; from pathlib import Path; from webgen.demos.record import Plan, record; from webgen.generate import Knobs\n"
        "record(Plan(count=2, first=60, knobs=Knobs(friction=0.5, workflows=('verb', 'setting', 'answer'))), Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, env=os.environ | {"PYTHONHASHSEED": "7"})
    assert path.read_text().splitlines() == recorded.read_text().splitlines()[:2]


def test_every_style_plays_a_suite_in_order(tmp_path: Path) -> None:
    path, styles = tmp_path / "suite.jsonl", ("mouse", "typist")
    plan = Plan(count=5, suite="smoke", styles=styles)
    assert record(plan, path).held == 5
    levels = read_suite("smoke")
    rows = list(read_trajectories(path))
    assert [row["level"]["id"] for row in rows] == [levels[at].id for at in (0, 0, 1, 1, 2)]
    assert [row["style"] for row in rows] == ["mouse", "typist", "mouse", "typist", "mouse"]
    past = plan.episode(2 * len(levels) + 1)
    assert (past[0].id, past[1]) == (levels[0].id, "typist")


def test_a_suite_is_recorded_once_in_every_style_unless_told_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Plan] = []

    def ask(plan: Plan, path: Path, **_: object) -> Recorded:
        asked.append(plan)
        return Recorded(plan.count, plan.count, 1.0)

    monkeypatch.setattr("webgen.demos.record.record", ask)
    out = str(tmp_path / "demos.jsonl")
    assert run(["demos", "record", "--suite", "smoke", "--styles", "all", "-o", out]) == 0
    assert (asked[0].count, asked[0].styles) == (len(manifest_of("smoke").levels) * 5, (*STYLES, *MORE_STYLES))
    assert run(["demos", "record", "--suite", "smoke", "-n", "7", "-o", out]) == 0
    assert (asked[1].count, asked[1].styles) == (7, STYLES)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--images", "png"], "no pixels"),
        (["--trace"], "no pixels"),
        (["--engine", "chromium", "--images", "gif"], "png or webp"),
        (["--noise", "1.5"], "0 to 1"),
        (["--style", "mose"], "mouse"),
        (["--agent", "human"], "oracle"),
        (["--suite", "smoke", "--seed", "3"], "--suite"),
        (["--suite", "smok"], "smok"),
        (["--in", "."], "name it with --suite"),
        (["--human", "--in", "."], "name it with --suite"),
        (["--suite", "smoke", "--in", "."], "unknown frozen suite"),
        (["-n", "0"], "at least 1"),
        (["-n", "99999999999999999999999"], "at most"),
        (["-n", "99999999999999999999999", "--suite", "nope"], "nope"),
        (["-n", "1", "--suite", "nope"], "nope"),
        (["-j", "1000"], "at most 256"),
        (["--host", "0.0.0.0"], "--human"),
        (["--port", "0"], "--human"),
    ],
)
def test_what_cannot_be_recorded_is_refused(
    options: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demos", "record", "-o", str(tmp_path / "demos.jsonl"), *options]) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_how_many_and_how_fast(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "demos.jsonl"
    order = ["demos", "record", "-n", "1", "-s", "60", "-k", "workflows=setting", "-k", "friction=0", "-o", str(out), "-j", "1"]
    assert run([*order, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["demos"], told["new"]) == (1, 1)
    assert told["per_second"] > 0
    assert run(order) == 0
    assert "each second" not in capsys.readouterr().out  # nothing new, no rate
    assert run(["demos", "replay", str(out)]) == 0


def test_a_demonstration_that_no_longer_replays_is_reported(recorded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(line) for line in recorded.read_text().splitlines()]
    rows[1]["final"] = "0" * 16
    rows[2]["level"]["spec"]["sites"][0]["domain"] = "nowhere"
    path = tmp_path / "demos.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert run(["demos", "replay", str(path), "--json", "-j", "2"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["demos"], told["equal"]) == (4, 2)
    assert [problem.partition(":")[0] for problem in told["problems"]] == ["line 2", "line 3"]
    assert run(["demos", "replay", str(path), "-e", "firefox"]) == 2


def test_a_file_of_another_version_is_not_gone_on_with(recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "demos.jsonl"
    path.write_text("".join(recorded.read_text().splitlines(keepends=True)[:2]))
    monkeypatch.setattr("webgen.demos.record.build_id", lambda whole=False: "another build")
    with pytest.raises(InputError, match="another order or version"):
        record(PLAN, path)


def test_a_suite_is_known_by_its_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan(count=1, suite="smoke")
    before, frozen = plan.mark(), manifest_of("smoke")
    assert before == plan.mark()
    monkeypatch.setattr("webgen.demos.record.manifest_of", lambda name, at: frozen.model_copy(update={"hash": "0" * 64}))
    assert plan.mark() != before
    monkeypatch.undo()
    with pytest.raises(UnknownName, match="nope"):
        Plan(count=1, suite="nope").mark()


def killed(piece: int) -> int:
    if piece == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return piece


def test_a_killed_process_is_a_fault_of_ours() -> None:
    with pytest.raises(EngineFault, match="killed, or out of memory"):
        list(in_order(killed, range(20), 2))


def test_a_stopped_recording_says_that_it_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def stop(*_: object, **__: object) -> Recorded:
        raise KeyboardInterrupt

    monkeypatch.setattr("webgen.demos.record.record", stop)
    assert run(["demos", "record", "-n", "2", "-j", "2", "-o", str(tmp_path / "demos.jsonl")]) == 130
    assert "the same command goes on there" in capsys.readouterr().err


# ---- pictures


SEEN = Plan(count=3, engine="chromium", first=60, knobs=Knobs(friction=0, login=0, workflows=("setting",)), images="webp", trace=True)


def named(path: Path) -> set[str]:
    rows = list(read_trajectories(path))
    return {step["image"] for row in rows for step in row["steps"]} | {row["trace"] for row in rows}


def beside(path: Path) -> set[str]:
    return {str(one.relative_to(path.parent)) for one in path.parent.rglob("*") if one.is_file() and one != path}


@pytest.mark.browser
@pytest.mark.slow
def test_a_killed_recording_leaves_no_picture_behind_and_none_out(tmp_path: Path) -> None:
    path = tmp_path / "demos.jsonl"
    code = (
        "import sys; from pathlib import Path; from webgen.demos.record import Plan, record; from webgen.generate import Knobs\n"
        "record(Plan(count=3, engine='chromium', first=60, knobs=Knobs(friction=0, login=0, workflows=('setting',)),"
        " images='webp', trace=True), Path(sys.argv[1]))"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path)]) as recording:
        while recording.poll() is None and not (path.exists() and path.read_bytes().count(b"\n")):
            time.sleep(0.02)
        recording.kill()
    whole = path.read_bytes()
    kept = whole.count(b"\n")
    path.write_bytes(whole[: whole.rfind(b"\n") + 1] + b'{"plan":"')
    folder = path.parent / "demos.images"
    (folder / f"{kept + 1:06d}-01.webp").write_bytes(b"half")
    (folder / f"{kept + 1:06d}-99.webp").write_bytes(b"of an act that was never written")
    (folder / f".{kept + 1:06d}-02.webp.part").write_bytes(b"half")
    (folder / "mine.txt").write_text("a note")
    assert record(SEEN, path).held == 3
    assert beside(path) - {"demos.images/mine.txt"} == named(path)
    rows = list(read_trajectories(path))
    assert all(missing(row, tmp_path) == [] for row in rows)
    for step in (step for row in rows for step in row["steps"] if step["action"]["name"] == "browser_click"):
        left, top, width, height = step["boxes"][step["action"]["arguments"]["target"]]
        assert width > 0 < height
        assert left < 1280
    with zipfile.ZipFile(tmp_path / rows[0]["trace"]) as traced:
        assert "trace.trace" in traced.namelist()
    assert run(["demos", "replay", str(path), "--engine", "both"]) == 0
    (tmp_path / rows[1]["steps"][0]["image"]).unlink()
    (tmp_path / rows[2]["trace"]).unlink()
    assert [len(missing(row, tmp_path)) for row in rows] == [0, 1, 1]
    assert run(["demos", "replay", str(path)]) == 1


def test_pictures_of_somebody_else_are_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "demos.images"
    folder.mkdir()
    (folder / "000001-01.webp").write_bytes(b"precious")
    with pytest.raises(InputError, match="demos.images"):
        record(SEEN, tmp_path / "demos.jsonl")
    assert (folder / "000001-01.webp").read_bytes() == b"precious"
    assert not (tmp_path / "demos.jsonl").exists()


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


# ---- files


def test_a_file_that_is_refused_stays_as_it_is_whatever_its_end(tmp_path: Path) -> None:
    path = tmp_path / "demos.jsonl"
    record(Plan(2, knobs=EASY), path)
    for content in (path.read_bytes()[:-1], path.read_bytes()[:-40]):
        path.write_bytes(content)
        with pytest.raises(InputError, match="another order or version"):
            record(Plan(2, first=50, knobs=EASY), path)
        assert path.read_bytes() == content


def test_a_whole_last_line_may_lack_its_end(tmp_path: Path) -> None:
    path = tmp_path / "demos.jsonl"
    record(Plan(2, knobs=EASY), path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert record(Plan(2, knobs=EASY), path).new == 0
    assert path.read_bytes() == whole


def test_marks_that_some_take_for_line_ends_are_part_of_a_line(tmp_path: Path) -> None:
    path = tmp_path / "demos.jsonl"
    record(Plan(2, knobs=EASY), path)
    rows = [json.loads(line) for line in path.read_text().split("\n")[:-1]]
    rows[0]["steps"][0]["reason"] = "one\u2028two\u0085three"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    assert len(list(read_trajectories(path))) == 2
    assert whole_lines(path, '{"plan"')[0].count("\u2028") == 1


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("level",), "x"), (("level",), {}), (("level", "spec"), 5), (("steps", 0, "url"), 5), (("workflow",), ["a"]),
        (("steps", 0, "image"), "a\0b"), (("verdict", "subgoals"), 5), (("steps", 0, "reason"), 5), (("steps",), 7),
        (("steps", 0, "reason"), "x\ud800"), (("verdict",), {}), (("steps", 0, "action"), {"name": "fly"}), (("final",), None),
    ],
)  # fmt: skip
def test_a_line_of_wrong_kinds_is_named(where: tuple[str | int, ...], value: object, tmp_path: Path) -> None:
    path = tmp_path / "demos.jsonl"
    record(Plan(1, knobs=EASY), path)
    row: Any = json.loads(path.read_text())
    inner = row
    for key in where[:-1]:
        inner = inner[key]
    inner[where[-1]] = value
    with pytest.raises(SpecError, match="^here: "):
        read_line(json.dumps(row), "here")


def test_replay_compares_what_was_refused_and_what_a_line_says_of_its_level() -> None:
    with engine("twin") as twin:
        row = demonstrate(twin, level_of(0, EASY), "mouse")
        for change in ({"workflow": "order"}, {"domain": "shoe"}, {"verdict": row["verdict"] | {"subgoals": [["x", True]]}}):
            assert replay(twin, row | change)
        row["steps"][0]["error"] = "nonsense"
        assert replay(twin, row) == [f"step 0 is taken otherwise ({row['steps'][0]['url']})"]
