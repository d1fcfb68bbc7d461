"""Suites of one's own are played, recorded and checked where they were frozen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from webgen.cli import run
from webgen.commands import _by_hand
from webgen.generate import Knobs
from webgen.suites import Part, Recipe, build_suite, manifest_of, read_suite
from webgen.trajectory import read_trajectories

KNOBS = Knobs(workflows=("verb", "delete"), friction=0, two_sites=0, satisfied=0, infeasible=0)
RECIPE = Recipe(
    name="exam",
    title="Exam",
    parts=(Part(name="one", count=1, first=7000, knobs=KNOBS), Part(name="two", count=1, first=9000, knobs=KNOBS)),
)


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("private")
    assert build_suite(RECIPE, "twin", base=base, secret="correct horse battery staple").problems == []
    return base


def test_a_private_suite_is_played_and_its_results_hold(private: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order = ["eval", "--agent", "oracle", "--suite", "exam", "--in", str(private), "--out", str(tmp_path / "run"), "--json"]
    assert run(order) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["suite"] == {"name": "exam", "sha256": manifest_of("exam", private).hash, "levels": 2}
    assert set(told["by"]["part"]) == {"one", "two"}
    assert run(order) == 0  # goes on, with nothing left
    assert json.loads(capsys.readouterr().out) == told
    assert run(["suite", "results", "exam", str(tmp_path / "run"), "--in", str(private), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["equal"], found["success_of_all"], found["problems"]) == (2, 1.0, [])
    header = json.loads((tmp_path / "run" / "run.json").read_text())
    header["suite"]["sha256"] = "0" * 64
    (tmp_path / "run" / "run.json").write_text(json.dumps(header))
    assert run(["suite", "results", "exam", str(tmp_path / "run"), "--in", str(private), "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert "run.json says that the run is of exam (000000000000)" in problem


def test_a_private_suite_is_recorded_by_several_processes_and_gone_on_with(private: Path, tmp_path: Path) -> None:
    order = ["demos", "record", "--suite", "exam", "--in", str(private), "-o", str(tmp_path / "demos.jsonl"), "-j", "2"]
    assert run([*order, "-n", "2"]) == 0
    assert run(order) == 0
    first, second = (level.id for level in read_suite("exam", private))
    assert [row["level"]["id"] for row in read_trajectories(tmp_path / "demos.jsonl")] == [first, first, second, second]


def test_a_person_plays_a_private_suite(private: Path, tmp_path: Path) -> None:
    wish = _by_hand.Wish(tmp_path / "hand.jsonl", suite="exam", at=private)
    assert [level.id for level in _by_hand.levels_of(wish)] == [level.id for level in read_suite("exam", private)]
