from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from webgen.errors import InputError, SpecError, UnknownName
from webgen.generate import Knobs, generate, level_of
from webgen.spec import Level, Spec, dump, load, read_file


def test_spec_and_level_travel_as_json_and_keep_their_ids() -> None:
    level = level_of(11)
    again = load(Level, dump(level), where="memory")
    assert again == level
    assert (again.id, again.spec.id) == (level.id, level.spec.id)


def test_the_same_seed_gives_the_same_level_and_others_give_others() -> None:
    assert level_of(5).id == level_of(5).id
    assert len({level_of(seed).id for seed in range(60)}) == 60


def test_content_is_not_part_of_the_spec() -> None:
    level = level_of(3)
    text = dump(level.spec)
    for row in level.records(0, level.spec.sites[0].entities[0].name):
        for value in row.values():
            assert not (isinstance(value, str) and len(value) > 12 and value in text)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda table: table | {"schema_version": 99}, "schema version 99"),
        (lambda table: table | {"colour": "red"}, "colour"),
        (lambda table: {k: v for k, v in table.items() if k != "task"}, "task"),
        (lambda table: table | {"sites": []}, "one or two sites"),
    ],
)
def test_an_invalid_spec_is_refused_in_one_sentence(change: object, match: str) -> None:
    table = json.loads(dump(generate(1)))
    with pytest.raises(SpecError, match=match) as caught:
        load(Spec, json.dumps(change(table)), where="spec.json")  # type: ignore[operator]
    assert str(caught.value).startswith("spec.json: ")
    assert "\n" not in str(caught.value)


def test_files_that_are_missing_or_not_json_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere.json"):
        read_file(Level, tmp_path / "nowhere.json")
    broken = tmp_path / "broken.json"
    broken.write_text("{not json")
    with pytest.raises(SpecError, match="broken.json"):
        read_file(Level, broken)


@pytest.mark.parametrize("knobs", [{"domains": ["shp"]}, {"friction": 9}, {"workflows": ["edti"]}, {"speed": 1}])
def test_bad_knobs_are_refused(knobs: dict[str, object]) -> None:
    with pytest.raises((InputError, ValueError)):
        Knobs.model_validate(knobs)


def test_an_unknown_name_travels_between_processes() -> None:
    error = UnknownName("widget", "slect", ["select", "text"], where="knobs")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.kind) == (UnknownName, str(error), "widget")
