"""The folder of a run: written by one at a time, gone on with, and read as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")  # lines of runs are the learner's to make

from agent.lines import fault_line
from agent.runs import told
from webgen.errors import InputError, SpecError
from webgen.evaluation.folder import EPISODES, HEADER, SUMMARY, Book, read_run, read_runs
from webgen.evaluation.outcome import about
from webgen.evaluation.report import build
from webgen.generate import Knobs, level_of
from webgen.trajectory import Row as Line

LEVELS = [level_of(seed, Knobs(workflows=("delete",), two_sites=0)) for seed in (1, 2)]
TOLD = {"agent": "somebody", "engine": "twin", "suite": {"name": "made", "sha256": "a" * 64, "levels": 2}}


def line(number: int, ending: str = "limit", **more: Any) -> Line:
    level = LEVELS[number]
    return fault_line(level, "twin", "somebody", "gone", {}, 0.5) | {"ending": ending, "about": about(level)} | more


def book(folder: Path, attempts: int = 1) -> Book:
    return Book(folder, "mark", 2, attempts, TOLD)


def fill(folder: Path, *lines: tuple[int, int, str], attempts: int = 1) -> Path:
    with book(folder, attempts) as writing:
        for number, attempt, ending in lines:
            writing.add(number, attempt, line(number, ending))
    return folder


def test_faults_are_played_again_and_the_last_line_counts(tmp_path: Path) -> None:
    fill(tmp_path, (0, 0, "fault"), (1, 0, "limit"))
    with book(tmp_path) as again:
        assert again.left == [(0, 0)]
        again.add(0, 0, line(0, "limit"))
        assert (again.left, len(again.lines)) == ([], 2)
        again.add(0, 0, line(0, "fault"))
        lines = again.in_order()
    found = read_run(tmp_path)
    assert [one["ending"] for one in found.lines] == [one["ending"] for one in lines] == ["limit", "limit"]
    assert [one.ending for one in found.outcomes] == ["limit", "limit"]
    assert told(lines, LEVELS, 1)["episodes"] == 2
    assert len((tmp_path / EPISODES).read_text(encoding="utf-8").splitlines()) == 4


def test_an_episode_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    path = fill(tmp_path, (0, 0, "limit"), (1, 0, "limit")) / EPISODES
    path.write_bytes(2 * path.read_bytes())
    assert len(read_run(tmp_path).outcomes) == 2
    with book(tmp_path) as again:
        assert len(again.in_order()) == 2


def test_one_writes_at_a_time(tmp_path: Path) -> None:
    with book(tmp_path) as writing, pytest.raises(InputError, match="is being written by another run"):
        book(tmp_path)
    assert writing.left == [(0, 0), (1, 0)]
    fill(tmp_path, (0, 0, "limit"))
    with pytest.raises(InputError, match="holds another run"):
        Book(tmp_path, "other", 2, 1)
    book(tmp_path).__exit__(None, None, None)  # a refusal holds nothing


@pytest.mark.parametrize("odd", [{"number": None}, {"number": "0"}, {"number": True}, {"number": -1}, {"attempt": 0.5}, {"ending": 3}, {"seconds": "x"}])
@pytest.mark.parametrize("gone", [False, True])
def test_a_line_that_is_none_of_a_run_is_refused(tmp_path: Path, odd: dict[str, Any], gone: bool) -> None:
    path = fill(tmp_path, (0, 0, "limit"), (1, 0, "limit")) / EPISODES
    first, second = (json.loads(text) for text in path.read_text(encoding="utf-8").splitlines())
    bad = {name: value for name, value in second.items() if name not in odd} if gone else second | odd
    content = "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in (first, bad))
    path.write_text(content, encoding="utf-8")
    for reading in (book, read_run):
        with pytest.raises(SpecError, match="line 2: not an episode"):
            reading(tmp_path)
    assert path.read_text(encoding="utf-8") == content


def test_a_run_says_what_it_is_before_it_ends(tmp_path: Path) -> None:
    fill(tmp_path, (0, 0, "limit"))
    assert json.loads((tmp_path / HEADER).read_text()) == {"run": "mark", **TOLD, "levels": 2, "attempts": 1}
    found = read_run(tmp_path)
    assert (found.name, found.suite, found.finished, found.planned) == ("somebody", TOLD["suite"], False, 2)
    fill(tmp_path, (1, 0, "limit"))
    assert read_run(tmp_path).finished
    (tmp_path / HEADER).write_text('{"mine": 1}')
    with pytest.raises(InputError, match="something else"):
        book(tmp_path)


def test_a_run_keeps_every_version_that_it_was_played_with(tmp_path: Path) -> None:
    def play(number: int | None, **versions: str) -> None:
        with Book(tmp_path, "mark", 2, 1, {**TOLD, "versions": versions}) as writing:
            if number is not None:
                writing.add(number, 0, line(number))

    play(0, python="3.11", build="a")
    play(None, python="3.11", build="a")
    assert read_run(tmp_path).made_by == [{"python": "3.11", "build": "a"}]
    play(1, python="3.11", build="b")
    play(None, python="3.12", build="c")  # nothing was left to play
    run = read_run(tmp_path)
    assert run.made_by == [{"python": "3.11", "build": "a"}, {"python": "3.11", "build": "b"}]
    made = build([run], traces=0, pictures=False)
    assert any("went on with other versions of: build" in item for item in made.missing)
    assert "<span>build</span><span>a, then b</span>" in made.files["report.html"]
    assert "<span>python</span><span>3.11</span>" in made.files["report.html"]


def test_runs_of_one_player_are_told_apart(tmp_path: Path) -> None:
    folders = [fill(tmp_path / name, (0, 0, "limit")) for name in ("a/one", "a/two", "b/two")]
    other = tmp_path / "other"
    fill(other, (0, 0, "limit"))
    told = json.loads((other / HEADER).read_text())
    (other / HEADER).write_text(json.dumps(told | {"agent": "another"}))
    runs = read_runs([*folders, other])
    assert [run.name for run in runs] == ["somebody (one)", f"somebody ({folders[1]})", f"somebody ({folders[2]})", "another"]
    assert {run.player for run in runs} == {"somebody", "another"}
    assert [run.name for run in read_runs([folders[0], other])] == ["somebody", "another"]
    with pytest.raises(InputError, match="more than once"):
        read_runs([folders[0], other, tmp_path / "a" / ".." / "a" / "one"])


def test_an_old_summary_is_no_end(tmp_path: Path) -> None:
    with book(fill(tmp_path, (0, 0, "limit"), (1, 0, "limit"))) as writing:
        (tmp_path / SUMMARY).write_text(json.dumps(told(writing.in_order(), LEVELS, 1)))
    assert read_run(tmp_path).summary
    fill(tmp_path, (0, 1, "limit"), attempts=2)  # and killed
    found = read_run(tmp_path)
    assert (found.finished, found.summary) == (False, {})
    report = build([found], traces=0, pictures=False)
    assert report.facts["runs"][0]["finished"] is False
    assert "3 of 4 episodes" in " ".join(report.missing)


def test_fewer_attempts_hide_nothing(tmp_path: Path) -> None:
    fill(tmp_path, *((number, attempt, "limit") for attempt in range(4) for number in range(2)), attempts=4)
    with book(tmp_path, attempts=1) as less:
        assert less.left == []
        found = told(less.in_order(), LEVELS, 1)
    assert (found["episodes"], found["attempts"]) == (8, 4)
    (tmp_path / SUMMARY).write_text(json.dumps(found))
    run = read_run(tmp_path)
    assert (len(run.outcomes), run.finished, bool(run.summary)) == (8, True, True)
