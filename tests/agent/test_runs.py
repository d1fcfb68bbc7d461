"""Runs of any player: kept line by line, gone on with, counted; trouble of ours is a row and never ends a run."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

import agent.lines
from agent.llm import Endpoint, Model
from agent.play import Random, play_deals
from agent.runs import EPISODES, SUMMARY, Plan, expert_steps, run, run_agent, told
from webgen.cli import run as command
from webgen.engines import engine
from webgen.engines.base import Engine, Session, World
from webgen.errors import EngineFault, InputError
from webgen.evaluation.folder import read_run
from webgen.evaluation.outcome import about, read_outcome
from webgen.generate import Knobs, level_of
from webgen.trajectory import Row as Line
from webgen.trajectory import replay

KNOBS = Knobs(workflows=("edit", "delete", "answer"), two_sites=0)
LEVELS = [level_of(seed, KNOBS) for seed in range(40, 44)]
PLAN = Plan(LEVELS, "twin", attempts=2)


def test_the_time_of_an_episode_is_its_own() -> None:
    began = perf_counter()
    with engine("twin") as twin:
        rows = list(play_deals(twin, [(number, 0, level) for number, level in enumerate(LEVELS)], Random(), seats=len(LEVELS)))
    took = perf_counter() - began
    assert all(row.seconds > 0 for row in rows)
    assert sum(row.seconds for row in rows) <= took + 0.001 * len(rows)  # though all were played at once


def still(lines: Iterable[Line]) -> list[Line]:
    """Leave out what a clock decides."""
    return [{name: value for name, value in line.items() if name != "seconds"} for line in lines]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("random")
    run_agent("random", PLAN, out=out)
    return out


def test_every_player_leaves_the_same_kind_of_lines(folder: Path) -> None:
    found = read_run(folder)
    assert [(line["number"], line["attempt"]) for line in found.lines] == [(n, a) for n in range(4) for a in range(2)]
    assert (found.name, found.engine, found.attempts, found.suite) == ("random", "twin", 2, None)
    for line in found.lines:
        level = LEVELS[line["number"]]
        assert line["about"] == about(level)
        assert (line["player"], line["level"]["id"], line["goal"]) == ("random", level.id, level.task.goal)
    with engine("twin") as twin:
        assert [replay(twin, line) for line in found.lines] == [[]] * 8


def test_attempts_differ_and_repeat(folder: Path) -> None:
    again = run_agent("random", PLAN)
    found = read_run(folder).lines
    assert [line["steps"] for line in again] == [line["steps"] for line in found]
    assert any(one["steps"] != other["steps"] for one, other in zip(found[::2], found[1::2], strict=True))


def test_a_run_goes_on_where_it_was_killed(folder: Path, tmp_path: Path) -> None:
    content = (folder / EPISODES).read_bytes()
    cut = content.splitlines(keepends=True)
    begun = b"".join(cut[:3])
    (tmp_path / EPISODES).write_bytes(begun + cut[3][:120])
    told_of: list[int] = []
    lines = run_agent("random", PLAN, out=tmp_path, progress=told_of.append)
    assert told_of == [4, 5, 6, 7, 8]
    assert (tmp_path / EPISODES).read_bytes().startswith(begun)
    assert still(lines) == still(read_run(folder).lines)


def test_more_attempts_are_added_later(tmp_path: Path) -> None:
    one = run_agent("random", replace(PLAN, attempts=1), out=tmp_path)
    before = (tmp_path / EPISODES).read_bytes()
    both = run_agent("random", PLAN, out=tmp_path)
    assert (tmp_path / EPISODES).read_bytes().startswith(before)
    assert both[::2] == one


def test_another_player_is_not_mixed_in(folder: Path) -> None:
    with pytest.raises(InputError, match="another run"):
        run_agent("oracle", PLAN, out=folder)


def test_a_warm_checkpoint_draws_anew_in_each_attempt(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from agent.policy import Policy, Shape, saved

    torch.manual_seed(3)
    path = tmp_path / "small.pt"
    torch.save({"policy": saved(Policy(Shape(width=16)))}, path)
    plan = Plan(LEVELS[:2], "twin", attempts=2)
    lines = run_agent(str(path), plan, temperature=1.0, out=tmp_path / "run")
    assert [line["steps"] for line in lines[::2]] != [line["steps"] for line in lines[1::2]]
    assert run_agent(str(path), plan, temperature=1.0, out=tmp_path / "run") == lines
    with pytest.raises(InputError, match="another run"):
        run_agent(str(path), plan, temperature=0.5, out=tmp_path / "run")


def test_the_expert_is_as_short_as_itself() -> None:
    lines = run_agent("oracle", replace(PLAN, attempts=1))
    found = told(lines, LEVELS, 1)
    assert (found["success"], found["steps_ratio"], found["faults"], found["levels"]) == (1.0, 1.0, 0, 4)
    assert set(found["by"]) == {"workflow", "family", "domain", "difficulty", "friction", "locale", "variant", "part"}
    outcomes = [read_outcome(line) for line in lines]
    known = {LEVELS[0].id: 2 * outcomes[0].steps}
    steps = expert_steps(outcomes, LEVELS, known)
    assert steps[LEVELS[0].id] == known[LEVELS[0].id]
    assert steps[LEVELS[1].id] == outcomes[1].steps


def test_parts_of_a_suite_are_kept() -> None:
    lines = run_agent("random", Plan(LEVELS[:2], "twin", parts={LEVELS[0].id: "words"}))
    assert lines[0]["about"]["part"] == "words"
    assert lines[1]["about"]["part"] == about(LEVELS[1])["part"]


# ---- trouble of ours


class Broken(Engine):
    """A twin that cannot open some levels, and cannot close any."""

    name = "twin"

    def __init__(self, bad: set[int]) -> None:
        self.inner, self.bad, self.opened = engine("twin"), bad, 0

    def open(self, world: World) -> Session:
        self.opened += 1
        if self.opened - 1 in self.bad:
            raise EngineFault("the browser is gone")
        session = self.inner.open(world)

        def close() -> None:
            raise EngineFault("it will not close")

        session.close = close  # type: ignore[method-assign]
        return session

    def close(self) -> None:
        self.inner.close()


def test_a_fault_while_opening_is_a_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(agent.lines, "engine_named", lambda name: Broken({1}))
    lines = run_agent("random", replace(PLAN, attempts=1), out=tmp_path)
    assert [line["ending"] == "fault" for line in lines] == [False, True, False, False]
    assert (lines[1]["steps"], lines[1]["why"]) == ([], "the browser is gone")
    found = told(lines, LEVELS, 1)
    assert (found["episodes"], found["faults"], found["fault_reasons"]) == (3, 1, {"the browser is gone": 1})
    assert [one.fault for one in read_run(tmp_path).outcomes] == [False, True, False, False]


def test_a_fault_while_a_model_opens_is_a_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(agent.lines, "engine_named", lambda name: Broken({0, 1}))
    model = Model(Endpoint("nobody", "http://127.0.0.1:9/v1", retries=0))
    lines = run(model, LEVELS[:3], "twin", tmp_path, parallel=1)
    assert [line["ending"] for line in lines] == ["fault"] * 3  # the last: nobody answers, and closing fails too
    assert ["browser is gone" in line["why"] for line in lines] == [True, True, False]
    assert "does not answer" in lines[2]["why"]
    assert [line["usage"]["requests"] for line in lines] == [0, 0, 0]


def test_numbers_and_attempts_are_those_that_were_dealt() -> None:
    with engine("twin") as twin:
        rows = list(play_deals(twin, [(7, 3, LEVELS[0]), (2, 1, LEVELS[1])], Random()))
    assert sorted((row.number, row.attempt, row.level) for row in rows) == [(2, 1, LEVELS[1].id), (7, 3, LEVELS[0].id)]


# ---- the command


def test_the_command_keeps_what_it_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["eval", "-a", "random", "--seeds", "40:43", "-k", "two_sites=0", "--attempts", "2", "-o", str(tmp_path), "--json"]
    assert command(arguments) == 0
    found = json.loads(capsys.readouterr().out)
    assert json.loads((tmp_path / SUMMARY).read_text()) == found
    assert list(found)[:5] == ["success", "ci95", "episodes", "successes", "faults"]
    assert (found["episodes"], found["levels"], found["agent"], found["engine"], found["suite"]) == (6, 3, "random", "twin", None)
    assert command(arguments) == 0
    assert json.loads(capsys.readouterr().out) == found


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["-a", "random", "--rows", "r.jsonl", "-o", "run"], "name one of them"),
        (["-a", "random", "--vision"], "for language models"),
        (["-a", "random", "-s", "smoke", "-k", "friction=0"], "a suite is played as it is"),
        (["-a", "random", "-s", "smoke", "--seeds", "0:100"], "--seeds is for levels without a suite"),
        (["-a", "random", "--in", "."], "name it with --suite"),
        (["-a", "random", "-s", "smoke", "--in", "."], "unknown frozen suite"),
        (["-a", "random", "-s", "smoke", "--in", "nowhere"], "there is no suite 'smoke' in nowhere"),
        (["-a", "random", "-e", "opera"], "unknown engine"),
        (["-a", "random", "--base-url", "http://127.0.0.1:9/v1"], "--base-url is for language models"),
        (["-a", "oracle", "--api-key", "k", "--prices", "0,0"], "--api-key and --prices are for language models"),
        (["-a", "random", "--temperature", "0.5"], "--temperature is for checkpoints and language models"),
        (["-a", "oracle", "--parallel", "4"], "--parallel is for"),
        (["-a", "oracle", "--max-tokens", "4"], "--max-tokens is for"),
        (["-a", "oracle", "--timeout", "120"], "--timeout is for"),
        (["-a", "oracle", "--retries", "5"], "--retries is for"),
        (["-a", "oracle", "--port", "0"], "--port is for people"),
        (["-a", "random", "--rows", "nowhere/r.jsonl"], "nowhere is no folder"),
        (["-a", "random", "--rows", "."], "it is a folder"),
        (["-a", "model:x", "--base-url", "http://127.0.0.1:9/v1"], "--out"),
        (["-a", "model:x", "--base-url", "http://127.0.0.1:9/v1", "-o", "run", "--vision"], "--engine chromium"),
        (["-a", "model:x", "--base-url", "http://127.0.0.1:9/v1", "-o", "run", "--rows", "r.jsonl"], "not for models"),
    ],
)
def test_what_makes_no_sense_is_refused(more: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert command(["eval", *more]) == 2
    assert words in capsys.readouterr().err
    assert not any(tmp_path.iterdir())


def test_a_key_in_the_environment_is_nobodys_wish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    assert command(["eval", "-a", "random", "--seeds", "40:41", "-k", "workflows=delete", "-k", "two_sites=0", "-o", str(tmp_path)]) == 0


def test_rows_hold_every_attempt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = tmp_path / "rows.jsonl"
    assert command(["eval", "-a", "random", "--seeds", "40:42", "--attempts", "2", "--rows", str(rows)]) == 0
    found: list[dict[str, Any]] = [json.loads(line) for line in rows.read_text().splitlines()]
    assert [(row["number"], row["attempt"]) for row in found] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert "pass@2" in capsys.readouterr().out
