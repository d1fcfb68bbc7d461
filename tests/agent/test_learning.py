"""Cloning, rollouts, evaluation and training: small, real, in the twin."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from agent.demo import MOST_TRIVIAL, evaluation_levels
from agent.evaluate import agent_named, evaluate, summary
from agent.imitate import clone_epoch, minibatches
from agent.play import Expert, Random, Row
from agent.policy import Policy, Shape, revived, saved
from agent.rollout import Crew, Learner
from agent.train import VALIDATION_SEED, Args, Run, train
from agent.words import Vocabulary
from tests.agent.shown_lessons import BASICS, SEED, Shown, record
from webgen.curriculum.base import FIRST_SEED
from webgen.errors import EngineFault, InputError
from webgen.evaluation.rates import Rate
from webgen.generate import Knobs, level_of
from webgen.streams import Stream

TINY = Args(processes=0, demonstrations=4, epochs=2, updates=2, lessons=4, validation=3, validate_every=1, width=16)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def shown() -> Shown:
    return record()


class TestCloning:
    def test_it_learns_twenty_demonstrations_by_heart(self, shown: Shown) -> None:
        assert len(shown.demonstrations) >= 18
        torch.manual_seed(0)
        policy = Policy(Shape(width=64))
        optimizer = torch.optim.Adam(policy.parameters(), lr=3e-3)
        random = np.random.Generator(np.random.PCG64(0))
        right = 0.0
        for _ in range(48):
            order = random.permutation(len(shown.lessons))
            _, right = clone_epoch(policy, shown.lessons, shown.vocabulary.table, optimizer, order, size=32)
        assert right > 0.95

    def test_the_choice_of_every_decision_is_one_of_its_candidates(self, shown: Shown) -> None:
        for sample, choice in zip(shown.lessons.samples, shown.lessons.choices, strict=True):
            assert 0 <= choice < len(sample.kind)

    def test_an_epoch_sees_every_decision_once(self, shown: Shown) -> None:
        order = np.random.Generator(np.random.PCG64(1)).permutation(len(shown.lessons))
        seen = np.concatenate(list(minibatches(shown.lessons.samples, 16, order)))
        assert sorted(seen.tolist()) == list(range(len(shown.lessons)))


class TestPlaying:
    def test_the_expert_solves_and_random_does_not(self) -> None:
        levels = [level_of(seed, BASICS.model_copy(update={"workflows": ("edit", "create")})) for seed in range(SEED, SEED + 6)]
        assert summary(evaluate(Expert(), levels))["success"] == 1.0
        rows = evaluate(Random(), levels)
        assert summary(rows)["success"] <= 1 / 6
        again = [replace(row, seconds=0.0) for row in evaluate(Random(), levels)]
        assert again == [replace(row, seconds=0.0) for row in rows]

    def test_rows_come_in_order_with_what_was_done(self) -> None:
        levels = [level_of(seed) for seed in range(SEED, SEED + 5)]
        rows = evaluate(Expert(), levels)
        assert [row.number for row in rows] == list(range(5))
        assert [row.level for row in rows] == [level.id for level in levels]
        assert all(len(row.acts) == row.steps for row in rows)

    def test_a_cold_learner_takes_the_best_and_a_warm_one_draws_by_its_stream(self, shown: Shown) -> None:
        torch.manual_seed(1)
        policy = Policy(Shape(width=16))
        levels = [level_of(seed, Knobs(workflows=("delete",))) for seed in range(SEED, SEED + 2)]

        def acts(temperature: float, seed: int) -> list[tuple[str, ...]]:
            learner = Learner(policy, Vocabulary(), temperature=temperature, seed=seed)
            return [row.acts for row in evaluate(learner, levels)]

        # later on, a cold one that would repeat itself draws too
        assert [row[0] for row in acts(0.0, 1)] == [row[0] for row in acts(0.0, 2)]
        assert acts(1.0, 1) == acts(1.0, 1)
        assert acts(1.0, 1) != acts(1.0, 2)


class TestRates:
    def test_wilson_interval_of_a_known_case(self) -> None:
        low, high = Rate(50, 100).interval  # z = 1.959964
        assert (low, high) == pytest.approx((0.403832, 0.596168), abs=1e-6)
        assert Rate(0, 100).interval == pytest.approx((0.0, 0.036994), abs=1e-6)
        assert Rate(0, 0).interval == (0.0, 1.0)

    def test_faults_are_left_out_of_the_rate(self) -> None:
        played = Row(0, "a", 0, "edit", "normal", "shop", False, 0, True, "done", 5, 20, 0, 0.1)
        rows = [played, replace(played, success=False, ending="fault"), replace(played, variant="satisfied")]
        told = summary(rows)
        assert (told["episodes"], told["faults"], told["success"]) == (2, 1, 1.0)
        assert told["satisfied"]["episodes"] == 1
        assert told["by"]["workflow"]["edit"]["episodes"] == 2


class TestEvaluationLevels:
    def test_trivial_levels_are_at_most_a_twentieth_and_seeds_are_not_trained_on(self) -> None:
        levels = evaluation_levels("train", 60)
        assert len({level.id for level in levels}) == 60
        assert sum(level.task.variant != "normal" for level in levels) <= MOST_TRIVIAL * 60
        assert all(level.content_seed < VALIDATION_SEED < FIRST_SEED for level in levels)


class TestTraining:
    def test_a_run_leaves_what_it_promises(self, tmp_path: Path) -> None:
        best = train(replace(TINY, out=tmp_path))
        lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
        assert [line["what"] for line in lines] == [
            "demonstrations", "clone", "clone", "validation", "ppo", "validation", "ppo", "validation",
        ]  # fmt: skip
        assert {path.name for path in tmp_path.iterdir()} >= {
            "untrained.pt", "bc_only.pt", "trained.pt", "state.pt", "teacher.sqlite", "teacher.jsonl",
        }  # fmt: skip
        agent = agent_named(str(best))
        assert isinstance(agent, Learner)

    def test_interrupted_and_resumed_it_is_the_same_bit_for_bit(self, tmp_path: Path) -> None:
        whole = Run(replace(TINY, out=tmp_path / "whole"))
        whole.train()
        Run(replace(TINY, out=tmp_path / "parts", updates=2, ppo_seconds=0.0)).train()  # stops after cloning
        parts = Run(replace(TINY, out=tmp_path / "parts"))
        parts.train()
        assert (whole.epoch, whole.update) == (parts.epoch, parts.update) == (2, 2)
        for name, weights in whole.policy.state_dict().items():
            assert torch.equal(weights, parts.policy.state_dict()[name]), name
        assert whole.teacher.state() == parts.teacher.state()

    def test_other_arguments_in_the_same_folder_are_refused(self, tmp_path: Path) -> None:
        one = replace(TINY, out=tmp_path, updates=0, epochs=1)
        train(one)
        with pytest.raises(InputError, match="width"):
            train(replace(one, width=32))

    def test_saved_and_revived_weights_are_equal(self) -> None:
        policy = Policy(Shape(width=16))
        again = revived(saved(policy))
        assert all(torch.equal(weights, again.state_dict()[name]) for name, weights in policy.state_dict().items())

    def test_a_file_that_is_no_checkpoint_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "bad.pt").write_bytes(b"nothing")
        with pytest.raises(InputError, match=r"bad\.pt is not a checkpoint that training of this version wrote$"):
            agent_named(str(tmp_path / "bad.pt"))
        with pytest.raises(InputError, match="random, oracle"):
            agent_named("rnadom")


@pytest.mark.slow
class TestCrew:
    def test_processes_record_what_one_records(self) -> None:
        from agent.imitate import Detours

        jobs = [(list(range(SEED + at, SEED + at + 2)), Knobs(split="train"), Detours(0.0)) for at in (0, 2, 4)]
        with Crew(0) as alone, Crew(2) as crew:
            here = [item for part in alone.do("demonstrations", jobs) for item in part]
            there = [item for part in crew.do("demonstrations", jobs) for item in part]
            for one, other in zip(here, there, strict=True):
                assert one.choices == other.choices
                for left, right in zip(one.samples, other.samples, strict=True):
                    texts = [alone.vocabulary.texts[number] for number in left.name]
                    assert texts == [crew.vocabulary.texts[number] for number in right.name]
                    assert (left.candidate_features == right.candidate_features).all()

    def test_trouble_in_a_process_is_a_fault_here(self) -> None:
        with Crew(1) as crew, pytest.raises(EngineFault, match="before it was given weights"):
            crew.do("lessons", [([], 1.0, 0)])


def test_streams_of_demonstrations_are_named_by_place() -> None:
    assert Stream(5, "demonstration").child("detours").unit() == Stream(5, "demonstration").child("detours").unit()
