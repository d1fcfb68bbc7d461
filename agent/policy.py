"""A small attention policy: nodes of the page look at words of the goal; one softmax over the candidates.

Similarity is what makes it learn quickly: cosines of each node's name, value and label with every word of the goal are
added to the attention as a learned bias, and their best matches are inputs. Attention is written out because torch's
fused one takes its slow path with a learned bias.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from agent.encode import (
    CANDIDATE_FEATURES,
    GOAL_FEATURES,
    NODE_FEATURES,
    ROLES,
    STATE_FEATURES,
    Encoded,
)
from agent.words import BUCKETS
from webgen.candidates import KINDS

LEARNED = 5  # candidate features made in the model


@dataclass(frozen=True)
class Shape:
    """Sizes of the network: ``width`` of all states, attention ``heads``, ``layers`` of attention and MLP."""

    width: int = 64
    heads: int = 2
    layers: int = 2


@dataclass(frozen=True, slots=True)
class Batch:
    """Decisions padded to the longest: B decisions, G goal tokens, N nodes, C candidates, P different phrases.

    ``phrases`` (P, WORDS, PARTS); ``goal`` (B, G), ``name``, ``value``, ``label`` (B, N) index it; masks are True
    where something is.
    """

    phrases: Tensor
    goal: Tensor
    goal_features: Tensor
    goal_mask: Tensor
    name: Tensor
    value: Tensor
    label: Tensor
    role: Tensor
    node_features: Tensor
    node_mask: Tensor
    kind: Tensor
    node: Tensor
    span: Tensor
    candidate_features: Tensor
    candidate_mask: Tensor
    state: Tensor


def _pad(rows: Sequence[NDArray[Any]], size: int) -> NDArray[Any]:
    out = np.zeros((len(rows), size, *rows[0].shape[1:]), rows[0].dtype)
    for number, row in enumerate(rows):
        out[number, : len(row)] = row
    return out


def collate(samples: Sequence[Encoded], table: NDArray[np.int16]) -> Batch:
    """Pad decisions into a batch; ``table`` is the vocabulary's."""
    goals = max(len(sample.goal) for sample in samples)
    nodes = max(len(sample.name) for sample in samples)
    count = max(len(sample.kind) for sample in samples)
    indices = [_pad([sample.goal for sample in samples], goals)]
    indices += [_pad([getattr(sample, part) for sample in samples], nodes) for part in ("name", "value", "label")]
    flat = np.concatenate([[0], *(part.ravel() for part in indices)])
    # in order of first appearance, not of number: what is computed must not hang on who interned a phrase first
    first = np.zeros(len(table), np.int64)
    first[flat[::-1]] = np.arange(len(flat), 0, -1)
    used = np.flatnonzero(first)
    used = used[np.argsort(first[used])]
    place = np.zeros(len(table), np.int64)
    place[used] = np.arange(len(used))
    goal, name, value, label = (torch.from_numpy(place[part]) for part in indices)
    return Batch(
        phrases=torch.from_numpy(table[used].astype(np.int64)),
        goal=goal,
        goal_features=torch.from_numpy(_pad([sample.goal_features for sample in samples], goals)),
        goal_mask=_mask([len(sample.goal) for sample in samples], goals),
        name=name,
        value=value,
        label=label,
        role=torch.from_numpy(_pad([sample.role for sample in samples], nodes).astype(np.int64)),
        node_features=torch.from_numpy(_pad([sample.node_features for sample in samples], nodes)).float(),
        node_mask=_mask([len(sample.name) for sample in samples], nodes),
        kind=torch.from_numpy(_pad([sample.kind for sample in samples], count).astype(np.int64)),
        node=torch.from_numpy(_pad([sample.node for sample in samples], count).astype(np.int64)),
        span=torch.from_numpy(_pad([sample.span for sample in samples], count).astype(np.int64)),
        candidate_features=torch.from_numpy(_pad([sample.candidate_features for sample in samples], count)).float(),
        candidate_mask=_mask([len(sample.kind) for sample in samples], count),
        state=torch.from_numpy(np.stack([sample.state for sample in samples])),
    )


def _mask(lengths: Sequence[int], size: int) -> Tensor:
    return torch.arange(size)[None, :] < torch.tensor(lengths)[:, None]


def _gather(rows: Tensor, index: Tensor) -> Tensor:
    """Return rows (B, R, D) at index (B, K) as (B, K, D); a look-up is much faster than torch.gather."""
    batch, count, width = rows.shape
    flat = index + torch.arange(batch)[:, None] * count
    return functional.embedding(flat, rows.reshape(batch * count, width))


def _upto(size: int) -> Tensor:
    """Return the matrix (G, G+1) that turns G terms into the sums of the first 0..G; faster than cumsum."""
    return torch.ones(size, size + 1).triu(1)


class _Look(nn.Module):
    """One layer: each node attends to the goal, similarities as bias; then an MLP."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)
        self.bias = nn.Parameter(torch.tensor([[6.0, 6.0, 3.0]] * heads))
        self.wide, self.narrow = nn.Linear(width, width), nn.Linear(width, width)
        self.from_context = nn.Linear(width, width)
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)

    def forward(self, nodes: Tensor, goal: Tensor, alike: Tensor, mask: Tensor, context: Tensor) -> Tensor:
        batch, count, width = nodes.shape
        size = width // self.heads
        query = self.query(self.first(nodes)).view(batch, count, self.heads, size).transpose(1, 2)
        key, value = self.key_value(goal).view(batch, -1, self.heads, 2 * size).transpose(1, 2).chunk(2, -1)
        scores = query @ key.transpose(2, 3) * size**-0.5
        scores = scores + torch.einsum("hk,bkng->bhng", self.bias, alike)
        weights = scores.masked_fill(~mask[:, None, None, :], -1e9).softmax(-1)
        seen = (weights @ value).transpose(1, 2).reshape(batch, count, width)
        nodes = nodes + self.out(seen)
        hidden = functional.relu(self.wide(self.second(nodes)) + self.from_context(context)[:, None])
        changed: Tensor = nodes + self.narrow(hidden)
        return changed


class Policy(nn.Module):
    """Logits over candidates and a value, for a batch of decisions."""

    def __init__(self, shape: Shape | None = None) -> None:
        super().__init__()
        self.shape = shape or Shape()
        width = self.shape.width
        self.words = nn.Embedding(BUCKETS, width, padding_idx=0)
        self.roles = nn.Embedding(len(ROLES), width)
        self.kinds = nn.Embedding(len(KINDS), width)
        self.kind_out = nn.Embedding(len(KINDS), width)
        self.read = nn.Sequential(nn.Linear(width + GOAL_FEATURES, width), nn.ReLU())
        self.mix = nn.ModuleList(nn.Conv1d(width, width, 3, padding=1) for _ in range(2))
        self.enter_phrase = nn.Linear(width, 3 * width, bias=False)
        self.enter = nn.Linear(NODE_FEATURES + 3, width)
        self.state = nn.Linear(STATE_FEATURES + width, width)
        self.looks = nn.ModuleList(_Look(width, self.shape.heads) for _ in range(self.shape.layers))
        self.pool = nn.Sequential(nn.Linear(3 * width, width), nn.ReLU())
        self.of_node = nn.Linear(width, 2 * width)
        self.of_context = nn.Linear(width, width)
        self.of_goal = nn.Linear(width, 3 * width, bias=False)
        self.of_features = nn.Linear(CANDIDATE_FEATURES + LEARNED, width)
        self.choose = nn.Sequential(nn.ReLU(), nn.Linear(width, 32), nn.ReLU(), nn.Linear(32, 1))
        self.worth = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return log probabilities (B, C), -inf where there is no candidate, and values (B,)."""
        phrases = self._phrases(batch.phrases)
        raw = phrases[batch.goal]
        goal = self._goal(raw, batch)
        alike = self._alike(phrases, raw, batch)
        nodes = self._nodes(phrases, alike, batch)
        keep = batch.goal_mask[..., None].float()
        told = (goal * keep).sum(1) / keep.sum(1)
        context = functional.relu(self.state(torch.cat([batch.state, told], -1)))
        for look in self.looks:
            nodes = look(nodes, goal, alike, batch.goal_mask, context)
            context = context + self._pooled(nodes, told, batch)
        logits = self._logits(nodes, goal, alike, context, batch)
        logits = logits.masked_fill(~batch.candidate_mask, -torch.inf)
        return logits.log_softmax(-1), self.worth(context).squeeze(-1)

    def _phrases(self, table: Tensor) -> Tensor:
        """Return a vector for each phrase: the mean of its words, each the mean of its buckets."""
        count, words, parts = table.shape
        flat = functional.embedding_bag(
            table.view(count * words, parts), self.words.weight, mode="mean", padding_idx=0
        ).view(count, words, -1)
        there = (table[:, :, 0] > 0).float()
        unit = functional.normalize(flat, dim=-1)
        return (unit * there[..., None]).sum(1) / there.sum(1, keepdim=True).clamp(min=1.0)

    def _goal(self, raw: Tensor, batch: Batch) -> Tensor:
        keep = batch.goal_mask[..., None].float()
        goal = self.read(torch.cat([raw * 8.0, batch.goal_features], -1)) * keep
        for mix in self.mix:
            goal = (goal + functional.relu(mix(goal.transpose(1, 2)).transpose(1, 2))) * keep
        read: Tensor = goal
        return read

    def _alike(self, phrases: Tensor, raw: Tensor, batch: Batch) -> Tensor:
        """Return cosines of name, value and label with each goal token, (B, 3, N, G)."""
        unit = functional.normalize(phrases, dim=-1)
        of_goal = functional.normalize(raw, dim=-1).transpose(1, 2)
        parts = [unit[index] @ of_goal for index in (batch.name, batch.value, batch.label)]
        return torch.stack(parts, 1)

    def _nodes(self, phrases: Tensor, alike: Tensor, batch: Batch) -> Tensor:
        best = alike.masked_fill(~batch.goal_mask[:, None, None, :], 0.0).amax(-1).transpose(1, 2)
        # each different phrase is projected once, not each node
        name, value, label = self.enter_phrase(phrases * 8.0).chunk(3, -1)
        own = self.enter(torch.cat([batch.node_features, best], -1)) + self.roles(batch.role)
        mixed: Tensor = own + name[batch.name] + value[batch.value] + label[batch.label]
        return functional.relu(mixed)

    def _pooled(self, nodes: Tensor, told: Tensor, batch: Batch) -> Tensor:
        keep = batch.node_mask[..., None]
        mean = (nodes * keep).sum(1) / keep.sum(1)
        top = nodes.masked_fill(~keep, -1e4).amax(1)
        pooled: Tensor = self.pool(torch.cat([mean, top, told], -1))
        return pooled

    def _logits(self, nodes: Tensor, goal: Tensor, alike: Tensor, context: Tensor, batch: Batch) -> Tensor:
        start, end, before, there = batch.span.unbind(-1)
        has = there[..., None].float()
        # sums up to each token: the mean over a span is a difference of two
        sums = _upto(goal.shape[1]).T @ self.of_goal(goal)
        within, following, matched = sums.chunk(3, -1)
        length = (end - start).clamp(min=1)[..., None]
        inside = (_gather(within, end) - _gather(within, start)) / length
        after = (_gather(following, (end + 2).clamp(max=goal.shape[1])) - _gather(following, end)) / 2.0
        means = (_gather(matched, end) - _gather(matched, start)) / length * has
        here, asking = _gather(self.of_node(nodes), batch.node).chunk(2, -1)
        dots = (asking * means).sum(-1, keepdim=True) / 8.0
        near = self._near(alike, batch.node, start, before) * has
        features = torch.cat([batch.candidate_features, near, dots], -1)
        hidden = here + self.kinds(batch.kind) + (inside + after) * has + self.of_features(features)
        scored: Tensor = self.choose(hidden + self.of_context(context)[:, None]).squeeze(-1)
        logits: Tensor = scored + (self.kind_out(batch.kind) * context[:, None]).sum(-1) / 8.0
        return logits

    def _near(self, alike: Tensor, node: Tensor, start: Tensor, before: Tensor) -> Tensor:
        """Return how alike a node's name and label are to the words just before a span: mean and sum (B, C, 4)."""
        width = alike.shape[-1] + 1
        sums = (alike[:, ::2] @ _upto(width - 1)).flatten(2)  # B, 2, N*(G+1)
        upto = torch.gather(sums, 2, (node * width + start)[:, None].expand(-1, 2, -1))
        since = torch.gather(sums, 2, (node * width + before)[:, None].expand(-1, 2, -1))
        total = (upto - since).transpose(1, 2)
        return torch.cat([total / (start - before).clamp(min=1)[..., None], total / 2.0], -1)


# ---- checkpoints ------------------------------------------------------------------------------------------------


def saved(policy: Policy) -> dict[str, Any]:
    """Return what :func:`revived` needs, for ``torch.save``."""
    return {"shape": asdict(policy.shape), "weights": policy.state_dict()}


def revived(state: dict[str, Any]) -> Policy:
    """Return a policy from :func:`saved`."""
    policy = Policy(Shape(**state["shape"]))
    policy.load_state_dict(state["weights"])
    return policy
