"""PPO's pieces against numbers worked out by hand."""

from __future__ import annotations

from math import exp, log

import pytest
import torch

from agent import ppo


class TestGae:
    def test_two_steps_by_hand(self) -> None:
        # δ1 = 1 + 0 - 0.5 = 0.5; δ0 = 0 + 0.9*0.5 - 0.4 = 0.05; A0 = 0.05 + 0.9*0.8*0.5 = 0.41
        advantages, returns = ppo.gae(
            torch.tensor([0.0, 1.0]), torch.tensor([0.4, 0.5]), torch.tensor([0.0, 1.0]), torch.tensor(7.0), 0.9, 0.8
        )
        assert advantages.tolist() == pytest.approx([0.41, 0.5])
        assert returns.tolist() == pytest.approx([0.81, 1.0])

    def test_what_follows_counts_only_while_the_episode_goes_on(self) -> None:
        zero, one = torch.zeros(1), torch.ones(1)
        going, _ = ppo.gae(zero, zero, zero, torch.tensor(2.0), 0.5, 1.0)
        over, _ = ppo.gae(zero, zero, one, torch.tensor(2.0), 0.5, 1.0)
        assert going.item() == pytest.approx(1.0)
        assert over.item() == 0.0

    def test_lambda_one_is_the_discounted_return_minus_the_value(self) -> None:
        rewards, values = torch.tensor([0.0, 0.0, 1.0]), torch.tensor([0.3, 0.2, 0.1])
        _, returns = ppo.gae(rewards, values, torch.tensor([0.0, 0.0, 1.0]), torch.tensor(0.0), 0.9, 1.0)
        assert returns.tolist() == pytest.approx([0.81, 0.9, 1.0])

    def test_episodes_in_a_row_do_not_leak(self) -> None:
        rewards, values = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 0.0])
        advantages, _ = ppo.gae(rewards, values, torch.tensor([1.0, 1.0]), torch.tensor(0.0), 0.99, 0.95)
        assert advantages.tolist() == [1.0, 0.0]


class TestLosses:
    def test_a_gain_is_clipped_and_a_loss_is_not(self) -> None:
        old = torch.tensor([0.0])
        up = torch.tensor([log(1.5)])
        assert ppo.policy_loss(up, old, torch.tensor([2.0]), 0.2).item() == pytest.approx(-2.4)
        assert ppo.policy_loss(up, old, torch.tensor([-2.0]), 0.2).item() == pytest.approx(3.0)

    def test_nothing_more_is_to_be_gained_beyond_the_clip(self) -> None:
        new = torch.tensor([log(1.5)], requires_grad=True)
        ppo.policy_loss(new, torch.tensor([0.0]), torch.tensor([1.0]), 0.2).backward()  # type: ignore[no-untyped-call]
        assert new.grad is not None
        assert new.grad.item() == 0.0

    def test_the_value_loss_takes_the_larger_error(self) -> None:
        # plain error 0; clipped to 0.5 + 0.2 = 0.7: error 0.3
        loss = ppo.value_loss(torch.tensor([1.0]), torch.tensor([0.5]), torch.tensor([1.0]), 0.2)
        assert loss.item() == pytest.approx(0.045)

    def test_entropy_of_a_masked_row(self) -> None:
        rows = torch.tensor([[log(0.5), log(0.5), -torch.inf], [0.0, -torch.inf, -torch.inf]])
        assert ppo.entropy(rows).tolist() == pytest.approx([log(2), 0.0])

    def test_kl_is_zero_for_the_same_policy_and_positive_otherwise(self) -> None:
        old = torch.tensor([log(0.5), log(0.2)])
        assert ppo.approximate_kl(old, old).item() == 0.0
        moved = ppo.approximate_kl(old + 0.1, old).item()
        assert moved == pytest.approx(exp(0.1) - 1.1, rel=1e-4)

    def test_normalised_advantages(self) -> None:
        rows = ppo.normalised(torch.tensor([1.0, 2.0, 3.0, 4.0]))
        assert rows.mean().item() == pytest.approx(0.0, abs=1e-6)
        assert rows.std(unbiased=False).item() == pytest.approx(1.0, abs=1e-5)
