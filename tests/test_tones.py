"""What is said around a request changes its words and nothing else."""

from __future__ import annotations

import pytest

from webgen.bind import bind
from webgen.generate import Knobs, course, generate, heldout, level_of
from webgen.workflows.tones import tones


@pytest.mark.parametrize("name", sorted(tones()))
def test_a_tone_changes_the_goal_and_nothing_that_is_expected(name: str) -> None:
    for seed in range(12):
        spec = generate(seed, Knobs(tone=0.0, two_sites=0.0))
        plain = bind(spec, seed)
        toned = bind(spec.model_copy(update={"task": spec.task.model_copy(update={"tone": name})}), seed)
        assert toned.sites == plain.sites
        assert toned.task.model_copy(update={"goal": ""}) == plain.task.model_copy(update={"goal": ""})
        request = plain.task.goal.split(" Sign in as ")[0]
        assert request in toned.task.goal
        said = toned.task.goal.split(" Sign in as ")[0]
        assert said != request
        assert said.replace(request, "").strip() in {
            " ".join(filter(None, (one, two))).strip()
            for one in (*tones()[name].before, "") for two in (*tones()[name].after, "")
        } | {f"{one}  {two}" for one in tones()[name].before for two in tones()[name].after}  # fmt: skip


def test_the_default_mix_uses_all_of_them_and_training_not_the_held_out() -> None:
    kept = set(heldout()["tones"])
    used = {level_of(seed).spec.task.tone for seed in range(120)}
    assert used == {"", *tones()}
    train = {generate(seed, Knobs(split="train")).task.tone for seed in range(120)}
    assert not train & kept
    assert train - {""}


def test_the_course_basics_has_none() -> None:
    knobs = Knobs.model_validate(course("basics"))
    assert {generate(seed, knobs).task.tone for seed in range(60)} == {""}
