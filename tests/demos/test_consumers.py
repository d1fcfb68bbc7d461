"""Every export loaded back by the library that it is made for."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.demos import made
from webgen.actions import tool_schemas
from webgen.bind import bind
from webgen.demos.export import export, order_of
from webgen.demos.exports.base import Options, exporters
from webgen.engines import engine
from webgen.spec import Spec
from webgen.trajectory import replay

datasets = pytest.importorskip("datasets", reason="pip install 'webgen-gym[exports]'")
pytestmark = pytest.mark.filterwarnings("ignore")  # of other people's libraries
STEPS = sum(len(row["steps"]) for row in made.rows())


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.write(tmp_path_factory.mktemp("made"))


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


def run(name: str, file: Path, out: Path, *splits: str, **options: Any) -> Path:
    assert not export(order_of(name, file, splits, Options(**options)), out).left_out
    return out


@pytest.mark.parametrize("name", [name for name, one in sorted(exporters().items()) if one.data])
def test_datasets_loads_the_folder(name: str, file: Path, tmp_path: Path) -> None:
    found = datasets.load_dataset(str(run(name, file, tmp_path / "out", f"test={file}")))
    assert set(found) == {"train", "test"}
    assert found["train"].num_rows == found["test"].num_rows >= 4


# ---- native


def test_a_table_is_lossless(file: Path, tmp_path: Path) -> None:
    from webgen.demos.exports.parquet import trajectories

    out = run("parquet", file, tmp_path / "out")
    with engine("twin") as twin:
        for row, again in zip(made.rows(), trajectories(out / "train.parquet"), strict=True):
            assert replay(twin, again) == []
            for step, one in zip(row["steps"], again["steps"], strict=True):
                assert {**one, "text": ""} == {**step, "text": ""}
            assert {**again, "steps": []} == {**row, "steps": []}


def test_pictures_are_pictures(file: Path, tmp_path: Path) -> None:
    out = run("parquet", file, tmp_path / "out", images=True)
    rows = datasets.load_dataset(str(out))["train"]
    pictures = [step["image"] for step in rows[made.PICTURED]["steps"]]
    assert {(picture.size, picture.format) for picture in pictures} == {((64, 36), "PNG"), ((64, 36), "WEBP")}
    assert all(step["image"] is None for step in rows[made.PLAIN]["steps"])


# ---- Minari


def test_minari_plays_the_dataset(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    minari = pytest.importorskip("minari", reason="pip install 'webgen-gym[exports]'")
    out = run("minari", file, tmp_path / "out")
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(out))
    assert set(minari.list_local_datasets()) == {"webgen/train-v0"}
    found = minari.load_dataset("webgen/train-v0")
    assert (found.total_episodes, found.total_steps) == (4, STEPS)
    rows = made.rows()
    for row, episode in zip(rows, found.iterate_episodes(), strict=True):
        count = len(row["steps"])
        assert len(episode) == count
        assert len(episode.observations["snapshot"]) == count + 1
        assert sum(episode.rewards) == episode.rewards[-1] == 1
        assert list(episode.terminations) == [False] * (count - 1) + [True]
        assert not any(episode.truncations)
        for number in range(count + 1):
            seen = {name: values[number] for name, values in episode.observations.items()}
            assert found.observation_space.contains(seen)
        assert all(found.action_space.contains(action) for action in episode.actions)
    mistakes = [list(episode.infos["mistake"]) for episode in found.iterate_episodes()]
    assert [sum(map(bool, one)) for one in mistakes] == [0, 0, 2, 2]


def test_minari_episodes_are_what_the_environment_does(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    minari = pytest.importorskip("minari", reason="pip install 'webgen-gym[exports]'")
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(run("minari", file, tmp_path / "out")))
    found = minari.load_dataset("webgen/train-v0")
    env = found.recover_environment()
    for row, episode in list(zip(made.rows(), found.iterate_episodes(), strict=True))[:3]:
        level = bind(Spec.model_validate(row["level"]["spec"]), row["level"]["content_seed"])
        observation, _ = env.reset(options={"level": level})
        for number, action in enumerate(episode.actions):
            assert {name: values[number] for name, values in episode.observations.items()} == observation
            observation, reward, terminated, truncated, _ = env.step(action)
            assert (reward, terminated, truncated) == (episode.rewards[number], episode.terminations[number], episode.truncations[number])
        assert {name: values[-1] for name, values in episode.observations.items()} == observation
    env.close()


# ---- Mind2Web


def test_mind2web_columns(file: Path, tmp_path: Path) -> None:
    rows = datasets.load_dataset(str(run("mind2web", file, tmp_path / "out", images=True)))["train"]
    text = datasets.Value("string")
    several = datasets.List(text)
    assert rows.features == datasets.Features({
        "action_uid": text, "raw_html": text, "cleaned_html": text, "operation": text, "pos_candidates": several,
        "neg_candidates": several, "website": text, "domain": text, "subdomain": text, "annotation_id": text,
        "confirmed_task": text, "screenshot": datasets.Image(), "action_reprs": several, "target_action_index": text,
        "target_action_reprs": text,
    })  # fmt: skip
    assert len(set(rows["action_uid"])) == len(rows) > 10
    assert len(set(rows["annotation_id"])) == 4
    assert any(row["screenshot"] is not None for row in rows)


def test_mind2web_candidates_are_in_the_page(file: Path, tmp_path: Path) -> None:
    from selectolax.lexbor import LexborHTMLParser

    rows = datasets.load_dataset(str(run("mind2web", file, tmp_path / "out")))["train"]
    for row in rows:
        operation = json.loads(row["operation"])
        assert operation["op"] in ("CLICK", "TYPE", "SELECT")
        assert (operation["value"] != "") == (operation["op"] != "CLICK")
        (target,) = [json.loads(one) for one in row["pos_candidates"]]
        assert target["is_original_target"]
        assert row["action_reprs"][int(row["target_action_index"])] == row["target_action_reprs"]
        assert f"-> {operation['op']}" in row["target_action_reprs"]
        raw, cleaned = LexborHTMLParser(row["raw_html"]), LexborHTMLParser(row["cleaned_html"])
        for one in (target, *map(json.loads, row["neg_candidates"])):
            place = f'[backend_node_id="{one["backend_node_id"]}"]'
            assert [node.tag for page in (cleaned, raw) for node in page.css(place)] == [one["tag"]] * 2
            assert json.loads(one["attributes"])["backend_node_id"] == one["backend_node_id"]
        assert len(row["cleaned_html"]) < len(row["raw_html"])
        assert not cleaned.css("script, style")


# ---- ATIF


def test_atif_is_valid(file: Path, tmp_path: Path) -> None:
    models = pytest.importorskip("nat.atif", reason="pip install nvidia-nat-atif")
    folder = run("atif", file, tmp_path / "out", images=True) / "train"
    documents = sorted(folder.glob("*.json"))
    assert len(documents) == 4
    for row, path in zip(made.rows(), documents, strict=True):
        found = models.Trajectory.model_validate_json(path.read_text())
        assert found.schema_version == "ATIF-v1.7"
        agents = [step for step in found.steps if step.source == "agent"]
        called = [step.tool_calls[0] for step in agents if step.tool_calls]
        assert [{"name": call.function_name, "arguments": call.arguments} for call in called] == [
            step["action"] for step in row["steps"] if step["action"] is not None
        ]
        assert found.final_metrics.extra == {"reward": 1.0}
        assert [bool(step.extra) for step in agents] == [step["action"] is None or bool(step.get("mistake")) for step in row["steps"]]
    pictured = models.Trajectory.model_validate_json(documents[made.PICTURED].read_text())
    assert pictured.has_multimodal_content()
    for step in pictured.steps:
        for result in step.observation.results if step.observation else ():
            for part in result.content if isinstance(result.content, list) else ():
                if part.source is not None:
                    with Image.open(folder / part.source.path) as picture:
                        assert picture.get_format_mimetype() == part.source.media_type


# ---- prompts


def test_prompts_hold_levels_and_no_answers(file: Path, tmp_path: Path) -> None:
    rows = datasets.load_dataset(str(run("prompts", made.write(tmp_path / "twice", [*made.rows(), *made.rows()]), tmp_path / "out")))["train"]
    assert len(rows) == 4  # one a level
    for row, line in zip(rows, made.rows(), strict=True):
        told = json.loads(row["level"])
        assert bind(Spec.model_validate(told["spec"]), told["content_seed"]).id == row["task_id"] == told["id"]
        assert row["prompt"][-1]["content"].endswith(line["goal"])
        assert row["reward_model"]["ground_truth"] == row["reward_spec"]["ground_truth"] == ""
        assert {message["role"] for message in row["prompt"]} == {"system", "user"}


def test_messages_have_tools(file: Path, tmp_path: Path) -> None:
    row = datasets.load_dataset(str(run("messages", file, tmp_path / "out")))["train"][made.PICTURED]
    assert row["tools"] == tool_schemas()
    calls = [call["function"] for message in row["messages"] for call in message["tool_calls"] or ()]
    assert calls == [step["action"] for step in made.rows()[made.PICTURED]["steps"]]
    pictured = datasets.load_dataset(str(run("messages", file, tmp_path / "pictured", images=True)))["train"][made.PICTURED]
    blocks = [part["type"] for message in pictured["messages"] for part in message["content"]]
    assert blocks.count("image") == len(pictured["images"]) == len(calls)
    assert all(isinstance(picture, Image.Image) for picture in pictured["images"])
    content = BytesIO()
    pictured["images"][0].save(content, "png")
    assert content.getvalue()
