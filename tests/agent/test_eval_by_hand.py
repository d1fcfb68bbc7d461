"""A person in the place of an agent: what the panel returns becomes the episodes of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from agent.by_hand import Left, person_lines
from agent.runs import Plan, play_plan, told
from webgen.actions import Done, Wait
from webgen.cli import run as command
from webgen.demos.human.desk import Desk
from webgen.engines import kept
from webgen.episode import Episode
from webgen.generate import Knobs, level_of
from webgen.oracle import Oracle
from webgen.spec import Level
from webgen.trajectory import Recorder, Row

LEVELS = [level_of(seed, Knobs(friction=0, login=0, satisfied=0, infeasible=0)) for seed in range(40, 44)]


class Panel:
    """Returns what a desk returns: solved, ended at once, too long, and not verified; then the person goes away."""

    def __init__(self, left: list[str]) -> None:
        self.left = left

    def play(self, level: Level, **more: Any) -> Row | None:
        how = self.left.pop(0)
        if how == "leaves":
            return None
        with Episode(kept("twin"), level) as episode:
            played = Recorder(episode)
            oracle = Oracle(level)
            for _ in range(level.max_steps if how == "too long" else 0):
                played.act(Wait(100))
            while how != "ends at once" and not played.act(oracle.act(episode.snapshot)).ended:
                pass
            if how == "ends at once":
                played.act(Done())
            difference = "text: line 3" if how == "not verified" else None
            return played.row("chromium", "human", episode.verdict(), verified=difference is None, difference=difference)


def lines_of(out: Path, how: list[str]) -> list[Row]:
    panel = cast(Desk, Panel(how))
    return play_plan(Plan(LEVELS, "chromium"), {"agent": "human"}, lambda deals: person_lines(panel, deals, lambda text: None), out)


def test_a_person_is_counted_as_any_agent_is(tmp_path: Path) -> None:
    lines = lines_of(tmp_path, ["solves", "ends at once", "too long", "not verified"])
    assert [line["ending"] for line in lines] == ["done", "done", "limit", "fault"]
    assert ["unwanted" in line for line in lines] == [True, True, True, False]  # a fault says nothing of the person
    found = told(lines, LEVELS, 1)
    assert (found["episodes"], found["faults"]) == (3, 1)
    assert found["success"] == pytest.approx(1 / 3, abs=1e-4)


@pytest.mark.parametrize(("engine", "why"), [(["-e", "twin"], "--engine twin is not for people"), (["-e", "chromium"], "with --out"), ([], "with --out")])
def test_a_person_plays_in_chromium_only(engine: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["eval", "--agent", "human", "--seeds", "40:41", *engine]) == 2
    assert why in " ".join(capsys.readouterr().err.split())


def test_who_goes_away_goes_on_later(tmp_path: Path) -> None:
    with pytest.raises(Left):
        lines_of(tmp_path, ["solves", "leaves"])
    lines = lines_of(tmp_path, ["solves", "solves", "solves"])
    assert [line["number"] for line in lines] == [0, 1, 2, 3]
    assert all(line["verdict"]["success"] for line in lines)
