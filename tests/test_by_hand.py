"""What people play is kept line by line, and the command says clearly what it cannot do."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, quote_plus

import pytest

from webgen.cli import run as webgen
from webgen.commands import _by_hand
from webgen.demos.human import masks
from webgen.demos.human import series as series_module
from webgen.demos.human.desk import Desk
from webgen.demos.human.masks import mask, unmask
from webgen.demos.human.series import Series, record_by_hand
from webgen.demos.record import demonstrate
from webgen.engines.twin.session import TwinEngine
from webgen.errors import InputError
from webgen.generate import Knobs, level_of
from webgen.locking import held
from webgen.spec import Level
from webgen.trajectory import Row, read_line, read_trajectories

LEVELS = tuple(level_of(seed, Knobs(friction=0, two_sites=0.0, workflows=("setting",))) for seed in (60, 61, 62))


class Sitter:
    """Plays like the expert instead of a person: what a desk gives back, without a browser."""

    def __init__(
        self, *, stop_at: int | None = None, fail: int | None = None, unverified: int | None = None, written: Row | None = None
    ) -> None:
        self.note, self.written = "", written
        self.begun: list[int] = []
        self.first: list[Row] = []  # the steps that were to be done again, of all levels
        self._plays, self._stop, self._fail, self._unverified = 0, stop_at, fail, unverified

    def play(
        self, level: Level, *, text: bool = False, begun: Iterable[Row] = (), journal: Callable[[list[Row]], None], **more: Any
    ) -> Row | None:
        at, self._plays = self._plays, self._plays + 1
        self.first += begun
        self.begun.append(len(list(begun)))
        row = demonstrate(TwinEngine(), level, "mouse", text=text) | {"style": "human", "verified": at != self._unverified}
        journal(row["steps"][:2] if self.written is None else [self.written])
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


# ---- files


def test_two_recordings_do_not_write_into_one_file(tmp_path: Path) -> None:
    series = Series(LEVELS, tmp_path / "hand.jsonl")
    with held(series.out), pytest.raises(InputError, match="is being written by another run or recording"):
        run(series, Sitter())
    assert run(series, Sitter())["solved"] == 3
    with pytest.raises(InputError, match="cannot write"):
        run(Series(LEVELS, tmp_path), Sitter())


def test_a_sitting_with_a_wrong_password_is_gone_on_with(tmp_path: Path) -> None:
    series = Series(LEVELS[:1], tmp_path / "hand.jsonl", mask_passwords=True)
    wrong = step_of({"name": "browser_type", "arguments": {"target": "e3", "text": "not-mine-10"}}, masked=True)
    with pytest.raises(KeyboardInterrupt):
        run(series, Sitter(stop_at=0, written=wrong))
    assert stat.S_IMODE(series.begun.stat().st_mode) == 0o600
    again = Sitter()
    assert run(series, again)["solved"] == 1
    assert again.first == [wrong]


def test_a_journal_that_cannot_be_written_leaves_the_one_before(tmp_path: Path) -> None:
    series = Series(LEVELS[:1], tmp_path / "hand.jsonl")
    with pytest.raises(KeyboardInterrupt):
        run(series, Sitter(stop_at=0))
    before = series.begun.read_bytes()
    with pytest.raises(UnicodeEncodeError):
        run(series, Sitter(written={"text": "\ud800"}))
    assert series.begun.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"hand.begun.json"}


def test_levels_are_made_when_their_turn_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def make(seed: int, knobs: Knobs) -> Level:
        made.append(seed)
        return level_of(seed, knobs)

    monkeypatch.setattr(_by_hand, "level_of", make)
    wish = _by_hand.Wish(tmp_path / "hand.jsonl", seed="60", count=999_999_999, knobs=["friction=0", "two_sites=0", "workflows=setting"])
    with pytest.raises(KeyboardInterrupt):
        run(Series(_by_hand.levels_of(wish), wish.out), Sitter(stop_at=1))
    assert made == [60, 61]
    assert ids(wish.out) == [LEVELS[0].id]


def test_a_wish_says_which_levels(tmp_path: Path) -> None:
    out = tmp_path / "hand.jsonl"
    whole = _by_hand.levels_of(_by_hand.Wish(out, suite="smoke"))
    assert [level.id for level in _by_hand.levels_of(_by_hand.Wish(out, suite="smoke", count=3))] == [level.id for level in whole[:3]]
    assert [level.id for level in _by_hand.levels_of(_by_hand.Wish(out, count=2, seed="4"))] == [level_of(seed).id for seed in (4, 5)]
    assert len(_by_hand.levels_of(_by_hand.Wish(out))) == 1
    with pytest.raises(InputError, match="too large"):
        _by_hand.levels_of(_by_hand.Wish(out, count=2, seed=str(2**63 - 1)))


# ---- passwords


def step_of(action: Row | None, **more: Any) -> Row:
    return {"snapshot": "0" * 16, "url": "http://x.test/", "title": "X", "action": action} | more


def line_with(level: Level, *steps: Row, **more: Any) -> Row:
    return demonstrate(TwinEngine(), level, "mouse") | {"steps": list(steps)} | more


def typed(text: str, **more: Any) -> Row:
    return step_of({"name": "browser_type", "arguments": {"target": "e3", "text": text}}, masked=True, **more)


def test_no_text_of_a_line_says_a_password() -> None:
    own, wrong = LEVELS[0].sites[0].account.password, "my secret/7"
    places = [
        line_with(
            LEVELS[0],
            typed(secret, error=f"{secret} is wrong"),
            step_of({"name": "browser_navigate", "arguments": {"url": f"http://x.test/{secret}?p={quote_plus(secret)}"}}, text=f"- text: {secret}"),
            step_of({"name": "browser_select_option", "arguments": {"target": "e4", "values": ["a", secret]}}, calls=[{"say": [secret]}]),
            step_of({"name": "give_up", "arguments": {"reason": secret}}),
            step_of({"name": "done", "arguments": {"answer": f"it is {secret}"}}, url=f"http://x.test/?p={quote(secret, safe='')}"),
            verdict={"success": False, "subgoals": [[secret, True]], "reasons": [f"{secret} is not there"]},
            difference=f"after step 1 the page differs: '{secret}'",
        )
        for secret in (own, wrong)
    ]
    for row, secret in zip(places, (own, wrong), strict=True):
        text = json.dumps(mask(row), ensure_ascii=False)
        assert not [spelling for spelling in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret)) if spelling in text]
        read_line(json.dumps(mask(row)), "line")
    assert unmask(mask(places[0])) == places[0]
    with pytest.raises(InputError, match="step 0 holds a masked password"):
        unmask(mask(places[1]))


@pytest.mark.parametrize("words", [("e",), ("a", "o", "1"), ("goal",), ("account", "goal"), ("•••",), ("lain", "plain")])
def test_masks_are_not_masked_again(words: tuple[str, ...]) -> None:
    told = " goal account 0 •••plain••• •••account 0••• ••••goal 1:2••• plain "
    row = line_with(LEVELS[0], *map(typed, words), typed(LEVELS[0].sites[0].account.password), step_of(None, error=told + " ".join(words)))
    level = LEVELS[0]
    long = level.model_copy(update={"task": level.task.model_copy(update={"goal": row["goal"] + told})})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masks, "level_in", lambda _: long)
        row["goal"] = long.task.goal
        hidden = mask(row)
        assert unmask(hidden) == row
    assert hidden != row
    if words == ("e",):
        assert hidden["steps"][-1]["error"].count("•••goal") < 3  # one letter is not looked for everywhere
        assert hidden["steps"][0]["action"]["arguments"]["text"].startswith("•••goal")


@pytest.mark.parametrize("secret", ["browser_type", "Enter", "human", "e3e3", "left"])
def test_a_masked_line_stays_a_line(secret: str) -> None:
    press = step_of({"name": "browser_press_key", "arguments": {"key": "Enter"}})
    click = step_of({"name": "browser_click", "arguments": {"target": "e3e3", "button": "left"}})
    hidden = mask(line_with(LEVELS[0], typed(secret), press, click, style="human"))
    again = read_line(json.dumps(hidden), "line")
    assert [step["action"] for step in again["steps"][1:]] == [press["action"], click["action"]]
    assert again["style"] == "human"
    assert secret not in again["steps"][0]["action"]["arguments"]["text"]


def test_what_is_typed_key_by_key_is_one_password() -> None:
    keys = [step_of({"name": "browser_type", "arguments": {"target": "e3", "text": text, "slowly": True}}, masked=True) for text in ("zqx", "jkw")]
    hidden = mask(line_with(LEVELS[0], *keys, step_of({"name": "done", "arguments": {"answer": "zqxjkw"}})))
    assert not any(text in json.dumps(hidden["steps"]) for text in ("zqx", "jkw"))


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
        (["--human", "--level", "7", "-n", "5"], "-n"),
        (["--human", "--level", "7", "--seed", "3"], "--seed"),
        (["--human", "--suite", "smoke", "-n", "100000"], "holds"),
        (["--human", "-n", "0"], "at least 1"),
        (["--human", "--styles", "all"], "--styles"),
        (["--human", "--style", "both"], "--styles"),
        (["--human", "-j", "2"], "--jobs"),
        (["--human", "--no-reasons"], "--reasons"),
        (["--human", "--engine", "twin", "--noise", "0.1"], "--engine, --noise"),
        (["--human", "--images", "png", "--trace"], "--images, --trace"),
        (["--human", "--agent", "oracle"], "--agent"),
    ],
)
def test_what_makes_no_sense_is_refused(words: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert webgen(["demos", "record", "--out", str(tmp_path / "x.jsonl"), *words]) == 2
    told = capsys.readouterr().err.strip()
    assert sentence in told
    assert "\n" not in told
