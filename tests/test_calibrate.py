"""The calibration finds what is there: on made-up players, and on slipping experts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from webgen import cli
from webgen.calibrate import (
    Row,
    calibrate,
    count_acts,
    fit,
    play_panel,
    predicted,
    rank_correlation,
    read_rows,
    slipping,
)
from webgen.engines import engine
from webgen.errors import InputError
from webgen.features import features
from webgen.generate import Knobs, level_of
from webgen.spec import Level
from webgen.streams import Stream

KEYS = {
    "levels", "episodes", "faults", "success", "spearman", "ci95", "steps_alone", "reliability", "brier", "brier_isotonic",
    "calibration_error", "bins", "weights", "features", "players",
}  # fmt: skip


@pytest.fixture(scope="module")
def levels() -> dict[int, Level]:
    return {seed: level_of(seed) for seed in range(60)}


def made(levels: dict[int, Level], slope: float, trials: int = 12) -> list[Row]:
    """Return episodes of a player that fails more, the more steps a level takes (``slope`` 0: regardless)."""
    rows = []
    for seed, level in levels.items():
        p = 1 / (1 + np.exp(-slope * (features(level).steps - 9)))
        for trial in range(trials):
            rows.append(Row("slips 0.1", seed, trial, not Stream(seed, trial).chance(float(p)), 5, "done"))
    return rows


def test_what_depends_on_length_is_told_and_what_does_not_is_not(levels: dict[int, Level]) -> None:
    found = calibrate(levels, made(levels, 0.6)).facts
    assert set(found) == KEYS
    assert found["spearman"] > 0.7
    assert found["ci95"][0] < found["spearman"] < found["ci95"][1]
    assert found["reliability"] > 0.8
    assert found["players"]["slips 0.1"]["episodes"] == 60 * 12
    none = calibrate(levels, made(levels, 0.0)).facts
    assert abs(none["spearman"]) < 0.45
    assert none["ci95"][0] < 0.3


def test_the_model_is_judged_on_levels_it_has_not_seen() -> None:
    draws = np.random.default_rng(0)
    x = draws.normal(size=(80, 12))
    failed = draws.random(80)
    trials, folds = np.full(80, 10.0), np.arange(80) % 5
    inside = rank_correlation(fit(x, failed, trials).failing(x), failed)["spearman"]
    outside = rank_correlation(predicted(x, failed, trials, folds), failed)["spearman"]
    assert inside > 0.3  # noise can be learnt by heart
    assert abs(outside) < 0.3


def test_the_fit_recovers_known_weights() -> None:
    draws = np.random.default_rng(1)
    x = draws.normal(size=(4000, 3))
    failed = 1 / (1 + np.exp(-(x @ np.array([1.0, -0.5, 0.0]) + 0.3)))
    model = fit(x, failed, np.full(4000, 200.0))
    assert np.allclose(model.weights, [1.0, -0.5, 0.0], atol=0.08)
    assert model.intercept == pytest.approx(0.3, abs=0.08)
    assert np.allclose(model.failing(x), failed, atol=0.05)


def test_slipping_experts_fail_more_the_more_they_slip_and_play_the_same_again() -> None:
    share = {}
    with engine("twin") as twin:
        for chance in (1e-9, 0.15, 1.0):
            rows = [slipping(twin, level_of(seed), chance, Stream(seed, "slip")) for seed in range(16)]
            share[chance] = sum(success for success, _, _ in rows) / len(rows)
        assert slipping(twin, level_of(3), 0.3, Stream(3)) == slipping(twin, level_of(3), 0.3, Stream(3))
    assert share[1e-9] == 1.0
    assert share[1.0] < 0.2 < share[1e-9] - share[1.0]
    assert share[1.0] <= share[0.15] < 1.0


def test_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    path, knobs = tmp_path / "rows.jsonl", Knobs(workflows=("verb",), friction=0)
    with engine("twin") as twin:
        whole = play_panel(twin, range(4), knobs=knobs, slips=(0.1,), trials=2)
        play_panel(twin, range(2), knobs=knobs, slips=(0.1,), trials=2, rows=path)
        kept = path.read_text()
        with path.open("a") as file:
            file.write('{"player": "slips 0.1", "se')  # killed while writing
        assert play_panel(twin, range(4), knobs=knobs, slips=(0.1,), trials=2, rows=path) == whole
    assert path.read_text().startswith(kept)
    with pytest.raises(InputError, match="another setting"):
        read_rows(path, {"knobs": {}})
    assert read_rows(tmp_path / "none.jsonl", {}) == []


def test_too_few_levels_are_refused(levels: dict[int, Level]) -> None:
    with pytest.raises(InputError, match="at least 10 are needed"):
        calibrate({0: levels[0]}, made({0: levels[0]}, 1.0))
    with pytest.raises(InputError, match="equally often"):
        calibrate(levels, [Row("slips 0.1", seed, 0, True, 3, "done") for seed in levels])


def test_acts_are_counted_for_every_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webgen.calibrate.widgets", lambda: {name: _widget(name) for name in ("text", "calendar")})
    monkeypatch.setattr("webgen.calibrate.frictions", lambda: {name: _friction(name) for name in ("cookie_dialog", "toasts")})
    with engine("twin") as twin:
        found = count_acts(twin)
    assert found["widgets"]["text"] == 1.0
    assert found["widgets"]["calendar"] > 1.5
    assert set(found["widgets"]) == {"text", "calendar"}
    assert found["frictions"]["cookie_dialog"] > found["frictions"]["toasts"] >= 0


def _widget(name: str) -> object:
    from webgen.generate import widgets

    return widgets()[name]


def _friction(name: str) -> object:
    from webgen.generate import frictions

    return frictions()[name]


def test_the_command_has_the_stable_keys_and_refuses_bad_chances() -> None:
    run = CliRunner()
    arguments = ["calibrate", "--seeds", "0:14", "--trials", "1", "--slips", "0.2", "-k", "friction=0", "--json"]
    ran = run.invoke(cli.build(), arguments)
    assert ran.exit_code == 0, ran.output
    assert set(json.loads(ran.stdout)) == KEYS
    for slips in ("x", "0", "1.5", "0.1,0.1", ""):
        assert isinstance(run.invoke(cli.build(), ["calibrate", "--slips", slips]).exception, InputError)
