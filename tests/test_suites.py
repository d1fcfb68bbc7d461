"""Suites: proven when frozen, and noticed when altered."""

from __future__ import annotations

import json
import lzma
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from webgen import check
from webgen.actions import Wait
from webgen.engines import kept
from webgen.episode import Episode
from webgen.errors import InputError, SpecError, UnknownName
from webgen.evaluation.outcome import about, read_outcome
from webgen.evaluation.results import ResultsReport, verify_results
from webgen.evaluation.summary import summary
from webgen.features import difficulty
from webgen.generate import Knobs, family_of, held_out
from webgen.judge import Verdict
from webgen.oracle import Oracle
from webgen.resources import folder
from webgen.spec import Level
from webgen.suites import (
    Part,
    Recipe,
    build,
    build_suite,
    draw,
    frozen_names,
    manifest_of,
    read_parts,
    read_recipe,
    read_suite,
    suite_names,
    verify_suite,
)
from webgen.suites import frozen as files
from webgen.suites.proof import Proven, prove_level, walk_of
from webgen.trajectory import Recorder, Row
from webgen.workflows.base import workflows

KNOBS = Knobs(workflows=("verb", "delete"), friction=0, satisfied=0, infeasible=0)
RECIPE = Recipe(
    name="tiny",
    title="Tiny",
    parts=(Part(name="one", count=1, first=7000, knobs=KNOBS), Part(name="two", count=1, first=9000, knobs=KNOBS)),
)
SHIPPED = sorted(path.stem for path in (folder("scenarios") / "suites").glob("*.toml"))


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("frozen")
    report = build_suite(RECIPE, "twin", base=base)
    assert (report.levels, report.proven, report.problems) == (2, 2, [])
    assert sorted(path.name for path in base.iterdir()) == ["tiny.json", "tiny.jsonl.xz", "tiny.walks.jsonl.xz"]
    return base


def copied(frozen: Path, base: Path) -> Path:
    for path in frozen.iterdir():
        (base / path.name).write_bytes(path.read_bytes())
    return base


def repacked(path: Path, change: object, value: object) -> None:
    """Alter the first line of a packed file."""
    rows = [json.loads(line) for line in lzma.decompress(path.read_bytes()).decode().splitlines()]
    rows[0][change] = value
    path.write_bytes(files.packed(json.dumps(row) for row in rows))


# ---- drawing


def test_a_recipe_draws_the_same_levels_again_and_none_twice() -> None:
    recipe = Recipe(name="x", title="X", parts=(Part(count=12, first=50_000, spread="families"),))
    first, again = ([level.id for _, _, level in draw(recipe)] for _ in range(2))
    assert first == again
    assert len(set(first)) == 12


def test_families_and_domains_take_turns() -> None:
    levels = [level for _, _, level in draw(Recipe(name="x", title="X", parts=(Part(count=21, first=90_000, spread="families"),)))]
    assert len({family_of(workflows()[level.task.workflow]) for level in levels}) == 21
    assert len({level.spec.task_site.domain for level in levels}) >= 18


def test_parts_keep_what_they_ask_for() -> None:
    part = Part(
        count=3, first=200_000, frictions=("injection",), steps=(12, 40), difficulty=(0.3, 0.9),
        knobs=Knobs(frictions=("injection",), friction=2, split="train"),
    )  # fmt: skip
    for _, seed, level in draw(Recipe(name="x", title="X", parts=(part,))):
        assert level.content_seed == seed
        assert level.spec.friction("injection")
        assert 12 <= len(walk_of(kept("twin"), level)["steps"]) <= 40
        assert 0.3 <= difficulty(level) <= 0.9
        assert not held_out(level.spec)


def test_a_part_that_nothing_fits_says_why() -> None:
    part = Part(count=1, first=0, steps=(900, 1000), knobs=KNOBS)
    with pytest.raises(SpecError, match="too short for 900 acts"):
        list(draw(Recipe(name="x", title="X", parts=(part,))))


@pytest.mark.parametrize(("wrong", "why"), [
    ({"frictions": ("injektion",)}, "part all: unknown friction 'injektion'. Did you mean 'injection'"),
    ({"difficulty": (0.8, 0.3)}, "part all: difficulty is least and most, not 0.8 and 0.3"),
    ({"steps": (30, 10)}, "part all: steps is least and most, not 30 and 10"),
])  # fmt: skip
def test_parts_that_nothing_can_fit_are_refused(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises((ValueError, InputError), match=re.escape(why)):
        Part(count=1, first=0, **wrong)


def test_other_files_in_the_folder_are_no_suites(frozen: Path, tmp_path: Path) -> None:
    shutil.copytree(frozen, tmp_path / "suites")
    (tmp_path / "suites" / "notes.json").write_text('{"mine": 1}')
    assert frozen_names(tmp_path / "suites") == ["tiny"]
    (tmp_path / "suites" / "damaged.json").write_text("{")
    assert frozen_names(tmp_path / "suites") == ["damaged", "tiny"]  # not passed over


def test_parts_that_share_seeds_or_names_are_refused() -> None:
    with pytest.raises(ValueError, match="share seeds"):
        Recipe(name="x", title="X", parts=(Part(name="a", count=5, first=0), Part(name="b", count=5, first=1000)))
    with pytest.raises(ValueError, match="one name"):
        Recipe(name="x", title="X", parts=(Part(count=1, first=0), Part(count=1, first=1000)))


@pytest.mark.parametrize("name", SHIPPED)
def test_recipes_can_be_read(name: str) -> None:
    assert read_recipe(folder("scenarios") / "suites" / f"{name}.toml").count >= 20


# ---- freezing


def test_a_frozen_suite_verifies(frozen: Path) -> None:
    report = verify_suite("tiny", "twin", base=frozen)
    assert report.as_json() == {"levels": 2, "proven": 2, "problems": []}
    levels = read_suite("tiny", frozen)
    assert read_parts("tiny", frozen) == {levels[0].id: "one", levels[1].id: "two"}
    assert [entry.steps for entry in manifest_of("tiny", frozen).levels] == [
        len(walk_of(kept("twin"), level)["steps"]) for level in levels
    ]


def test_freezing_again_writes_the_same_bytes(frozen: Path, tmp_path: Path) -> None:
    build_suite(RECIPE, "twin", base=tmp_path, jobs=2)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in frozen.iterdir()
    }


def test_any_changed_byte_is_found(frozen: Path, tmp_path: Path) -> None:
    for path in sorted(frozen.iterdir()):
        content = path.read_bytes()
        for at in (0, len(content) // 3, len(content) // 2, len(content) - 1):
            copied(frozen, tmp_path)
            (tmp_path / path.name).write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            assert verify_suite("tiny", "twin", base=tmp_path, quick=True).problems, (path.name, at)
            with pytest.raises((SpecError, UnknownName)):
                read_suite("tiny", tmp_path)


def test_an_altered_level_is_named(frozen: Path, tmp_path: Path) -> None:
    repacked(copied(frozen, tmp_path) / "tiny.jsonl.xz", "max_steps", 3)
    problems = verify_suite("tiny", "twin", base=tmp_path, quick=True).problems
    assert any("SHA-256" in problem for problem in problems)
    assert any(problem.startswith("level 1 is") for problem in problems)


def test_a_missing_file_is_found(frozen: Path, tmp_path: Path) -> None:
    (copied(frozen, tmp_path) / "tiny.walks.jsonl.xz").unlink()
    assert any("walks.jsonl.xz is missing" in problem for problem in verify_suite("tiny", "twin", base=tmp_path).problems)
    (tmp_path / "tiny.json").unlink()
    with pytest.raises(SpecError, match="lost its manifest"):
        read_suite("tiny", tmp_path)


def test_a_suite_of_another_format_says_by_whom_it_was_frozen(frozen: Path, tmp_path: Path) -> None:
    manifest = copied(frozen, tmp_path) / "tiny.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 9, "versions": {"webgen-gym": "7.0"}}))
    with pytest.raises(SpecError, match=r"format 9 .* frozen by 7\.0"):
        read_suite("tiny", tmp_path)


def test_a_level_that_plays_otherwise_is_told_with_step_and_versions(
    frozen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = copied(frozen, tmp_path)
    walks = [json.loads(line) for line in lzma.decompress((base / "tiny.walks.jsonl.xz").read_bytes()).decode().splitlines()]
    walks[1]["steps"][2]["snapshot"] = "0" * 16
    manifest = manifest_of("tiny", base).model_copy(update={"build": "anotherbuild"})
    files.write_suite(manifest, read_suite("tiny", base), walks, base)
    problems = verify_suite("tiny", "twin", base=base, quick=True).problems
    assert len(problems) == 2
    assert "the frozen walk: step 2 shows something else" in problems[0]
    assert "build anotherbuild then" in problems[1]


def test_a_level_that_does_not_hold_is_never_frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "idle", lambda engine, level: Verdict(True, (), ()))
    report = build_suite(RECIPE, "twin", base=tmp_path)
    assert report.proven == 0
    assert any("doing nothing is rewarded" in problem for problem in report.problems)
    assert not list(tmp_path.iterdir())


def test_an_interrupted_build_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proven: list[str] = []
    real = prove_level

    def once(level: Level, engine: str) -> Proven:
        if proven:
            raise KeyboardInterrupt
        proven.append(level.id)
        return real(level, engine)

    monkeypatch.setattr(build, "prove_level", once)
    with pytest.raises(KeyboardInterrupt):
        build_suite(RECIPE, "twin", base=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".tiny.building.jsonl"]
    again: list[str] = []

    def noting(level: Level, engine: str) -> Proven:
        again.append(level.id)
        return real(level, engine)

    monkeypatch.setattr(build, "prove_level", noting)
    assert not build_suite(RECIPE, "twin", base=tmp_path).problems
    assert len(again) == 1
    assert again != proven
    assert verify_suite("tiny", "twin", base=tmp_path, quick=True).proven == 2


def test_a_private_suite_hides_its_seeds_and_is_told_by_its_hash(frozen: Path, tmp_path: Path) -> None:
    hashes = []
    for secret in ("correct horse battery staple", "correct horse battery staple", "another secret altogether"):
        build_suite(RECIPE, "twin", base=tmp_path, secret=secret)
        hashes.append(manifest_of("tiny", tmp_path).hash)
    assert hashes[0] == hashes[1] != hashes[2]
    text = (tmp_path / "tiny.json").read_text()
    assert '"first"' not in text
    assert {entry.seed for entry in manifest_of("tiny", tmp_path).levels} == {None}
    assert not set(read_parts("tiny", tmp_path)) & set(read_parts("tiny", frozen))


@pytest.fixture(scope="module")
def episodes(frozen: Path) -> list[Row]:
    lines = []
    for number, level in enumerate(read_suite("tiny", frozen)):
        with Episode(kept("twin"), level) as episode:
            played = Recorder(episode)
            oracle = Oracle(level)
            while not played.act(oracle.act(episode.snapshot)).ended:
                pass
            lines.append(played.row("twin", "mouse", episode.verdict(), number=number, attempt=0, ending="done"))
    return lines


def told_of(lines: list[Row], frozen: Path, folder: Path) -> ResultsReport:
    path = folder / "episodes.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return verify_results("tiny", path, kept("twin"), base=frozen)


def test_results_are_replayed_on_the_suite(frozen: Path, episodes: list[Row], tmp_path: Path) -> None:
    report = told_of(episodes, frozen, tmp_path)
    assert report.problems == []
    assert (report.episodes, report.equal, report.levels, report.successes, report.asked) == (2, 2, 2, 2, 2)
    assert report.least == 1


def test_results_that_claim_too_much_are_found(frozen: Path, episodes: list[Row], tmp_path: Path) -> None:
    first, second = episodes
    short = first | {"steps": first["steps"][:-1]}
    long = first | {"steps": first["steps"][:1] * 400}
    for line, what in (
        (short, "the verdict differs"),
        (long, "step"),
        (first | {"level": first["level"] | {"id": "0" * 16}}, "is not of the suite"),
        (first | {"goal": "Do nothing."}, "the goal reads otherwise"),
        (first | {"verdict": first["verdict"] | {"success": False}}, "the verdict differs"),
    ):
        problems = told_of([line, second], frozen, tmp_path).problems
        assert {problem.partition(": ")[0] for problem in problems} == {"line 1"}, what
        assert what in problems[0]
    assert any("was played already" in problem for problem in told_of([first, second, first], frozen, tmp_path).problems)


@pytest.mark.parametrize(("change", "what"), [
    ({"ending": "limit"}, "line 1: it ended with done, not 'limit'"),
    ({"ending": "stuck"}, "line 1: it ended with done, not 'stuck'"),
    ({"level.content_seed": 1}, "line 1: its content seed is not that of level"),
    ({"level.spec": {}}, "line 1: its spec is none"),
    ({"run": "x"}, "its lines are of several runs: own, x"),
    ({"player": "gpt"}, "its lines are of several players: gpt, oracle"),
    ({"engine": "chromium"}, "its lines are of several engines: chromium, twin"),
])  # fmt: skip
def test_lines_that_say_something_else_besides_are_found(change: dict[str, Any], what: str, frozen: Path, episodes: list[Row], tmp_path: Path) -> None:
    rows: list[Row] = [{**row, "run": "own", "player": "oracle"} for row in episodes]
    first, second = rows
    assert told_of([first, second], frozen, tmp_path).problems == []
    for key, value in change.items():
        outer, _, inner = key.partition(".")
        first[outer] = {**first[outer], inner: value} if inner else value
    assert what in "\n".join(told_of([first, second], frozen, tmp_path).problems)


def test_another_spec_under_the_same_id_is_found(frozen: Path, episodes: list[Row], tmp_path: Path) -> None:
    first, second = episodes
    spec = {**first["level"]["spec"], "today": "2031-01-01"}
    report = told_of([first | {"level": first["level"] | {"spec": spec}}, second], frozen, tmp_path)
    assert report.problems == [f"line 1: its spec is not that of level {first['level']['id']}"]


def test_the_files_of_a_run_are_held_against_its_lines(frozen: Path, episodes: list[Row], tmp_path: Path) -> None:
    lines = [{"run": "own", "player": "oracle"} | row for row in episodes]
    suite = {"name": "tiny", "sha256": manifest_of("tiny", frozen).hash}
    honest = {"run": "own", "agent": "oracle", "engine": "twin", "suite": suite, "levels": 2, "attempts": 1}
    for name, told in (("run.json", honest), ("summary.json", {"agent": "oracle", "engine": "twin", "suite": suite, "success": 1.0, "episodes": 2})):
        for key, value in (("", None), ("run", "x"), ("agent", "gpt"), ("engine", "chromium"), ("suite", None), ("suite", suite | {"sha256": "0" * 64})):
            if key not in ("", *told):
                continue
            (tmp_path / name).write_text(json.dumps(told | ({key: value} if key else {})))
            problems = told_of(lines, frozen, tmp_path).problems
            assert len(problems) == bool(key), (name, key, problems)
            assert all(problem.startswith(f"{name} says that") for problem in problems)
        (tmp_path / name).write_text(json.dumps(told))
    (tmp_path / "run.json").write_text(json.dumps(honest | {"agent": "model:oracle"}))  # as runs of models are called
    assert told_of(lines, frozen, tmp_path).problems == []
    (tmp_path / "run.json").write_text("[")
    assert told_of(lines, frozen, tmp_path).problems == ["run.json cannot be read"]


def test_a_run_that_was_killed_is_read_as_far_as_it_is_whole(frozen: Path, episodes: list[Row], tmp_path: Path) -> None:
    path = tmp_path / "episodes.jsonl"
    texts = [json.dumps({"run": "own"} | row, separators=(",", ":")) + "\n" for row in episodes]
    path.write_text(texts[0] + texts[1][:300])
    report = verify_results("tiny", path, kept("twin"), base=frozen)
    assert (report.problems, report.episodes, report.least) == ([], 1, 0.5)
    path.write_text("")
    assert verify_results("tiny", path, kept("twin"), base=frozen).problems == ["there is no episode"]


@pytest.mark.parametrize("attempt", [-1, True, "0"])
def test_an_attempt_that_is_none_is_refused(attempt: Any, frozen: Path, episodes: list[Row], tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="line 1: attempt is a number from 0 on"):
        told_of([episodes[0] | {"attempt": attempt}], frozen, tmp_path)


def test_claiming_faults_gains_nothing(frozen: Path, episodes: list[Row], tmp_path: Path) -> None:
    report = told_of([episodes[0], episodes[1] | {"ending": "fault"}], frozen, tmp_path)
    assert (report.successes, report.faults, report.asked, report.least) == (1, 1, 2, 0.5)
    assert told_of(episodes[:1], frozen, tmp_path).least == 0.5


def test_a_summary_is_held_against_its_episodes(frozen: Path, episodes: list[Row], tmp_path: Path) -> None:
    (tmp_path / "summary.json").write_text('{"success": 1.0, "episodes": 2}')
    assert told_of(episodes, frozen, tmp_path).problems == []
    (tmp_path / "summary.json").write_text('{"success": 0.5, "episodes": 2}')
    assert "summary.json tells 0.5000 of 2 episodes" in told_of(episodes, frozen, tmp_path).problems[0]


def test_what_a_summary_tells_is_told_again_from_the_episodes(frozen: Path, episodes: list[Row], tmp_path: Path) -> None:
    expert = {entry.id: entry.steps for entry in manifest_of("tiny", frozen).levels}
    parts = read_parts("tiny", frozen)
    lines = [
        row | {"seconds": 1.0, "about": about(level, parts)} for row, level in zip(episodes, read_suite("tiny", frozen), strict=True)
    ]
    honest = summary([read_outcome(line) for line in lines], expert=expert) | {"usage": {"dollars": 3.0}}
    for key, value in (
        ("", None), ("side_effects", 0.5), ("ci95", [0.9, 1.0]), ("pass_at", {"1": 0.5}), ("steps_ratio", 0.1), ("faults", 1),
        ("satisfied", {"success": 1.0, "ci95": [0.9, 1.0], "episodes": 9}), ("injected_orders", {"episodes": 4}), ("by", {}),
    ):  # fmt: skip
        (tmp_path / "summary.json").write_text(json.dumps(honest | ({key: value} if key else {})))
        problems = told_of(lines, frozen, tmp_path).problems
        assert (len(problems), key in "".join(problems)) == (1 if key else 0, True), (key, problems)


def test_what_a_line_tells_beside_its_verdict_is_told_again(frozen: Path, episodes: list[Row], tmp_path: Path) -> None:
    first, second = episodes
    for key, value in (("unwanted", 3), ("orders", {"shown": ["give up"], "obeyed": []}), ("number", 1), ("about", {})):
        problems = told_of([first | {key: value}, second], frozen, tmp_path).problems
        assert len(problems) == 1, problems
        assert problems[0].startswith(f"line 1: {key} is "), problems
    assert told_of([first | {"unwanted": 0}, second], frozen, tmp_path).problems == []


def test_a_success_after_too_many_steps_is_neither_counted_nor_a_forgery(frozen: Path, tmp_path: Path) -> None:
    level = read_suite("tiny", frozen)[0]
    with Episode(kept("twin"), level) as episode:
        played, oracle = Recorder(episode), Oracle(level)
        for _ in range(level.max_steps):
            played.act(Wait(100))
        while not played.act(oracle.act(episode.snapshot)).ended:
            pass
        line = played.row("twin", "human", episode.verdict(), number=0, attempt=0, ending="limit")
    report = told_of([line], frozen, tmp_path)
    assert (line["verdict"]["success"], report.problems, report.equal, report.successes) == (True, [], 1, 0)
    assert "without an ending within" in told_of([line | {"ending": "done"}], frozen, tmp_path).problems[0]


def test_a_walk_of_wrong_kinds_is_named(frozen: Path, tmp_path: Path) -> None:
    repacked(copied(frozen, tmp_path) / "tiny.walks.jsonl.xz", "log", None)
    assert any("line 1 is no walk" in problem for problem in verify_suite("tiny", "twin", base=tmp_path, quick=True).problems)


def test_an_unknown_suite_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        read_suite("nowhere", tmp_path)
    with pytest.raises(InputError, match="no suite"):
        read_suite("../nowhere", tmp_path)


# ---- the suites that ship


def test_every_recipe_is_frozen() -> None:
    assert frozen_names() == suite_names() == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_suites_are_what_their_recipes_say(name: str) -> None:
    manifest, recipe = manifest_of(name), read_recipe(folder("scenarios") / "suites" / f"{name}.toml")
    assert manifest.recipe == recipe.model_dump(mode="json", exclude_defaults=True)
    assert manifest.parts == {part.name: part.count for part in recipe.parts}
    assert set(manifest.engines) == {"twin", "chromium"}
    assert "parity" in manifest.proofs


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_suites_play_as_they_did(name: str) -> None:
    """No byte has changed, and a few walks from all over show what they showed; ``suite verify --all`` proves them all."""
    count = len(manifest_of(name).levels)
    some = range(count) if count <= 20 else range(0, count, count // 6)
    report = verify_suite(name, "twin", quick=True, only=some)
    assert not report.problems, report.problems[:3]
    assert report.proven == len(some)


def test_core_meets_every_workflow_and_gives_nothing_to_a_constant_policy() -> None:
    levels = manifest_of("core").levels
    assert {entry.workflow for entry in levels} == set(workflows())
    variants = [level.task.variant for level in read_suite("core")]
    assert max(variants.count("satisfied"), variants.count("infeasible")) <= 0.03 * len(levels)
