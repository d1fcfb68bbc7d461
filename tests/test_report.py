"""The report: complete where the run is, honest where it is not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.made_run import make_run
from webgen import plots
from webgen.errors import InputError
from webgen.plots import Line, Mark
from webgen.report import AGENTS, read_run, verdict_line, write


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("runs") / "demo")


@pytest.mark.browser
def test_a_whole_run_gives_a_whole_page(run: Path) -> None:
    page = write(run).read_text(encoding="utf-8")
    facts = json.loads((run / "report.json").read_text(encoding="utf-8"))
    assert [row["name"] for row in facts["results"]] == list(AGENTS)
    assert "The trained agent solves 72 %" in page
    assert facts["missing"] == []
    assert page.count('src="data:image/png;base64,') >= 12
    assert len(facts["stories"]) == 3
    assert [story["who"] for story in facts["stories"]] == ["the trained agent"] * 2 + ["the expert"]
    assert all(story["success"] for story in facts["stories"])
    for chart in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        ElementTree.fromstring(chart)


@pytest.mark.browser
def test_the_page_needs_nothing_from_outside(run: Path) -> None:
    page = write(run, pictures=False).read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!data:)', page)
    assert "url(" not in page


def test_parts_that_are_missing_are_named(run: Path, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text((run / "log.jsonl").read_text() + '{"what": "pp')
    page = write(tmp_path, pictures=False).read_text(encoding="utf-8")
    for name in ("summary.json", "teacher.jsonl", "episodes.jsonl"):
        assert name in page
    assert "Success while learning" in page


def test_an_agent_that_was_not_evaluated_is_named(run: Path, tmp_path: Path) -> None:
    summary = json.loads((run / "summary.json").read_text())
    del summary["trained_heldout"]
    (tmp_path / "summary.json").write_text(json.dumps(summary))
    assert "trained_heldout was not evaluated" in write(tmp_path, pictures=False).read_text(encoding="utf-8")


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(InputError):
            read_run(folder)


def test_it_does_not_claim_what_the_intervals_do_not_show() -> None:
    row = {"name": "untrained", "success": 0.4, "low": 0.3, "high": 0.5}
    better = {"name": "trained", "success": 0.45, "low": 0.35, "high": 0.55}
    assert "does not show that it learnt" in verdict_line([row, better])
    assert "learning, not luck" in verdict_line([row, better | {"low": 0.6, "high": 0.8, "success": 0.7}])
    assert verdict_line([row]) == ""


def test_charts_are_well_formed_and_escape_their_labels() -> None:
    odd = "a <b> & \"c\""
    charts = (
        plots.line_chart([Line(odd, ((0, 0.1), (3, 0.9)), ((0, 0.0, 0.2), (3, 0.8, 1.0)))], x_label=odd, y_label=odd),
        plots.line_chart([Line(odd, ((2, 5.0),))], x_label="x", y_label="y", y_range=None),
        plots.interval_chart({odd: [Mark(0.5, 0.4, 0.6, title=odd)]}, label=odd),
        plots.heat_map({odd: [0.0, 1.0]}, label=odd, x_label="x", notes={odd: "1"}),
    )
    for chart in charts:
        assert ElementTree.fromstring(chart).tag == "svg"
    assert plots.line_chart([], x_label="x", y_label="y") == plots.interval_chart({}, label="x") == plots.heat_map({}, label="x", x_label="x") == ""
