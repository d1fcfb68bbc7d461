"""Play levels with an agent and say how well it did, with what certainty, and on what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from agent.play import Agent, Expert, Random, Row, play_levels
from webgen.engines import engine as engine_named
from webgen.errors import InputError
from webgen.evaluation.rates import Rate
from webgen.spec import Level

PAGES = 4  # Chromium pages at once
SEATS = {"twin": 12, "chromium": PAGES}


def agent_named(name: str, *, seed: int = 0, temperature: float = 0.0) -> Agent:
    """Return an agent: ``random``, ``oracle``, or the path of a checkpoint.

    Raises:
        InputError: the name is neither, or the file is no checkpoint.
    """
    if name == "random":
        return Random(seed)
    if name == "oracle":
        return Expert()
    path = Path(name)
    if not path.is_file():
        raise InputError(f"no agent {name!r}: use random, oracle or the path of a checkpoint (runs/demo/trained.pt)")
    return learner(path, seed=seed, temperature=temperature)


def learner(path: Path, *, seed: int = 0, temperature: float = 0.0) -> Agent:
    """Return the agent of a checkpoint that training wrote."""
    import torch

    from agent.policy import revived
    from agent.rollout import Learner
    from agent.words import Vocabulary

    try:
        policy = revived(torch.load(path, weights_only=True)["policy"])
    except Exception:  # noqa: BLE001 - torch raises many kinds, with long advice, for a file that is not its own
        raise InputError(f"{path} is not a checkpoint that training of this version wrote") from None
    return Learner(policy, Vocabulary(), temperature=temperature, seed=seed)


def rate(rows: Iterable[Row]) -> Rate:
    """Count rows; faults of ours are left out."""
    counted = [row for row in rows if not row.fault]
    return Rate(sum(row.success for row in counted), len(counted))


def by(rows: Iterable[Row], part: Literal["workflow", "domain", "variant"]) -> dict[str, dict[str, Any]]:
    """Return the rate for each workflow, domain or variant."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, part)].append(row)
    return {name: rate(group).as_json() for name, group in sorted(groups.items())}


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    """Return what a report says of an evaluation.

    ``success`` counts every level that was played without a fault; ``satisfied`` and ``infeasible`` levels, which can
    be won without changing anything, are told apart as well. ``steps`` is the mean over solved episodes.
    """
    solved = [row for row in rows if row.success]
    return {
        **rate(rows).as_json(),
        "faults": sum(row.fault for row in rows),
        "satisfied": rate(row for row in rows if row.variant == "satisfied").as_json(),
        "infeasible": rate(row for row in rows if row.variant == "infeasible").as_json(),
        "steps": round(sum(row.steps for row in solved) / len(solved), 2) if solved else None,
        "errors_per_step": round(sum(row.errors for row in rows) / max(sum(row.steps for row in rows), 1), 4),
        "by": {part: by(rows, part) for part in ("workflow", "domain", "variant")},
    }


def evaluate(
    agent: Agent,
    levels: Sequence[Level],
    engine: str = "twin",
    *,
    progress: Callable[[int], None] | None = None,
) -> list[Row]:
    """Play levels and return their rows in order; in Chromium several pages run at once."""
    rows = []
    with engine_named(engine) as running:
        threads = PAGES if engine == "chromium" else 0
        for row in play_levels(running, levels, agent, seats=SEATS[engine], threads=threads):
            rows.append(row)
            if progress is not None:
                progress(len(rows))
    return sorted(rows, key=lambda row: row.number)
