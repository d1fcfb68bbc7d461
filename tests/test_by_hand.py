"""What people play is kept line by line, and the command says clearly what it cannot do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import pytest

from webgen.cli import run as webgen
from webgen.demos.human import series as series_module
from webgen.demos.human.desk import Desk
from webgen.demos.human.masks import mask, unmask
from webgen.demos.human.series import Series, record_by_hand
from webgen.demos.record import demonstrate
from webgen.engines.twin.session import TwinEngine
from webgen.errors import InputError
from webgen.generate import Knobs, level_of
from webgen.spec import Level
from webgen.trajectory import Row, read_trajectories

LEVELS = tuple(level_of(seed, Knobs(friction=0, two_sites=0.0, workflows=("setting",))) for seed in (60, 61, 62))


class Sitter:
    """Plays like the expert instead of a person: what a desk gives back, without a browser."""

    def __init__(self, *, stop_at: int | None = None, fail: int | None = None, unverified: int | None = None) -> None:
        self.note = ""
        self.begun: list[int] = []
        self._plays, self._stop, self._fail, self._unverified = 0, stop_at, fail, unverified

    def play(
        self, level: Level, *, text: bool = False, begun: Iterable[Row] = (), journal: Callable[[list[Row]], None], **more: Any
    ) -> Row | None:
        at, self._plays = self._plays, self._plays + 1
        self.begun.append(len(list(begun)))
        row = demonstrate(TwinEngine(), level, "mouse", text=text) | {"style": "human", "verified": at != self._unverified}
        journal(row["steps"][:2])
        if at == self._stop:
            raise KeyboardInterrupt
        if at == self._unverified:
            row["difference"] = "after step 1 the page differs"
        if at == self._fail:
            row["verdict"] = row["verdict"] | {"success": False, "reasons": ["missing"]}
        return row


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series_module, "SHOWN_SECONDS", 0)


def run(series: Series, sitter: Sitter) -> dict[str, int]:
    return record_by_hand(series, cast(Desk, sitter))


def ids(path: Path) -> list[str]:
    return [row["level"]["id"] for row in read_trajectories(path)]


def test_a_series_that_was_stopped_goes_on(tmp_path: Path) -> None:
    series = Series(LEVELS, tmp_path / "hand.jsonl")
    with pytest.raises(KeyboardInterrupt):
        run(series, Sitter(stop_at=1))
    assert ids(series.out) == [LEVELS[0].id]
    assert series.begun.is_file()
    second = Sitter()
    assert run(series, second) == {"solved": 2, "failed": 0, "apart": 0, "cancelled": 0, "already": 1}
    assert second.begun == [2, 0]  # the steps of the level that was begun are done again, the others begin anew
    assert ids(series.out) == [level.id for level in LEVELS]
    assert not series.begun.exists()
    assert run(series, Sitter())["already"] == 3


def test_what_is_not_verified_or_not_wanted_is_kept_apart(tmp_path: Path) -> None:
    series = Series(LEVELS, tmp_path / "hand.jsonl", only_successes=True)
    assert run(series, Sitter(fail=0, unverified=1)) == {"solved": 1, "failed": 1, "apart": 1, "cancelled": 0, "already": 0}
    assert ids(series.out) == [LEVELS[2].id]
    assert ids(series.apart) == [LEVELS[0].id, LEVELS[1].id]
    every = Series(LEVELS, tmp_path / "all.jsonl")
    run(every, Sitter(fail=0))
    assert len(ids(every.out)) == 3


@pytest.mark.parametrize("content", ["notes\n", '{"format":1,"x":1}\n'])
def test_a_file_of_something_else_is_left_alone(content: str, tmp_path: Path) -> None:
    path = tmp_path / "hand.jsonl"
    path.write_text(content)
    with pytest.raises(InputError):
        run(Series(LEVELS, path), Sitter())
    assert path.read_text() == content


def test_an_experts_file_is_not_mixed_with(tmp_path: Path) -> None:
    path = tmp_path / "hand.jsonl"
    path.write_text(json.dumps(demonstrate(TwinEngine(), LEVELS[0], "mouse"), separators=(",", ":")) + "\n")
    with pytest.raises(InputError, match="no person made"):
        run(Series(LEVELS, path), Sitter())


def test_the_account_and_the_goal_name_passwords(tmp_path: Path) -> None:
    level = level_of(3, Knobs(login=1.0, friction=0, two_sites=0.0))
    password = level.sites[0].account.password
    row = demonstrate(TwinEngine(), level, "mouse", text=True)
    for step in row["steps"]:
        if step["action"]["arguments"].get("text") == password:
            step["masked"] = True
    hidden = mask(row)
    assert password not in json.dumps(hidden, ensure_ascii=False)
    assert "•••account 0•••" in json.dumps(hidden, ensure_ascii=False)
    assert unmask(hidden) == row
    assert unmask(row) is row


def test_masked_lines_replay_on_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    level = level_of(3, Knobs(login=1.0, friction=0, two_sites=0.0))
    path = tmp_path / "hand.jsonl"
    row = demonstrate(TwinEngine(), level, "mouse")
    for step in row["steps"]:
        if step["action"]["arguments"].get("text") == level.sites[0].account.password:
            step["masked"] = True
    path.write_text(json.dumps(mask(row)) + "\n")
    assert webgen(["demos", "replay", str(path)]) == 1
    assert "--passwords" in capsys.readouterr().out
    assert webgen(["demos", "replay", str(path), "--passwords"]) == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--level", "7"], "--human"),
        (["--mask-passwords"], "--human"),
        (["--human", "--level", "7", "--suite", "smoke"], "not both"),
        (["--human", "--suite", "nowhere"], "nowhere"),
        (["--human", "--suite", "smoke", "-k", "friction=0"], "suite"),
        (["--human", "--level", "no-such-file.json"], "no-such-file"),
    ],
)
def test_what_makes_no_sense_is_refused(words: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert webgen(["demos", "record", "--out", str(tmp_path / "x.jsonl"), *words]) == 2
    told = capsys.readouterr().err.strip()
    assert sentence in told
    assert "\n" not in told
