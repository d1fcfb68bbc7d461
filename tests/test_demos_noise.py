"""Mistakes of the expert: always repaired, never of consequence, the same every time; reasons; the further styles."""

from __future__ import annotations

import re

import pytest

from webgen.actions import Click, Done, from_json
from webgen.demos.noise import BOOKKEEPING, KINDS, REFUSED, DemoFailed, misspelt, mistakes, rehearse
from webgen.demos.reasons import Reasons
from webgen.demos.record import demonstrate
from webgen.engines import engine, kept
from webgen.engines.base import Engine
from webgen.episode import Episode, play
from webgen.errors import UnknownName
from webgen.generate import Knobs, level_of
from webgen.oracle import MORE_STYLES, STYLES, Oracle
from webgen.spec import Level
from webgen.streams import Stream
from webgen.trajectory import Row, replay

SEEDS = range(200, 206)
REFS = r" \[(ref=[^\]]*|active)\]"


@pytest.fixture(scope="module")
def twin() -> Engine:
    return kept("twin")


@pytest.fixture(scope="module")
def noisy(twin: Engine) -> list[tuple[Level, Row]]:
    """Episodes with as many mistakes as there may be."""
    found = []
    for seed in SEEDS:
        level, style = level_of(seed), (*STYLES, *MORE_STYLES)[seed % 5]
        found.append((level, demonstrate(twin, level, style, noise=1.0, stream=Stream(seed, "noise"))))
    return found


def test_an_episode_full_of_mistakes_is_solved(noisy: list[tuple[Level, Row]]) -> None:
    kinds = set()
    for level, row in noisy:
        assert row["verdict"]["success"]
        assert len(row["steps"]) <= level.max_steps
        wrong = [step for step in row["steps"] if step.get("mistake")]
        assert wrong
        assert all(step["mistake"] is True for step in wrong)
        assert "mistake" not in row["steps"][-1]
        kinds |= {step["reason"].split()[0] for step in wrong}
        refused = [step for step in row["steps"] if "error" in step]
        assert all(step.get("mistake") for step in refused)  # the expert itself is never refused
    assert kinds >= {"Open", "Press", "Write", "Take"}


def test_a_mistake_changes_nothing_that_counts(noisy: list[tuple[Level, Row]], twin: Engine) -> None:
    for level, row in noisy:
        with Episode(twin, level) as episode:
            for step in row["steps"]:
                known = episode.log(ambient=True)
                episode.act(from_json(step["action"]))
                if step.get("mistake"):
                    assert {entry.table for entry in episode.since(known, ambient=True)} <= BOOKKEEPING


def test_a_mistake_that_is_taken_does_what_its_reason_says(noisy: list[tuple[Level, Row]], twin: Engine) -> None:
    opened = 0
    for level, row in noisy:
        with Episode(twin, level) as episode:
            for step in row["steps"]:
                before, action = episode.snapshot, from_json(step["action"])
                episode.act(action)
                if step.get("slip", "lost") in REFUSED:
                    continue
                after = episode.snapshot
                assert (before.url, before.tabs, re.sub(REFS, "", before.text)) != (after.url, after.tabs, re.sub(REFS, "", after.text))
                if step["slip"] == "menu":
                    assert isinstance(action, Click)
                    node = before.by_ref[action.ref]
                    assert step["reason"] == f"Press “{node.name}”: a slip."
                    assert not node.has("expanded")
                    assert not node.has("pressed")
                    assert len(after.nodes) > len(before.nodes)
                    opened += 1
    assert opened


def test_after_its_mistakes_the_rest_is_the_expert_alone(noisy: list[tuple[Level, Row]]) -> None:
    for _, row in noisy:
        for step, after in zip(row["steps"], row["steps"][1:], strict=False):
            if step.get("mistake") and "error" in step:
                assert after["snapshot"] == step["snapshot"]  # what was refused left the page as it was


def test_most_mistakes_are_such_as_a_page_takes(noisy: list[tuple[Level, Row]]) -> None:
    wrong = [step for _, row in noisy for step in row["steps"] if step.get("mistake")]
    assert all((step["slip"] in REFUSED) == ("error" in step) for step in wrong)
    assert sum("error" in step for step in wrong) < len(wrong) / 3


def test_where_no_plausible_mistake_exists_there_is_mostly_none(twin: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webgen.demos.noise.KINDS", {kind: made if kind in REFUSED else lambda *_: iter(()) for kind, made in KINDS.items()})
    level = level_of(61, Knobs(friction=0, login=0, workflows=("edit",)))
    acts = [act for seed in range(4) for act in rehearse(twin, level, "mouse", 1.0, Stream(seed, "noise"))]
    assert mistakes(acts) < len(acts) / 3


def test_the_same_stream_makes_the_same_mistakes(twin: Engine) -> None:
    level = level_of(201)
    once, again, other = (rehearse(twin, level, "mouse", 0.5, Stream(seed, "noise")) for seed in (1, 1, 2))
    assert once == again
    assert once != other
    assert mistakes(rehearse(twin, level, "mouse", 0.0, Stream(1, "noise"))) == 0


def test_an_expert_that_a_mistake_leads_astray_tries_again_without_it(twin: Engine) -> None:
    level = level_of(61, Knobs(friction=0, login=0, locales=("en",), domains=("shop",), workflows=("edit",)))
    acts = rehearse(twin, level, "keyboard", 1.0, Stream(1))  # one of these moves the page from under a month picker
    assert mistakes(acts)


def test_a_rehearsal_that_fails_is_begun_anew_without_its_last_mistake(twin: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoiling(now: object, right: object, stream: Stream) -> object:
        yield from ()

    level = level_of(61, Knobs(friction=0, login=0, workflows=("setting",)))
    tried: list[frozenset[int]] = []
    import webgen.demos.noise as noise

    real = noise._rehearsed

    def watched(*args: object) -> object:
        acts, reasons = real(*args)  # type: ignore[arg-type]
        if args[3] == 0:  # without mistakes, for its length
            return acts, reasons
        tried.append(args[6])  # type: ignore[arg-type]
        return acts, reasons or (("spoilt",) if len(tried) < 3 else ())

    monkeypatch.setattr(noise, "_rehearsed", watched)
    assert rehearse(twin, level, "mouse", 1.0, Stream(1, "noise"))
    assert [len(barred) for barred in tried] == [0, 1, 2]
    tried.clear()
    monkeypatch.setattr(noise, "KINDS", dict.fromkeys(KINDS, spoiling))
    with pytest.raises(DemoFailed, match="spoilt"):
        rehearse(twin, level, "mouse", 1.0, Stream(1, "noise"))


@pytest.mark.browser
@pytest.mark.slow
def test_mistakes_replay_in_the_browser(noisy: list[tuple[Level, Row]]) -> None:
    with engine("chromium") as chromium:
        for _, row in noisy[:3]:
            assert replay(chromium, row) == []


def test_what_is_misspelt_is_another_text() -> None:
    for text in ("a", "aa", "Lumen Oven Mitt", "2026-05-17", "7", "42.50", "松田 加奈", "--"):
        found = {misspelt(text, Stream(seed)) for seed in range(8)}
        assert text not in found
        assert all(found)
    assert misspelt("2026-05-17", Stream(0)) in ("2026-05-18",)


# ---- reasons


def test_every_act_has_a_reason_of_one_sentence(noisy: list[tuple[Level, Row]]) -> None:
    for level, row in noisy:
        for step in row["steps"]:
            assert step["reason"].endswith(".")
            assert step["reason"][0].isupper()
            assert "{" not in step["reason"]
            assert len(step["reason"]) < 400
        assert row["steps"][-1]["reason"].startswith(("Say that it is done", "Answer", "Give up"))
        assert level.task.goal == row["goal"]


def test_reasons_use_the_words_of_the_goal(twin: Engine) -> None:
    level = level_of(60, Knobs(friction=0, login=0, workflows=("edit",), locales=("en",)))
    assert (level.task.variant, level.task.ending) == ("normal", "done")
    oracle, told = Oracle(level), []
    reasons = Reasons(oracle)
    with Episode(twin, level) as episode:
        while not episode.session.ending:
            action = oracle.act(episode.snapshot)
            told.append((action, reasons.why(episode.snapshot, action)))
            episode.act(action)
        assert episode.verdict().success
    (step,) = level.task.plan
    names = [why for _, why in told if why.startswith("Set “") and "as the goal asks" in why]
    assert len({why.split("”")[0] for why in names}) == len(step.values)
    assert isinstance(told[-1][0], Done)


def test_no_reason_names_what_neither_the_goal_nor_a_page_has_shown(twin: Engine) -> None:
    quoted = 0
    for seed in range(24):
        level = level_of(seed, Knobs(locales=("en",), workflows=("superlative", "edit", "answer", "verb"), friction=0.2))
        row = demonstrate(twin, level, STYLES[seed % 2], text=True)
        seen = [row["goal"]]
        for step in row["steps"]:
            seen.append(step["text"].replace('\\"', '"'))
            for name in re.findall(r"where “(.*?)” should be|for “(.*?)”, which fits", step["reason"]):
                quoted += 1
                assert any("".join(name) in text for text in seen), step["reason"]
    assert quoted > 4


def test_a_mistake_never_leads_past_the_limit_of_steps(twin: Engine) -> None:
    for seed in (19, 31):
        level = level_of(seed, Knobs(two_sites=1))
        row = demonstrate(twin, level, "keyboard", noise=0.6, stream=Stream(seed, "noise"))
        assert len(row["steps"]) <= level.max_steps
        assert any(step.get("mistake") for step in row["steps"])


def test_reasons_are_left_out_on_request(twin: Engine) -> None:
    row = demonstrate(twin, level_of(60, Knobs(friction=0, workflows=("setting",))), "mouse", reasons=False)
    assert all("reason" not in step for step in row["steps"])


# ---- styles


@pytest.mark.parametrize("style", MORE_STYLES)
def test_the_further_styles_solve_what_the_others_solve(style: str, twin: Engine) -> None:
    for seed in range(300, 305):
        level = level_of(seed)
        played = play(twin, level, Oracle(level, style))
        assert played.verdict.success, (seed, played.verdict.reasons)
        assert not played.errors


def test_styles_differ(twin: Engine) -> None:
    level = level_of(60, Knobs(friction=0, login=0, workflows=("edit",)))
    played = {style: play(twin, level, Oracle(level, style)).actions for style in (*STYLES, *MORE_STYLES)}
    assert len(set(played.values())) >= 3
    addresses = {style: any(type(act).__name__ == "Navigate" for act in acts) for style, acts in played.items()}
    assert addresses == {"mouse": False, "keyboard": True, "address": True, "typist": False, "unordered": False}


def test_a_style_that_is_none_is_refused() -> None:
    with pytest.raises(UnknownName, match="mouse"):
        Oracle(level_of(1), "mose")
