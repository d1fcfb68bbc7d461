"""Learn from the expert: record demonstrations as choices among candidates, and clone them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from agent.encode import Encoded, encode
from agent.play import FAULTS, Seat
from agent.policy import Policy, collate
from agent.words import Vocabulary
from webgen.actions import Action, Fill
from webgen.candidates import Candidate, index_of
from webgen.engines.base import Engine
from webgen.errors import SpecError
from webgen.oracle import Oracle, OracleStuck
from webgen.spec import Level
from webgen.streams import Stream

PATIENCE = 80  # steps after which a demonstration is dropped


@dataclass
class Demonstration:
    """What the expert did in one episode: decisions, and the candidate it took in each."""

    workflow: str
    samples: list[Encoded] = field(default_factory=list)
    choices: list[int] = field(default_factory=list)
    unlisted: int = 0  # actions that no candidate is


@dataclass(frozen=True)
class Detours:
    """Mistakes put into demonstrations, so that the way back is shown too.

    A detour follows a random link and lets a fresh expert go on from there; the mistake itself is not imitated.
    """

    share: float = 0.3  # of demonstrations that have detours
    chance: float = 0.2  # of a detour at each step of those
    most: int = 2


def demonstrate(
    engine: Engine, level: Level, vocabulary: Vocabulary, stream: Stream, detours: Detours | None = None
) -> Demonstration | None:
    """Let the expert play a level; None when it does not solve it, or our engine fails."""
    detours = detours or Detours()
    left = detours.most if stream.child("detours").chance(detours.share) else 0
    try:
        seat = Seat(engine, level, 0)
    except FAULTS:
        return None
    shown = Demonstration(level.task.workflow)
    oracle = Oracle(level, "mouse")
    try:
        for number in range(PATIENCE):
            among = seat.look()
            place = stream.child("step", number)
            if left and place.child("detour").chance(detours.chance) and (link := _wrong_link(seat, place)):
                left -= 1
                seat.act(link)
                oracle = Oracle(level, "mouse")
                continue
            action = _plain(oracle.act(seat.snapshot), seat)
            index = index_of(action, among)
            if index is None:
                shown.unlisted += 1
                seat.past.note(seat.snapshot, Candidate(action, "wait", -1, None, ""), None)
                step = seat.episode.act(action)
            else:
                shown.samples.append(encode(seat.snapshot, seat.goal, seat.past, among, vocabulary))
                shown.choices.append(index)
                step = seat.act(among[index])
            if step.ended:
                return shown if seat.episode.verdict().success else None
        return None
    except (OracleStuck, SpecError, *FAULTS):
        return None
    finally:
        seat.episode.close()


def _plain(action: Action, seat: Seat) -> Action:
    """Submit every search: the expert knows which boxes answer while one types, and pages do not show it."""
    if isinstance(action, Fill):
        node = seat.snapshot.by_ref.get(action.ref)
        if node is not None and node.role == "searchbox":
            return Fill(action.ref, action.text, True)
    return action


def _wrong_link(seat: Seat, stream: Stream) -> Candidate | None:
    """Return a link to follow by mistake, or None on a page without."""
    links = [
        item for item in seat.among
        if item.kind == "click" and seat.snapshot.nodes[item.node].role == "link"
        and not (seat.snapshot.nodes[item.node].url or "#").startswith("#")
    ]  # fmt: skip
    return links[stream.child("link").integer(0, len(links) - 1)] if links else None


# ---- cloning ----------------------------------------------------------------------------------------------------


@dataclass
class Lessons:
    """Decisions with the right choice in each, and how much each counts."""

    samples: list[Encoded] = field(default_factory=list)
    choices: list[int] = field(default_factory=list)

    def add(self, shown: Demonstration) -> None:
        """Take in a demonstration."""
        self.samples += shown.samples
        self.choices += shown.choices

    def __len__(self) -> int:
        return len(self.choices)


def minibatches(samples: Sequence[Encoded], size: int, order: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield index arrays: neighbours in size together (padding costs), in the random order of the batches."""
    big = 16 * size
    for start in range(0, len(order), big):
        part = order[start : start + big]
        lengths = np.array([len(samples[index].name) for index in part])
        ranked = part[np.argsort(lengths, kind="stable")]
        pieces = [ranked[at : at + size] for at in range(0, len(ranked), size)]
        # the permutation of the first few of the part shuffles the pieces
        yield from (pieces[at] for at in np.argsort(part[: len(pieces)], kind="stable"))


def clone_loss(
    policy: Policy, lessons: Lessons, chosen: Iterable[int], table: NDArray[np.int16]
) -> tuple[Tensor, Tensor]:
    """Return the cross-entropy with the expert's choices, and the share of choices met, for some of the lessons."""
    picked = [int(index) for index in chosen]
    log_probs, _ = policy(collate([lessons.samples[index] for index in picked], table))
    right = torch.tensor([lessons.choices[index] for index in picked])
    taken = log_probs.gather(1, right[:, None]).squeeze(1)
    return -taken.mean(), (log_probs.argmax(1) == right).float().mean()


def clone_epoch(
    policy: Policy,
    lessons: Lessons,
    table: NDArray[np.int16],
    optimizer: torch.optim.Optimizer,
    order: NDArray[np.int64],
    *,
    size: int = 64,
    rate: Callable[[], float] | None = None,
) -> tuple[float, float]:
    """Go over the lessons once in this order; return mean loss and accuracy. ``rate`` sets each step's rate."""
    policy.train()
    losses, hits, count = 0.0, 0.0, 0
    for piece in minibatches(lessons.samples, size, order):
        if rate is not None:
            for group in optimizer.param_groups:
                group["lr"] = rate()
        loss, right = clone_loss(policy, lessons, piece, table)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(policy.parameters(), 1.0)
        optimizer.step()
        losses += loss.item() * len(piece)
        hits += right.item() * len(piece)
        count += len(piece)
    return losses / max(count, 1), hits / max(count, 1)
