"""The report of evaluations: complete, self-contained, and readable at two widths."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("torch")  # the players of these runs are the learner's

from agent.lines import fault_line
from agent.runs import EPISODES, SUMMARY
from tests.evaluation.made import made_run, outcome
from webgen.cli import run as command
from webgen.errors import InputError
from webgen.evaluation.folder import Book, is_run, read_run
from webgen.evaluation.outcome import about
from webgen.evaluation.report import COLOURS, build, chosen, headline, summarised
from webgen.generate import Knobs, level_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

LEVELS = ["--seeds", "60:66", "-k", "two_sites=0"]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    place = tmp_path_factory.mktemp("runs")
    for name in ("random", "oracle"):
        assert command(["eval", "-a", name, *LEVELS, "--attempts", "2" if name == "random" else "1", "-o", str(place / name)]) == 0
    return place / "random", place / "oracle"


def test_one_run_is_told_in_its_folder(folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = folders[0]
    assert command(["report", str(folder), "--no-pictures", "--traces", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    page = (folder / "report.html").read_text(encoding="utf-8")
    summary = json.loads((folder / SUMMARY).read_text())
    (found,) = told["runs"]
    assert {name: found[name] for name in ("success", "ci95", "episodes", "faults", "steps_ratio", "by")} == {
        name: summary[name] for name in ("success", "ci95", "episodes", "faults", "steps_ratio", "by")
    }
    assert headline(found) in page.replace("\u00a0", " ")
    links = re.findall(r'href="(traces/[^"]+)"', page)
    assert len(links) == len(set(links)) == 3
    assert all((folder / link).read_text(encoding="utf-8").startswith("<!doctype html>") for link in links)
    failures = found["failures"]
    assert sum(failures.values()) == found["episodes"] - round(found["success"] * found["episodes"])
    for name, count in failures.items():
        assert name.capitalize()[0] + name[1:] in page
        assert f"{count} of {found['episodes']} episodes" in page
    assert {row["name"] for row in told["measures"]} >= {"Solved", "pass@k", "pass^k", "Mistakes a step", "Unwanted changes", "Faults"}
    assert found["agent"] in (folder / "report.md").read_text(encoding="utf-8")


def test_the_page_needs_nothing_from_outside(folders: tuple[Path, Path], tmp_path: Path) -> None:
    assert command(["report", *map(str, folders), "--traces", "0", "-o", str(tmp_path)]) == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!data:)', page)
    assert "url(" not in page
    assert not (tmp_path / "traces").exists()


def test_several_runs_stand_side_by_side(folders: tuple[Path, Path]) -> None:
    made = build([read_run(folder) for folder in folders], traces=0)
    (one,) = made.facts["comparisons"]
    assert (one["a"], one["b"], one["levels"]) == ("oracle", "random", 6)
    assert one["sentence"].replace(" %", "\u00a0%") in made.files["report.html"].replace("&#43;", "+")
    assert all(len(row["values"]) == 2 for row in made.facts["measures"])
    table = made.files["report.md"]
    rows = [line for line in table.splitlines() if line.startswith("| Solved")]
    assert len(rows) == 1
    assert rows[0].count("|") == 4
    assert "&" not in table
    assert all("are episodes: 6 of random;" in made.files[name] for name in ("report.html", "report.md"))  # its second attempts


def test_the_folder_of_several_has_to_be_named(folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["report", *map(str, folders)]) == 2
    assert "--out" in capsys.readouterr().err


def test_what_is_no_run_is_refused(folders: tuple[Path, Path], tmp_path: Path) -> None:
    assert is_run(folders[0])
    (tmp_path / EPISODES).write_text('{"stage": "random"}\n')
    assert not is_run(tmp_path)
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(InputError, match="holds no run"):
            read_run(folder)
    (tmp_path / EPISODES).write_text('{"run":"x"}\n')
    with pytest.raises(InputError, match="line 1"):
        read_run(tmp_path)


def test_a_page_is_made_of_any_episode_of_the_report(folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order = ["trace", "-e", "twin", "-o", str(tmp_path / "one.html"), "--json"]
    for file in (folders[0], folders[0] / EPISODES):
        assert command([*order, str(file), "--level", "3", "--attempt", "1"]) == 0
        told = json.loads(capsys.readouterr().out)
        (line,) = (one for one in read_run(folders[0]).lines if (one["number"], one["attempt"]) == (3, 1))
        assert (told["steps"], told["ending"], told["problems"]) == (len(line["steps"]), line["ending"], [])
    for wrong, why in ((["--level", "9"], "no episode of level 9"), (["--attempt", "1"], "--level"), (["--level", "0", "-n", "2"], "one of them")):
        assert command([*order, str(folders[0]), *wrong]) == 2
        assert why in capsys.readouterr().err
    other = tmp_path / "demos.jsonl"
    other.write_bytes((folders[0] / EPISODES).read_bytes())
    assert command([*order, str(other), "--level", "0"]) == 2
    assert "--level is for evaluations" in capsys.readouterr().err


def test_a_run_that_was_not_finished_says_so(folders: tuple[Path, Path], tmp_path: Path) -> None:
    lines = (folders[0] / EPISODES).read_bytes().splitlines(keepends=True)
    (tmp_path / EPISODES).write_bytes(b"".join(lines[:5]) + lines[5][:50])
    run = read_run(tmp_path)
    assert (len(run.outcomes), run.name) == (5, "random")
    made = build([run], traces=0)
    assert any("was not finished" in item for item in made.facts["missing"])
    assert "was not finished" in made.files["report.html"]


def test_pages_are_of_failures_of_each_kind_and_a_success() -> None:
    failed = [outcome(number, False) for number in range(9)]
    other = [outcome(20, False, ending="limit"), outcome(21, False, ending="fault")]
    run = made_run("x", [*failed, *other, outcome(30, True, steps=3), outcome(31, True, steps=9), outcome(32, True, steps=5)])
    assert chosen(run, 4) == [(0, 0), (20, 0), (1, 0), (32, 0)]
    assert chosen(run, 1) == [(0, 0)]
    assert len(chosen(run, 99)) == 13
    assert chosen(made_run("y", [outcome(30, True)]), 2) == [(30, 0)]


def test_many_runs_are_all_drawn_as_far_as_there_are_colours() -> None:
    runs = [made_run(f"player {number}", [outcome(level, level > number) for level in range(12)]) for number in range(len(COLOURS) + 2)]
    made = build(runs, traces=0)
    page = made.files["report.html"]
    assert len(set(COLOURS)) == len(COLOURS) > 4
    for place, run in enumerate(runs):
        drawn = place < len(COLOURS)
        assert (f"<title>{run.name}, edit: " in page) == drawn
        assert (f"</svg> {run.name}</li>" in page) == drawn
        assert f"<strong>{run.name}</strong>" in page
    assert all(re.search(rf"--c{colour}: #", page) and f".s{colour} circle" in page for colour in COLOURS)
    assert f"Of {len(runs)} players the charts show the first {len(COLOURS)}" in page
    assert "the charts show the first" not in build(runs[:2], traces=0).files["report.html"]


def test_several_attempts_say_of_how_many_levels_they_are() -> None:
    episodes = [outcome(level, True, attempt=attempt, ending="fault" if (level, attempt) == (0, 1) else "done") for level in range(3) for attempt in range(2)]
    made = build([made_run("x", episodes)], traces=0)
    assert made.facts["runs"][0]["pass_levels"] == {"1": 3, "2": 2}
    assert any("(k = 2: 2)" in item for item in made.missing)
    whole = build([made_run("x", [one for one in episodes if one.number])], traces=0)
    assert whole.facts["runs"][0]["pass_levels"] == {"1": 2, "2": 2}
    assert whole.missing == []


def test_the_headline_counts_and_says_what_it_leaves_out() -> None:
    many = made_run("x", [outcome(number, number == 0) for number in range(19_200)])
    assert headline(summarised(many)).startswith("x solves <1 % (1 of 19200 episodes;")
    some = made_run("x", [outcome(0, True), outcome(1, True, ending="fault")])
    some.header = {"levels": 4, "attempts": 1}
    assert headline(summarised(some)).endswith(", not counting 1 fault and 2 missing episodes.")
    none = made_run("x", [outcome(number, True, ending="fault", attempt=attempt) for number in range(2) for attempt in range(2)])
    made = build([none], traces=0)
    assert headline(made.facts["runs"][0]) == "Of x no episode could be counted (4 faults)."
    assert made.facts["runs"][0]["errors_per_step"] is None
    assert "at k" not in made.files["report.md"]


def test_an_unfinished_run_is_of_the_suite_that_its_header_names(tmp_path: Path) -> None:
    suite = {"name": "made", "sha256": "b" * 64, "levels": 3}
    run = made_run("x", [outcome(0, True)])
    run.summary, run.header = {}, {"agent": "x", "suite": suite, "levels": 3, "attempts": 1}
    made = build([run], traces=0)
    assert made.facts["runs"][0]["suite"] == suite
    assert "made (bbbbbbbbbbbb)" in made.files["report.html"]
    assert "levels of seeds" not in made.files["report.html"]


def test_only_axes_of_novelty_are_called_new() -> None:
    for parts, name, md in ((("seen", "words"), "What is seen in training, and what is new", "Seen and unseen"),
                            (("side-effects", "injection"), "By part of the suite", "By part of the suite")):  # fmt: skip
        made = build([made_run("x", [outcome(number, True, part=part) for number, part in enumerate(parts)])], traces=0)
        page, text = made.files["report.html"], made.files["report.md"]
        assert f"<h2>{name}</h2>" in page
        assert f"## {md}\n" in text
        assert ("never used in training" in page) == ("seen" in parts)
        assert ("gap" in text.lower()) == ("seen" in parts)


def test_almost_all_is_not_all() -> None:
    run = made_run("x", [outcome(number, number > 0) for number in range(300)])
    made = build([run, made_run("y", [outcome(number, number == 0) for number in range(300)])], traces=0)
    text = made.files["report.html"].replace("\u00a0", " ").replace("&lt;", "<").replace("&gt;", ">")
    assert '<td class="n">>99 %</td>' in text
    assert '<td class="n"><1 %</td>' in text
    for page in (text, made.files["report.md"]):
        assert "99.7 % (98 to >99) of 300" in page
        assert "0.3 % (<1 to 2) of 300" in page
    assert "x solves >99 % (299 of 300 episodes; 95 % interval 98 % to >99 %)." in made.files["report.md"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_it_reads_well_in_a_browser(folders: tuple[Path, Path], tmp_path: Path, page: Page, width: int) -> None:
    arguments: list[Any] = ["report", *map(str, folders), "--traces", "1", "-o", str(tmp_path)]
    assert command([*arguments, "--no-pictures" if width == 390 else "--pictures"]) == 0
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: troubles.append(request.url) if not request.url.startswith(("file:", "data:")) else None)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((tmp_path / "report.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("h1").count() == 1
    headings = page.locator("h2").all_inner_texts()
    assert headings[:3] == ["Result", "Who is better", "Measures"]
    assert headings[-2:] == ["How episodes ended", "How this was made"]
    for chart in page.locator("svg.chart").all():
        box = chart.bounding_box()
        assert box is not None
        assert box["width"] >= 300
    page.get_by_role("link", name="Step by step").first.click()
    page.wait_for_load_state()
    assert "traces/" in page.url
    assert page.locator("section").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator(".shot img").count() == (0 if width == 390 else page.locator("section").count())
    assert troubles == []


def test_the_other_commands(folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    random, oracle = map(str, folders)
    assert command(["compare", oracle, random, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["a"], found["levels"]) == ("oracle", 6)
    assert command(["compare", oracle, random]) == 0
    assert found["dominance"]["point"] == "A"
    told = " ".join(capsys.readouterr().out.split())
    assert "oracle dominates random" in told
    assert "are episodes: 6 of random;" in told
    assert command(["matrix", oracle, random, "--json"]) == 0
    assert [row["agent"] for row in json.loads(capsys.readouterr().out)["rows"]] == ["oracle", "random"]
    assert command(["matrix", oracle]) == 0
    assert "oracle" in capsys.readouterr().out
    assert command(["compare", oracle, "/nowhere"]) == 2


def test_the_command_says_why_it_tells_no_gap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    level = level_of(3, Knobs(workflows=("delete",), two_sites=0))
    with Book(tmp_path, "mark", 1, 1) as book:
        line = fault_line(level, "twin", "somebody", "", {}, 0.1)
        book.add(0, 0, line | {"ending": "limit", "about": about(level, {level.id: "words"})})
    assert command(["matrix", str(tmp_path)]) == 0
    assert "nothing of the part seen was played" in " ".join(capsys.readouterr().out.split())


def test_the_command_says_where_a_suite_has_no_unseen_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    level = level_of(3, Knobs(workflows=("delete",), two_sites=0))
    with Book(tmp_path, "mark", 1, 1, {"suite": {"name": "safety"}}) as book:
        line = fault_line(level, "twin", "somebody", "", {}, 0.1)
        book.add(0, 0, line | {"ending": "limit", "about": about(level, {level.id: "injection"})})
    assert command(["matrix", str(tmp_path)]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "the suite safety has no unseen parts" in told
    assert "seen (95 %)" not in told
