"""The code of docs/exports.md runs, and the page names every format and column."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.demos import made
from webgen.demos.export import export, order_of
from webgen.demos.exports.base import Options, exporters

datasets = pytest.importorskip("datasets", reason="pip install 'webgen-gym[exports]'")
pytest.importorskip("minari", reason="pip install 'webgen-gym[exports]'")
pytestmark = pytest.mark.filterwarnings("ignore")  # of other people's libraries
TEXT = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", TEXT, flags=re.DOTALL | re.MULTILINE))
CODE = {name: re.findall(r"```python\n(.*?)```", section, flags=re.DOTALL) for name, section in SECTIONS.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("page")


def test_every_format_has_a_section() -> None:
    assert list(SECTIONS) == re.findall(r"^\| `(\w+)` \|", TEXT, flags=re.MULTILINE)
    assert set(SECTIONS) == set(exporters())
    assert all(CODE[name] for name in SECTIONS if name != "trace")


@pytest.mark.parametrize("name", [name for name in SECTIONS if name != "trace"])
def test_the_code_runs(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "atif":
        pytest.importorskip("nat.atif", reason="pip install nvidia-nat-atif")
    monkeypatch.setenv("MINARI_DATASETS_PATH", "")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", folder / "cache")
    monkeypatch.chdir(folder)
    (folder / "exports").mkdir(exist_ok=True)
    assert not export(order_of(name, made.write(folder), (), Options()), folder / "exports" / name).left_out
    for code in CODE[name]:
        exec(compile(code, f"docs/exports.md ({name})", "exec"), {})


@pytest.mark.parametrize("name", ["parquet", "messages", "prompts", "mind2web"])
def test_every_column_is_named(name: str, folder: Path) -> None:
    out = folder / f"columns-{name}"
    export(order_of(name, made.write(folder), (), Options()), out)
    columns = datasets.Dataset.from_parquet(str(out / "train.parquet"), cache_dir=str(folder / "cache")).column_names
    common = re.search(r"Most tables say of a row: (.*)\n", TEXT)
    assert common is not None
    named = set(re.findall(r"`(\w+)`", SECTIONS[name] + common[1]))
    assert set(columns) <= named
