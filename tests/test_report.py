"""The report: complete where the run is, honest where it is not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib import rc_context

from tests.made_run import make_run
from webgen import plots
from webgen.errors import InputError
from webgen.plots import Line, Mark
from webgen.report import AGENTS, read_run, verdict_line, write
from webgen.shares import percent


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
    charts = re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    assert [drawn(chart).attrib["aria-label"].partition(" by ")[0] for chart in charts] == [
        "solved", "agreement", "success", "success", "what the teacher chose",
    ]  # fmt: skip
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))


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


ODD = "a <b> & \"c\" costs $5 or $6\x01"
READ = ODD[:-1]  # what no page can hold is left out


def drawn(chart: str) -> ElementTree.Element:
    return ElementTree.fromstring(chart)


def texts(chart: str) -> list[str]:
    return [node.text or "" for node in drawn(chart).iter("text")]


def place(chart: str, text: str) -> tuple[float, float]:
    """Return where a label that stands once in a chart is anchored."""
    (found,) = [node for node in drawn(chart).iter("text") if node.text == text]
    return float(found.attrib["x"]), float(found.attrib["y"])


def titled(chart: str, title: str) -> list[ElementTree.Element]:
    """Return the paths that show a title."""
    groups = [node for node in drawn(chart).iter("g") if node.findtext("title") == title]
    return [path for node in groups for path in node.iter("path")]


def numbers(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text)]


def dot(chart: str, title: str) -> tuple[float, float]:
    """Return where the dot with a title has its middle."""
    (found,) = [path.attrib["transform"] for path in titled(chart, title) if "transform" in path.attrib]
    x, y = numbers(found)
    return x, y


def every_chart() -> list[str]:
    return [
        plots.line_chart([Line(ODD, ((0, 0.1), (3, 0.9)), ((0, 0.0, 0.2), (3, 0.8, 1.0)))], x_label=ODD, y_label=ODD),
        plots.line_chart([Line(ODD, ((2, 5.0),))], x_label=ODD, y_label="y", y_range=None),
        plots.interval_chart({ODD: [Mark(0.5, 0.4, 0.6, title=ODD)]}, label=ODD),
        plots.heat_map({ODD: [0.0, 1.0]}, label=ODD, x_label="x", notes={ODD: "1"}),
    ]


def test_a_chart_is_one_element_with_its_labels_as_they_are() -> None:
    for chart in every_chart():
        root = drawn(chart)
        assert root.tag == "svg"
        assert [root.get("class"), root.get("role"), root.get("width"), root.get("height")] == ["chart", "img", None, None]
        assert READ in root.attrib["aria-label"]
        assert READ in texts(chart)
        assert any(READ in (node.text or "") for node in root.iter("title"))
        assert "<b>" not in chart


def test_charts_are_the_same_every_time_whatever_matplotlib_is_told() -> None:
    before = every_chart()
    with rc_context({"font.size": 30, "axes.facecolor": "red", "text.usetex": False, "svg.fonttype": "path"}):
        assert every_chart() == before


def test_charts_share_a_page() -> None:
    for chart in every_chart():
        for node in drawn(chart).iter():
            assert node.tag in {"svg", "g", "path", "text", "title"}  # no style sheet that would reach the whole page
            assert not {"id", "href"} & set(node.keys())
        assert not re.search(r"url\(|font-family|#[0-9a-f]{6}|xmlns|<\?|<!", chart)
        assert set(re.findall(r"var\(--(\w+)\)", chart)) <= {"c0", "heat", "ink", "soft", "line"}


def test_where_there_is_nothing_to_draw_there_is_no_chart() -> None:
    assert plots.line_chart([], x_label="x", y_label="y") == ""
    assert plots.line_chart([Line("a", ())], x_label="x", y_label="y") == ""
    assert plots.interval_chart({}, label="x") == ""
    assert plots.heat_map({}, label="x", x_label="x") == ""


def test_lines_run_through_their_values() -> None:
    points = ((0, 0.2), (2, 0.8), (4, 0.4), (6, 7.0))
    chart = plots.line_chart([Line("a", points, (), 2, True)], x_label="x", y_label="y")
    dots = [dot(chart, f"a: {y:.3g} at {x:g}") for x, y in points]
    baseline = place(chart, "20 %")[1] - dots[0][1]
    for (across, up), (x, y) in zip(dots, points, strict=True):
        assert across == pytest.approx(place(chart, f"{x}")[0], abs=0.01)
        assert up == pytest.approx(place(chart, percent(min(y, 1)))[1] - baseline, abs=0.01)
    lines = [node for node in drawn(chart).iter("path") if "stroke: var(--c2)" in node.get("style", "")]
    assert len(lines) == 1
    assert "stroke-dasharray: 5,4" in lines[0].attrib["style"]
    assert numbers(lines[0].attrib["d"]) == pytest.approx([part for point in dots for part in point], abs=0.01)


def test_a_band_reaches_from_its_lows_to_its_highs() -> None:
    chart = plots.line_chart([Line("a", ((0, 0.4), (1, 0.6)), ((0, 0.2, 0.6), (1, 0.4, 1.0)), 1)], x_label="x", y_label="y")
    (band,) = [node for node in drawn(chart).iter("path") if "fill-opacity" in node.get("style", "")]
    down = numbers(band.attrib["transform"])[1]
    heights = [down + y for y in numbers(band.attrib["d"])[1::2]]
    unit = (dot(chart, "a: 0.4 at 0")[1] - dot(chart, "a: 0.6 at 1")[1]) / 0.2
    assert max(heights) - dot(chart, "a: 0.4 at 0")[1] == pytest.approx(0.2 * unit, abs=0.01)
    assert dot(chart, "a: 0.6 at 1")[1] - min(heights) == pytest.approx(0.4 * unit, abs=0.01)


def test_long_lines_have_no_dots() -> None:
    for count, dots in ((40, 40), (41, 0)):
        chart = plots.line_chart([Line("a", tuple((x, 0.5) for x in range(count)))], x_label="x", y_label="y")
        assert len(list(drawn(chart).iter("title"))) == dots


def test_intervals_lie_on_the_scale_in_their_rows() -> None:
    marks = [Mark(0.5, 0.25, 0.75, 1, "first"), Mark(1.0, 0.5, 1.0, 2, "second")]
    chart = plots.interval_chart({"one": marks, "two": [Mark(0.0, 0.0, 0.25, 3, "third")]}, label="x")
    scale = {share: place(chart, percent(share))[0] for share in (0, 0.25, 0.5, 0.75, 1)}
    for title, value, low, high, paint in (("first", 0.5, 0.25, 0.75, 1), ("second", 1, 0.5, 1, 2), ("third", 0, 0, 0.25, 3)):
        bar, _ = titled(chart, title)
        x, y = dot(chart, title)
        assert x == pytest.approx(scale[value], abs=0.01)
        assert numbers(bar.attrib["d"]) == pytest.approx([scale[low], y, scale[high], y], abs=0.01)
        assert all(f"var(--c{paint})" in path.attrib["style"] for path in titled(chart, title))
    rows = {name: place(chart, name)[1] for name in ("one", "two")}
    first, second, third = (dot(chart, title)[1] for title in ("first", "second", "third"))
    assert first < second < third
    assert rows["one"] - (first + second) / 2 == pytest.approx(rows["two"] - third, abs=0.01)


def test_cells_are_the_stronger_the_larger_their_share() -> None:
    chart = plots.heat_map({"one": [0.1, 0.2, 0.4], "two": [0.0]}, label="x", x_label="x", notes={"two": "9 %"})
    strengths = []
    for column, share in enumerate(("10 %", "20 %", "40 %"), 1):
        (cell,) = titled(chart, f"one, {column}: {share}")
        across = numbers(cell.attrib["d"])[0::2]
        assert (min(across) + max(across)) / 2 == pytest.approx(place(chart, f"{column}")[0], abs=0.01)
        found = re.search(r"fill-opacity: ([\d.]+)", cell.attrib["style"])
        strengths.append(float(found[1]) if found else 1.0)
    assert strengths == pytest.approx([0.28, 0.52, 1.0])
    (below,) = titled(chart, "two, 1: 0 %")
    assert min(numbers(below.attrib["d"])[1::2]) > max(numbers(cell.attrib["d"])[1::2])
    assert place(chart, "9 %")[1] == pytest.approx(place(chart, "two")[1], abs=1)
    assert place(chart, "solved")[0] == place(chart, "9 %")[0]


def test_names_longer_than_the_chart_are_cut_and_strange_letters_kept() -> None:
    chart = plots.interval_chart({"x" * 500: [Mark(0.5, 0.4, 0.6)], "\u5546\u5e97": [Mark(0.5, 0.4, 0.6)]}, label="x")
    assert {"x" * 39 + "\u2026", "\u5546\u5e97"} <= set(texts(chart))
    assert place(chart, "0 %")[0] < 400
