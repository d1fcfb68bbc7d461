"""Filters, numbers and the gallery, on a small made set."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from webgen.cli import run
from webgen.demos.gallery import gallery_of, page, sample
from webgen.demos.noise import KINDS, REFUSED
from webgen.demos.record import demonstrate
from webgen.demos.sift import Sieve, moves, sift, similarity
from webgen.demos.tally import tally
from webgen.engines import kept
from webgen.errors import InputError
from webgen.features import difficulty
from webgen.generate import Knobs, level_of
from webgen.streams import Stream
from webgen.trajectory import Row

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLAIN = Knobs(friction=0, login=0, locales=("en",), domains=("shop",))
LEVELS = [
    level_of(60, PLAIN.model_copy(update={"workflows": ("setting",)})),
    level_of(61, PLAIN.model_copy(update={"workflows": ("edit",)})),
]


@pytest.fixture(scope="module")
def made() -> list[Row]:
    """Two levels: the first twice in one style, the second once without and once with mistakes."""
    twin = kept("twin")
    return [
        demonstrate(twin, LEVELS[0], "mouse"),
        demonstrate(twin, LEVELS[0], "mouse"),
        demonstrate(twin, LEVELS[1], "mouse"),
        demonstrate(twin, LEVELS[1], "keyboard", noise=1.0, stream=Stream(1)),
    ]


def written(rows: list[Row], path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def called(capsys: pytest.CaptureFixture[str], *args: str, status: int = 0) -> dict[str, Any]:
    assert run(["demos", *args, "--json"]) == status
    return dict(json.loads(capsys.readouterr().out))


# ---- filters


def test_what_is_the_same_is_near_identical(made: list[Row]) -> None:
    one, same, other, slipped = map(moves, made)
    assert similarity(one, same) == 1.0
    assert 0.0 <= similarity(one, other) < 0.5
    assert similarity(other, slipped) == similarity(slipped, other) < 1.0
    assert similarity((), ()) == 1.0
    assert similarity(("a", "b", "c", "d"), ("a", "x", "c", "d")) == 0.75
    assert similarity(("a", "b"), ("x", "y"), least=0.5) == 0.0
    assert similarity(tuple("abcxyzpq"), tuple("xyzabpq")) == 2 * 5 / 15  # the run xyz and then pq; nothing is before xyz in both


def test_refs_do_not_make_episodes_differ(made: list[Row]) -> None:
    row = json.loads(json.dumps(made[0]))
    for step in row["steps"]:
        if "target" in step["action"]["arguments"]:
            step["action"]["arguments"]["target"] = "e9"
    assert moves(row) == moves(made[0])
    row["steps"][0]["action"] = None
    assert moves(row) != moves(made[0])


def test_each_sieve_drops_what_it_says(made: list[Row]) -> None:
    lengths = [len(row["steps"]) for row in made]
    hard = [difficulty(level) for level in LEVELS]
    low, high = (0, 1) if hard[0] < hard[1] else (1, 0)
    between = sum(hard) / 2
    cases = [
        (Sieve(workflows=frozenset(("edit",))), [2, 3], "workflow"),
        (Sieve(domains=frozenset(("bank",))), [], "domain"),
        (Sieve(styles=frozenset(("keyboard",))), [3], "style"),
        (Sieve(length=(lengths[3], lengths[3])), [at for at in range(4) if lengths[at] == lengths[3]], "length"),
        (Sieve(difficulty=(between, 1.0)), [2 * high, 2 * high + 1], "difficulty"),
        (Sieve(difficulty=(0.0, between)), [2 * low, 2 * low + 1], "difficulty"),
        (Sieve(unique=1.0), [0, 2, 3], "near-identical"),
        (Sieve(unique=0.01), [0, 2], "near-identical"),
    ]
    for sieve, kept_places, why in cases:
        found = sift(made, sieve)
        assert found.kept == kept_places, why
        assert found.dropped == {why: 4 - len(kept_places)}
    assert sift(made, Sieve()).kept == [0, 1, 2, 3]
    failed = {**made[0], "verdict": {**made[0]["verdict"], "success": False}}
    assert sift([failed, made[0]], Sieve(solved=True)).dropped == {"not solved": 1}


def test_a_filtered_file_holds_the_same_lines(made: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(made, tmp_path / "a" / "demos.jsonl")
    out = tmp_path / "b.jsonl"
    found = called(capsys, "filter", str(path), "-o", str(out), "--unique", "1", "--length", "2:")
    assert found == {"kept": 3, "dropped": {"near-identical": 1}, "file": str(out)}
    lines = path.read_text().splitlines()
    assert out.read_text().splitlines() == [lines[0], lines[2], lines[3]]
    assert run(["demos", "replay", str(out)]) == 0
    assert run(["demos", "filter", str(path), "-o", str(out)]) == 2  # what is there is never written over


def test_pictures_and_traces_come_along_to_another_folder(made: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = json.loads(json.dumps(made[0]))
    row["steps"][0]["image"], row["trace"] = "demos.images/000002-01.png", "demos.traces/000002.zip"
    path = written([made[2], row], tmp_path / "a" / "demos.jsonl")
    for name in (row["steps"][0]["image"], row["trace"]):
        (path.parent / name).parent.mkdir()
        (path.parent / name).write_bytes(name.encode())
    assert run(["demos", "filter", str(path), "-o", str(path.with_name("c.jsonl"))]) == 0
    assert path.with_name("c.jsonl").read_bytes() == path.read_bytes()
    out = tmp_path / "b" / "c.jsonl"
    out.parent.mkdir()
    assert run(["demos", "filter", str(path), "-o", str(out), "--workflow", row["workflow"]]) == 0
    (moved,) = map(json.loads, out.read_text().splitlines())
    assert (moved["steps"][0]["image"], moved["trace"]) == ("c.images/000001-01.png", "c.traces/000001.zip")
    assert (out.parent / moved["steps"][0]["image"]).read_bytes() == row["steps"][0]["image"].encode()
    assert (out.parent / moved["trace"]).read_bytes() == row["trace"].encode()
    out.unlink()
    capsys.readouterr()
    assert run(["demos", "filter", str(path), "-o", str(out)]) == 2  # folders of somebody else
    assert "there already" in capsys.readouterr().err
    (path.parent / row["trace"]).unlink()
    assert run(["demos", "filter", str(path), "-o", str(tmp_path / "d.jsonl")]) == 2
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "b"]
    row["steps"][0]["image"] = "../secret.png"
    assert run(["demos", "filter", str(written([row], path)), "-o", str(tmp_path / "d.jsonl")]) == 2


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--difficulty", "1"], "A:B"),
        (["--length", "9:2"], "A:B"),
        (["--length", "a:b"], "A:B"),
        (["--unique", "0"], "above 0"),
        (["--workflow", "edti"], "edit"),
        (["--domain", "shopp"], "shop"),
        (["--style", "nope"], "mouse"),
        (["--domain", ","], "no name"),
        (["--style", ""], "no name"),
        (["--difficulty", ""], "A:B"),
        (["--length", ""], "A:B"),
    ],
)
def test_a_sieve_that_is_none_is_refused(
    options: list[str], told: str, made: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(made, tmp_path / "demos.jsonl")
    assert run(["demos", "filter", str(path), "-o", str(tmp_path / "out.jsonl"), *options]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out.jsonl").exists()


# ---- numbers


def test_the_numbers_are_those_of_the_lines(made: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(made, tmp_path / "demos.jsonl")
    found = called(capsys, "stats", str(path))
    assert found == tally(path)
    lengths = sorted(len(row["steps"]) for row in made)
    steps = [step for row in made for step in row["steps"]]
    wrong = sum(bool(step.get("mistake")) for step in steps)
    assert wrong > 0
    assert (found["demos"], found["solved"], found["levels"], found["steps"]) == (4, 4, 2, len(steps))
    assert found["length"] == {"p50": lengths[1], "p95": lengths[3], "max": lengths[3]}
    assert found["workflows"] == {"edit": 2, "setting": 2}
    assert found["domains"] == {"shop": 4}
    assert found["locales"] == {"en": 4}
    assert found["styles"] == {"mouse": 3, "keyboard": 1}
    assert sum(found["actions"].values()) == len(steps)
    assert found["actions"]["done"] == 4
    assert sum(found["difficulty"].values()) == 4
    assert (found["with_mistakes"], found["mistakes"], found["with_reasons"]) == (1, wrong, 4)
    assert found["bytes"] == {"lines": path.stat().st_size, "images": 0, "traces": 0}
    assert run(["demos", "stats", str(path)]) == 0
    assert "4 demonstrations of 2 levels" in capsys.readouterr().out


def test_lines_of_another_version_have_no_difficulty(made: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written([made[0], {**made[2], "level": {**made[2]["level"], "id": "0" * 16}}], tmp_path / "demos.jsonl")
    found = called(capsys, "stats", str(path))["difficulty"]
    assert found["made by another version"] == 1
    assert sum(found.values()) == 2
    found = called(capsys, "filter", str(path), "-o", str(tmp_path / "out.jsonl"), "--difficulty", "0:1")
    assert (found["kept"], found["dropped"]) == (1, {"difficulty not known: made by another version": 1})


def test_mistakes_are_counted_by_kind(made: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written([made[3]], tmp_path / "demos.jsonl")
    found = tally(path)
    assert set(found["mistake_kinds"]) <= set(KINDS)
    assert sum(found["mistake_kinds"].values()) == found["mistakes"] > 0
    assert found["refused_mistakes"] == sum(found["mistake_kinds"].get(kind, 0) for kind in REFUSED)
    assert run(["demos", "stats", str(path)]) == 0
    assert "were refused by the page" in capsys.readouterr().out


@pytest.mark.parametrize("order", [["replay"], ["filter", "-o", "OUT"], ["gallery", "-o", "OUT.html"], ["export", "jsonl", "-o", "OUT"]])
def test_an_empty_file_is_refused(order: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written([], tmp_path / "demos.jsonl")
    named = [item.replace("OUT", str(tmp_path / "out")) for item in order[1:]]
    place = [order[0], *named[:1], str(path), *named[1:]] if order[0] == "export" else [order[0], str(path), *named]
    assert run(["demos", *place]) == 2
    assert "holds no demonstration" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_file_has_numbers_too(tmp_path: Path) -> None:
    path = written([], tmp_path / "demos.jsonl")
    assert tally(path)["length"] == {"p50": 0, "p95": 0, "max": 0}
    assert run(["demos", "stats", str(path)]) == 0
    with pytest.raises(InputError, match="no demonstration"):
        gallery_of(path, 3, "twin")


# ---- the gallery


def test_a_sample_is_of_every_workflow_before_it_is_of_one_twice(made: list[Row]) -> None:
    assert {made[at]["workflow"] for at in sample(made, 2)} == {"edit", "setting"}
    assert sample(made, 9) == [0, 1, 2, 3]
    assert sample(made, 3) == sample(made, 3)


def test_a_gallery_tells_what_was_done_and_why(made: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(made, tmp_path / "demos.jsonl")
    text = page(gallery_of(path, 4, "twin"))
    assert text.count("<article") == 4
    assert text.count('class="mistake"') == sum(bool(step.get("mistake")) for row in made for step in row["steps"])
    assert "Say that it is done" in text
    assert "<script" not in text
    assert "http-equiv" not in text
    spoilt = [made[0], {**made[2], "level": {**made[2]["level"], "id": "0" * 16}}]
    broken = written(spoilt, tmp_path / "broken.jsonl")
    out = tmp_path / "g.html"
    assert called(capsys, "gallery", str(broken), "-o", str(out), "-e", "twin", status=1)["problems"][0].startswith("line 2:")
    assert run(["demos", "gallery", str(path), "-o", "demos.pdf"]) == 2


def test_a_gallery_names_a_bad_picture_and_shows_the_rest(made: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = json.loads(json.dumps(made[0]))
    row["steps"][0]["image"], row["steps"][1]["image"] = "bad.webp", "gone.webp"
    path = written([made[2], row], tmp_path / "demos.jsonl")
    (tmp_path / "bad.webp").write_bytes(b"RIFF0000WEBP")
    out = tmp_path / "g.html"
    problems = called(capsys, "gallery", str(path), "-o", str(out), "-e", "twin", status=1)["problems"]
    assert [item.partition(" cannot")[0] for item in problems] == ["line 2: the picture bad.webp is not a whole PNG or WebP", "line 2: the picture gone.webp"]
    assert out.read_text().count("<article") == 2


@pytest.mark.browser
@pytest.mark.slow
def test_a_gallery_has_pictures_and_fits_a_phone(made: list[Row], tmp_path: Path, page: Page) -> None:
    path = written(made[2:], tmp_path / "demos.jsonl")
    out = tmp_path / "g.html"
    assert run(["demos", "gallery", str(path), "-o", str(out), "-n", "1"]) == 0
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(out.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".shot img").count() > 0
        assert page.evaluate("[...document.images].every(image => image.naturalWidth === 480)")
        assert page.locator(".shot i").count() > 0
    order = [sys.executable, "-m", "webgen", "demos", "gallery", str(path), "-o", str(tmp_path / "g.png"), "-n", "1", "-e", "twin"]
    subprocess.run(order, check=True, capture_output=True)
    assert (tmp_path / "g.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
