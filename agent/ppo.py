"""Proximal policy optimisation (Schulman et al. 2017) as pure functions of tensors."""

from __future__ import annotations

import torch
from torch import Tensor


def gae(
    rewards: Tensor, values: Tensor, ends: Tensor, last_value: Tensor, gamma: float, lam: float
) -> tuple[Tensor, Tensor]:
    """Return advantages and returns (Schulman et al. 2016).

    Args:
        rewards: reward of each step, shape (T,) or (T, B).
        values: value estimate before each step, same shape.
        ends: 1.0 where the episode ended with this step (nothing follows), same shape.
        last_value: value estimate after the last step, shape () or (B,); ignored where that step ended an episode.
        gamma: discount.
        lam: decay of the eligibility.
    """
    advantages = torch.zeros_like(rewards)
    running = torch.zeros_like(last_value)
    following = last_value
    for step in range(rewards.shape[0] - 1, -1, -1):
        alive = 1.0 - ends[step]
        delta = rewards[step] + gamma * following * alive - values[step]
        running = delta + gamma * lam * alive * running
        advantages[step] = running
        following = values[step]
    return advantages, advantages + values


def policy_loss(log_probs: Tensor, old_log_probs: Tensor, advantages: Tensor, clip: float) -> Tensor:
    """Return the clipped surrogate loss, a mean over samples."""
    ratio = torch.exp(log_probs - old_log_probs)
    clipped = torch.clamp(ratio, 1.0 - clip, 1.0 + clip)
    return -torch.minimum(ratio * advantages, clipped * advantages).mean()


def value_loss(values: Tensor, old_values: Tensor, returns: Tensor, clip: float) -> Tensor:
    """Return half the squared error, the larger of plain and clipped, a mean over samples."""
    clipped = old_values + torch.clamp(values - old_values, -clip, clip)
    return 0.5 * torch.maximum((values - returns) ** 2, (clipped - returns) ** 2).mean()


def entropy(log_probs: Tensor) -> Tensor:
    """Return the entropy of each row of log probabilities; rows may hold -inf where a choice is masked out."""
    return -(log_probs.exp() * log_probs.masked_fill(log_probs == -torch.inf, 0.0)).sum(-1)


def approximate_kl(log_probs: Tensor, old_log_probs: Tensor) -> Tensor:
    """Return an unbiased, non-negative estimate of KL(old || new), a mean over samples of the old policy."""
    log_ratio = log_probs - old_log_probs
    return (torch.exp(log_ratio) - 1.0 - log_ratio).mean()


def normalised(advantages: Tensor) -> Tensor:
    """Return advantages with mean 0 and deviation 1."""
    return (advantages - advantages.mean()) / (advantages.std(unbiased=False) + 1e-8)
