"""Suites: proven when frozen, and noticed when altered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from webgen import check
from webgen.engines import engine
from webgen.errors import SpecError, UnknownName
from webgen.generate import Knobs
from webgen.judge import Verdict
from webgen.suites import Recipe, build_suite, frozen_folder, read_suite, suite_names, verify_suite

RECIPE = Recipe(name="tiny", title="Tiny", first=70, count=2, knobs=Knobs(workflows=("verb", "delete"), friction=0))


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("frozen")
    with engine("twin") as twin:
        report = build_suite(RECIPE, twin, base=base)
    assert (report.levels, report.proven, report.problems) == (2, 2, [])
    return base


def _copy(frozen: Path, base: Path) -> tuple[Path, Path]:
    for path in frozen.iterdir():
        (base / path.name).write_bytes(path.read_bytes())
    return base / "tiny.jsonl", base / "tiny.json"


def test_a_frozen_suite_verifies(frozen: Path) -> None:
    with engine("twin") as twin:
        report = verify_suite("tiny", twin, base=frozen)
    assert report.as_json() == {"levels": 2, "proven": 2, "problems": []}
    assert [level.content_seed for level in read_suite("tiny", frozen)] == [70, 71]


def test_an_altered_level_is_noticed(frozen: Path, tmp_path: Path) -> None:
    levels, _ = _copy(frozen, tmp_path)
    data = [json.loads(line) for line in levels.read_text().splitlines()]
    data[0]["max_steps"] += 1
    levels.write_text("".join(json.dumps(item) + "\n" for item in data))
    with engine("twin") as twin:
        problems = verify_suite("tiny", twin, base=tmp_path).problems
    assert any("SHA-256" in problem for problem in problems)
    assert any("line 1" in problem for problem in problems)
    with pytest.raises(SpecError, match="not the file that was frozen"):
        read_suite("tiny", tmp_path)


def test_a_missing_level_is_noticed(frozen: Path, tmp_path: Path) -> None:
    levels, _ = _copy(frozen, tmp_path)
    levels.write_text(levels.read_text().splitlines(keepends=True)[0])
    with engine("twin") as twin:
        assert any("the manifest names 2" in problem for problem in verify_suite("tiny", twin, base=tmp_path).problems)


def test_another_format_is_refused(frozen: Path, tmp_path: Path) -> None:
    _, manifest = _copy(frozen, tmp_path)
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 9}))
    with pytest.raises(SpecError, match="format 9"):
        read_suite("tiny", tmp_path)


def test_a_level_that_does_not_hold_is_never_frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "idle", lambda engine, level: Verdict(True, (), ()))
    with engine("twin") as twin:
        report = build_suite(RECIPE, twin, base=tmp_path)
    assert report.proven == 0
    assert any("doing nothing is rewarded" in problem for problem in report.problems)
    assert not list(tmp_path.iterdir())


def test_an_unknown_suite_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        read_suite("nowhere", tmp_path)


@pytest.mark.slow
def test_the_suites_that_ship_hold() -> None:
    names = sorted(path.stem for path in frozen_folder().glob("*.jsonl"))
    assert "smoke" in names
    assert set(names) <= set(suite_names())
    with engine("twin") as twin:
        for name in names:
            report = verify_suite(name, twin)
            assert not report.problems, (name, report.problems[:3])
