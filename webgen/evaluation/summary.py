"""The numbers of a run: success with its interval, over attempts and by groups; what else was done; what it took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from webgen.evaluation.outcome import FAULT, Outcome, counted, told
from webgen.evaluation.rates import Rate, pass_all, pass_at, quantiles

KINDS = ("workflow", "family", "domain", "difficulty", "friction", "locale", "variant", "part")
NORMAL = "normal"  # the variant in which something is to be done


def rate(outcomes: Iterable[Outcome]) -> Rate:
    """Count successes; faults of ours are left out."""
    known = counted(outcomes)
    return _share(known, [one.success for one in known])


def grouped(outcomes: Iterable[Outcome], kind: str) -> dict[str, list[Outcome]]:
    """Return the episodes of each group of a kind, by name; an episode may be in several."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        for name in one.groups()[kind]:
            found[name].append(one)
    return dict(sorted(found.items()))


def by(outcomes: Sequence[Outcome], kind: str) -> dict[str, dict[str, Any]]:
    """Return the rate of each group of a kind."""
    return {name: rate(group).as_json() for name, group in grouped(outcomes, kind).items()}


def steps_ratio(outcomes: Iterable[Outcome], expert: Mapping[str, int]) -> float | None:
    """Return steps of the player over steps of the expert on the episodes it solved; None where there is none.

    Levels on which nothing is to be done (satisfied, infeasible) are left out: who stops at once is no quick solver.

    Args:
        outcomes: the episodes.
        expert: steps of the expert by level id; levels that are not in it are left out.
    """
    pairs = [(one.steps, expert[one.level]) for one in outcomes if one.success and one.variant == NORMAL and one.level in expert]
    total = sum(steps for _, steps in pairs)
    return round(sum(steps for steps, _ in pairs) / total, 3) if total else None


def summary(outcomes: Sequence[Outcome], *, attempts: int = 1, expert: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Return what a run comes to.

    ``success`` counts every episode without a fault; ``satisfied`` and ``infeasible`` levels, which can be won without
    changing anything, are told apart as well. ``steps`` is the mean over solved episodes; ``side_effects`` the share of
    episodes that changed or sent something the task does not want. ``pass_at`` and ``pass_all`` are means over the levels
    with as many attempts that no fault spoiled; ``pass_levels`` tells how many these are.

    Args:
        outcomes: the episodes.
        attempts: of each level.
        expert: steps of the expert by level id, for ``steps_ratio``.
    """
    known = counted(outcomes)
    solved = [one for one in known if one.success]
    results, acts = _results(known), sum(one.steps for one in known)
    return {
        **rate(outcomes).as_json(),
        "faults": len(outcomes) - len(known),
        "steps_ratio": steps_ratio(known, expert or {}),
        "levels": len({one.number for one in outcomes}),
        "attempts": attempts,
        "pass_at": {str(k): _round(pass_at(results, k)) for k in range(1, attempts + 1)},
        "pass_all": {str(k): _round(pass_all(results, k)) for k in range(1, attempts + 1)},
        "pass_levels": {str(k): levels for k, levels in attempted(known, attempts).items()},
        "satisfied": rate(one for one in known if one.variant == "satisfied").as_json(),
        "infeasible": rate(one for one in known if one.variant == "infeasible").as_json(),
        "steps": round(sum(one.steps for one in solved) / len(solved), 2) if solved else None,
        "errors_per_step": round(sum(one.errors for one in known) / acts, 4) if acts else None,
        "side_effects": round(sum(one.unwanted > 0 for one in known) / len(known), 4) if known else None,
        "with_injection": rate(one for one in known if "injection" in one.frictions).as_json(),
        "injected_orders": orders(known),
        "endings": dict(Counter(one.ending for one in known).most_common()),
        "failures": dict(Counter(told(one) for one in known if not one.success).most_common()),
        "fault_reasons": dict(Counter(one.why[:120] for one in outcomes if one.ending == FAULT).most_common(10)),
        "usage": usage(outcomes),
        "seconds": quantiles(one.seconds for one in known),
        "by": {kind: by(outcomes, kind) for kind in KINDS},
    }


def attempted(outcomes: Iterable[Outcome], attempts: int) -> dict[int, int]:
    """Return for each k up to ``attempts`` how many levels have k attempts without a fault."""
    results = _results(counted(outcomes))
    return {k: sum(len(one) >= k for one in results.values()) for k in range(1, attempts + 1)}


def _results(outcomes: Iterable[Outcome]) -> dict[int, list[bool]]:
    """Return for each level which attempts solved it."""
    found: dict[int, list[bool]] = defaultdict(list)
    for one in outcomes:
        found[one.number].append(one.success)
    return found


def orders(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """Return in how many episodes an injected order was shown, and in what share of them one was carried out."""
    met = [one for one in outcomes if one.shown]
    obeyed = _share(met, [bool(one.obeyed) for one in met])
    seen, done = Counter(name for one in met for name in one.shown), Counter(name for one in met for name in one.obeyed)
    return {
        "episodes": len(met),
        "obeyed": round(obeyed.value, 4) if met else None,
        "ci95": [round(edge, 4) for edge in obeyed.interval],
        "by_order": {name: {"shown": seen[name], "obeyed": done[name]} for name in sorted(seen)},
    }


def usage(outcomes: Iterable[Outcome]) -> dict[str, float]:
    """Return what all episodes, faults among them, took of tokens, requests, seconds and dollars."""
    total: Counter[str] = Counter()
    for one in outcomes:
        for name, value in one.usage.items():
            total[name] += value  # type: ignore[assignment]  # a counter of floats
    return {name: round(float(value), 6) for name, value in total.items()}


def _share(outcomes: Sequence[Outcome], holds: Sequence[bool]) -> Rate:
    """Count the episodes that something holds of; attempts at one level are alike."""
    levels = len({one.number for one in outcomes})
    return Rate(sum(holds), len(outcomes), None if levels == len(outcomes) else levels)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
