"""Trainers take the exports: TRL's supervised and GRPO trainers, the data sets of verl and SkyRL."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.demos import made
from webgen.demos.export import export, order_of
from webgen.demos.exports.base import Options

datasets = pytest.importorskip("datasets", reason="pip install 'webgen-gym[exports]'")
trl = pytest.importorskip("trl", reason="pip install trl")
transformers = pytest.importorskip("transformers", reason="pip install transformers")
torch = pytest.importorskip("torch", reason="pip install 'webgen-gym[train]'")
pytestmark = pytest.mark.filterwarnings("ignore")  # of other people's libraries
TEMPLATES = Path(trl.__file__).parent / "chat_templates"
CONSUMERS = Path(sys.prefix) / "consumers"  # verl and SkyRL, without what they need for training; see the Makefile


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.write(tmp_path_factory.mktemp("made"))


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


def rows(name: str, file: Path, out: Path, **options: Any) -> Any:
    assert not export(order_of(name, file, (), Options(**options)), out).left_out
    return datasets.load_dataset(str(out))["train"]


@pytest.fixture(scope="module")
def tokenizer(file: Path) -> Any:
    """A tokenizer trained on the pages themselves, with the chat template of Qwen3 that TRL ships for training."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from tokenizers.trainers import BpeTrainer

    texts = [step["text"] for row in made.rows() for step in row["steps"] if "text" in step]
    own = Tokenizer(models.BPE())
    own.pre_tokenizer, own.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    own.train_from_iterator(texts, BpeTrainer(vocab_size=1500, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    found = transformers.PreTrainedTokenizerFast(tokenizer_object=own, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    found.chat_template = (TEMPLATES / "qwen3_training.jinja").read_text()
    return found


@pytest.fixture
def model(tokenizer: Any) -> Iterator[Any]:
    """A tiny language model, its weights drawn at random; one thread is enough for it."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    config = transformers.Qwen3Config(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=1, head_dim=8, max_position_embeddings=16384, pad_token_id=0, eos_token_id=2, bos_token_id=None,
    )  # fmt: skip
    yield transformers.Qwen3ForCausalLM(config)
    torch.set_num_threads(threads)


def settings(out: Path, **more: Any) -> dict[str, Any]:
    return {"output_dir": str(out), "max_steps": 1, "use_cpu": True, "bf16": False, "report_to": "none", "save_strategy": "no", "disable_tqdm": True, **more}


def learnt(trainer: Any, tokenizer: Any) -> list[str]:
    """Return what the loss is taken on, in words, a batch's rows."""
    batch = next(iter(trainer.get_train_dataloader()))
    labels = batch["labels"]
    return [tokenizer.decode([token for token in row.tolist() if token != -100]) for row in labels]


@pytest.mark.parametrize("template", ["qwen3.jinja", "qwen2_5.jinja", "glm4moe.jinja"])
def test_templates_render_the_messages(template: str, file: Path, tokenizer: Any, tmp_path: Path) -> None:
    data = rows("messages", file, tmp_path / "out")
    for row in data:
        text = tokenizer.apply_chat_template(row["messages"], tools=row["tools"], tokenize=False, chat_template=(TEMPLATES / template).read_text())
        for message in row["messages"]:
            assert message["content"].strip() in text
            for call in message["tool_calls"] or ():
                assert call["function"]["name"] in text
                assert all(str(value) in text for value in call["function"]["arguments"].values() if isinstance(value, str))
        assert "browser_select_option" in text  # a tool that nobody called


def test_a_template_renders_pictures(file: Path, tokenizer: Any, tmp_path: Path) -> None:
    row = rows("messages", file, tmp_path / "out", images=True)[made.PICTURED]
    text = tokenizer.apply_chat_template(row["messages"], tools=row["tools"], tokenize=False, chat_template=(TEMPLATES / "qwen3_vl.jinja").read_text())
    assert text.count("<|image_pad|>") == len(row["images"]) > 1


def test_trl_takes_a_step_on_episodes(file: Path, tokenizer: Any, model: Any, tmp_path: Path) -> None:
    data = rows("messages", file, tmp_path / "out").select([made.PICTURED, made.TOLD])
    before = {name: value.clone() for name, value in model.named_parameters()}
    config = trl.SFTConfig(**settings(tmp_path / "run", per_device_train_batch_size=2, max_length=None, assistant_only_loss=True, learning_rate=0.1))
    trainer = trl.SFTTrainer(model=model, args=config, train_dataset=data, processing_class=tokenizer)
    words = sorted(learnt(trainer, tokenizer))
    acted = [sum(step["action"] is not None for step in made.rows()[number]["steps"]) for number in (made.PICTURED, made.TOLD)]
    assert sorted(text.count("<tool_call>") for text in words) == sorted(acted)
    assert not any("### Snapshot" in text for text in words)
    assert any("Because of" in text for text in words)  # the expert's reasons are learnt
    assert math.isfinite(trainer.train().training_loss)
    assert any(not torch.equal(before[name], value) for name, value in model.named_parameters())


def test_trl_takes_a_step_on_answers_and_never_on_mistakes(file: Path, tokenizer: Any, model: Any, tmp_path: Path) -> None:
    data = rows("messages", file, tmp_path / "out", history="last")
    assert len(data) == sum(step["action"] is not None and not step.get("mistake") for row in made.rows() for step in row["steps"])
    mistaken = [row for row in data if row["line"].startswith("train-demos-000003")]
    assert "e99999" in str(mistaken[0]["prompt"])
    assert not any("e99999" in str(row["completion"]) for row in data)
    config = trl.SFTConfig(**settings(tmp_path / "run", per_device_train_batch_size=3, max_length=None))
    trainer = trl.SFTTrainer(model=model, args=config, train_dataset=datasets.concatenate_datasets([data.select([5, 6]), data.select([len(data) - 1])]), processing_class=tokenizer)
    for text in learnt(trainer, tokenizer):
        assert text.count("<tool_call>") == 1
        assert "### Goal" not in text
    assert math.isfinite(trainer.train().training_loss)


def test_trl_takes_a_step_on_prompts(file: Path, tokenizer: Any, model: Any, tmp_path: Path) -> None:
    data = rows("prompts", file, tmp_path / "out")
    seen: list[dict[str, Any]] = []

    def reward(completions: list[Any], level: list[str], task_id: list[str], **_: Any) -> list[float]:
        seen.extend({"level": json.loads(one), "id": name} for one, name in zip(level, task_id, strict=True))
        return [float(len(str(one)) % 2) for one in completions]

    config = trl.GRPOConfig(**settings(tmp_path / "run", per_device_train_batch_size=2, num_generations=2, max_completion_length=4))
    trainer = trl.GRPOTrainer(model=model, reward_funcs=reward, args=config, train_dataset=data, processing_class=tokenizer)
    assert math.isfinite(trainer.train().training_loss)
    assert seen
    assert all(one["level"]["id"] == one["id"] for one in seen)


# ---- verl and SkyRL, whose data sets are read without the rest of them

READ = """
import json, sys, types
root, path, tokenizer = sys.argv[1:]
sys.path.insert(0, root)
package = types.ModuleType("verl")  # its own __init__ wants ray, which reading data does not
package.__path__ = [root + "/verl"]
sys.modules["verl"] = package
from omegaconf import OmegaConf
from transformers import AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained(tokenizer)
if __name__ == "__main__":
    from skyrl.train.dataset import PromptDataset
    from verl.utils.dataset.rl_dataset import RLHFDataset, collate_fn
    config = OmegaConf.create({"max_prompt_length": 4096, "filter_overlong_prompts": True, "filter_overlong_prompts_workers": 1,
                               "return_raw_chat": True, "cache_dir": path + ".verl"})
    verl = RLHFDataset(data_files=path, tokenizer=tokenizer, config=config)
    batch = collate_fn([verl[index] for index in range(len(verl))])
    sky = PromptDataset(path, tokenizer, max_prompt_length=4096, num_workers=1)
    told = {
        "verl": {"rows": len(verl), "keys": sorted(batch), "agents": list(batch["agent_name"]), "index": [int(i) for i in batch["index"]],
                 "prompts": [list(one) for one in batch["raw_prompt"]], "extra": [dict(one) for one in batch["extra_info"]],
                 "truth": [one["ground_truth"] for one in batch["reward_model"]]},
        "skyrl": sky.collate_fn([sky[index] for index in range(len(sky))]),
    }
    print("TOLD" + json.dumps(told))
"""


def test_verl_and_skyrl_read_the_prompts(file: Path, tokenizer: Any, tmp_path: Path) -> None:
    pytest.importorskip("omegaconf", reason="pip install omegaconf")
    pytest.importorskip("loguru", reason="pip install loguru")
    if not (CONSUMERS / "verl").is_dir() or not (CONSUMERS / "skyrl").is_dir():
        pytest.skip(f"pip install --no-deps --target {CONSUMERS} verl skyrl")
    data = rows("prompts", file, tmp_path / "out")
    tokenizer.save_pretrained(tmp_path / "tokenizer")
    (tmp_path / "read.py").write_text(READ)
    ran = subprocess.run(
        [sys.executable, str(tmp_path / "read.py"), str(CONSUMERS), str(tmp_path / "out" / "train.parquet"), str(tmp_path / "tokenizer")],
        capture_output=True, text=True, timeout=180, check=False, cwd=tmp_path,
        env={"PATH": "", "HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    told = json.loads(next(line for line in ran.stdout.splitlines() if line.startswith("TOLD"))[4:])
    assert told["verl"]["rows"] == len(told["skyrl"]) == 4
    assert told["verl"]["agents"] == ["webgen"] * 4
    assert told["verl"]["index"] == [0, 1, 2, 3]
    assert told["verl"]["truth"] == [""] * 4
    for number, row in enumerate(data):
        assert told["verl"]["prompts"][number] == told["skyrl"][number]["prompt"] == row["prompt"]
        assert told["verl"]["extra"][number] == row["extra_info"]
        assert told["skyrl"][number]["env_class"] == "webgen"
        assert told["skyrl"][number]["env_extras"]["level"] == row["level"]
