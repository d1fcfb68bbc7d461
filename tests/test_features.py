"""Difficulty is told from a level without playing it: it follows what an expert needs, and edits move it the right way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scipy.stats import spearmanr
from typer.testing import CliRunner

from webgen import cli, features
from webgen.bind import bind
from webgen.engines import engine
from webgen.episode import play
from webgen.errors import SpecError
from webgen.features import FEATURES, NAMES, cell, descriptors, difficulty, fitted
from webgen.generate import Knobs, frictions, generate, level_of, widgets
from webgen.mutate import OPERATORS, apply
from webgen.oracle import Oracle
from webgen.spec import FrictionGene
from webgen.streams import Stream


def test_expected_steps_follow_the_steps_of_the_expert() -> None:
    told, walked = [], []
    with engine("twin") as twin:
        for seed in range(60):
            level = level_of(seed)
            told.append(features.features(level).steps)
            walked.append(len(play(twin, level, Oracle(level)).actions))
    assert spearmanr(told, walked).statistic > 0.8
    assert sum(abs(one - two) for one, two in zip(told, walked, strict=True)) / len(told) < 3


def test_features_are_finite_and_a_spec_is_its_level_of_content_seed_0() -> None:
    for seed in range(150):
        spec = generate(seed)
        level = bind(spec, 0)
        vector = features.features(spec)
        assert vector == features.features(level)
        assert set(vector.as_json()) == set(FEATURES)
        assert all(0 <= value < 1e4 for value in vector.as_json().values())
        assert vector.steps >= vector.pages - 1
        assert 0 <= difficulty(level) <= 1
        assert difficulty(level) == difficulty(vector)


def test_the_vector_reads_no_theme_and_no_chrome() -> None:
    for seed in range(20):
        spec = generate(seed)
        other = apply(spec, OPERATORS["restyle"].edit(theme=5, chrome="topbar"))[0]
        assert features.features(other) == features.features(spec)


@pytest.mark.parametrize(
    ("operator", "feature"),
    [("add_friction", "frictions"), ("add_login", "steps"), ("add_task_field", "widgets"), ("grow_records", "records")],
)
def test_harder_edits_do_not_lower_what_they_are_about(operator: str, feature: str) -> None:
    moved = 0
    for seed in range(120):
        spec = generate(seed)
        edit = OPERATORS[operator].propose(spec, Stream(seed), train=False)
        if edit is None or spec.task.workflow not in ("edit", "setting", "answer", "delete", "verb"):
            continue
        before, after = (getattr(features.features(one), feature) for one in (spec, apply(spec, edit)[0]))
        assert after >= before, (seed, edit)
        moved += after > before
    assert moved >= 4


def test_more_friction_is_harder_by_its_own_measure() -> None:
    spec = generate(1, Knobs(friction=0))
    for name in frictions():
        weak, strong = (
            features.features(spec.model_copy(update={"frictions": (FrictionGene(name=name, strength=strength),)}))
            for strength in (1, 3)
        )
        assert strong.frictions >= weak.frictions >= 0


def test_cells_are_few_stable_and_named_by_their_descriptors() -> None:
    cells = {}
    for seed in range(200):
        level = level_of(seed)
        found = descriptors(level)
        cells[seed] = cell(level)
        assert cells[seed] == "/".join(found.values())
        assert found["steps"] in NAMES["steps"]
        assert found["frictions"] in NAMES["frictions"]
        assert set(found) == {"steps", "controls", "task", "frictions"}
    assert 40 < len(set(cells.values())) <= 160
    assert cell(level_of(7)) == cells[7]


def test_what_was_measured_ships_and_names_parts_that_exist() -> None:
    kept = fitted()
    assert kept["model"]["features"] == list(FEATURES)
    assert set(kept["acts"]["widgets"]) <= set(widgets())
    assert set(kept["acts"]["frictions"]) <= set(frictions())
    assert kept["acts"]["widgets"]["text"] == 1.0
    assert kept["acts"]["widgets"]["calendar"] > 1.5


def test_weights_of_other_features_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "difficulty.json"
    monkeypatch.setattr(features, "fitted_path", lambda: path)
    read = fitted.__wrapped__
    assert read()["model"] is None
    path.write_text(json.dumps({"acts": {"widgets": {}, "frictions": {}}, "model": {"features": ["steps"]}}))
    with pytest.raises(SpecError, match="other features"):
        read()
    path.write_text("{")
    with pytest.raises(SpecError, match="broken"):
        read()


def test_show_tells_them_and_gives_no_answer_away() -> None:
    ran = CliRunner().invoke(cli.build(), ["show", "7", "--json"])
    facts = json.loads(ran.stdout)
    assert set(facts["features"]) == set(FEATURES)
    assert facts["cell"].count("/") == 3
    assert 0 <= facts["difficulty"] <= 1
    assert "Difficulty " in CliRunner().invoke(cli.build(), ["show", "7"]).stdout
