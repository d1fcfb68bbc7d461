"""Two runs on the same levels: who is better, by how much, how surely, and whether one dominates the other.

A run is paired with another by level and attempt; levels that only one of them played are left out, and so are
episodes that a fault of ours spoiled in either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from webgen.errors import InputError
from webgen.evaluation.folder import Run
from webgen.evaluation.outcome import Outcome, counted
from webgen.evaluation.rates import SURE, Difference, difference, holm
from webgen.shares import percent

Pairs = list[tuple[Outcome, Outcome]]


def paired(one: Run, other: Run) -> Pairs:
    """Return the episodes that both played, by level and attempt."""
    known = {(outcome.level, outcome.attempt): outcome for outcome in counted(other.outcomes)}
    keys = ((outcome, known.get((outcome.level, outcome.attempt))) for outcome in counted(one.outcomes))
    return [(outcome, match) for outcome, match in keys if match is not None]


def refuse_different(one: Run, other: Run) -> None:
    """Refuse runs of which a difference would say nothing of the players.

    Raises:
        InputError: they were played in different engines or on different suites.
    """
    where = f"{one.folder} and {other.folder}"
    if one.engine != other.engine:
        raise InputError(f"{where} were played in different engines ({one.engine}, {other.engine}); --allow-different compares them all the same")
    suites = [(run.suite or {}).get("sha256") for run in (one, other)]
    if suites[0] != suites[1]:
        names = ", ".join(str((run.suite or {}).get("name", "levels of seeds")) for run in (one, other))
        raise InputError(f"{where} were played on different suites ({names}); --allow-different compares the levels they share")


def over_levels(pairs: Pairs) -> list[tuple[Fraction, Fraction]]:
    """Return for each level the share of attempts that each of two players solved."""
    found: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for one, other in pairs:
        found[one.level].append((one.success, other.success))
    return [(Fraction(sum(a for a, _ in tries), len(tries)), Fraction(sum(b for _, b in tries), len(tries))) for tries in found.values()]


def by_family(pairs: Pairs) -> dict[str, Difference]:
    """Return the difference for each family of tasks."""
    groups: dict[str, Pairs] = defaultdict(list)
    for pair in pairs:
        groups[pair[0].family].append(pair)
    return {name: difference(over_levels(group)) for name, group in sorted(groups.items())}


def dominance(families: Mapping[str, Difference]) -> dict[str, Any]:
    """Return who dominates: matches the other on every family of tasks and beats it on at least one.

    ``point`` goes by the shares as they are. ``certain`` counts only families whose difference is certain
    (:attr:`Difference.certain`) also with the exact test corrected for the number of families (Holm); it says that
    one is certainly better somewhere and certainly worse nowhere. Both are ``A``, ``B``, ``equal`` or ``neither``.
    """
    corrected = holm({name: one.p for name, one in families.items()})
    sure = {name: one for name, one in families.items() if corrected[name] < SURE and one.certain}
    return {
        "point": _relation(one.value for one in families.values()),
        "certain": _relation(one.value for one in sure.values()),
        "better": [name for name, one in families.items() if one.value > 0],
        "worse": [name for name, one in families.items() if one.value < 0],
        "certainly_better": [name for name, one in sure.items() if one.value > 0],
        "certainly_worse": [name for name, one in sure.items() if one.value < 0],
    }


def _relation(values: Iterable[float]) -> str:
    found = [(value > 0) - (value < 0) for value in values]
    return {(False, False): "equal", (True, False): "A", (False, True): "B", (True, True): "neither"}[1 in found, -1 in found]


SAID: dict[str, Callable[[str, str], str]] = {
    "A": lambda a, b: f"{a} dominates {b}",
    "B": lambda a, b: f"{b} dominates {a}",
    "equal": lambda a, b: f"{a} and {b} do not differ on any family",
    "neither": lambda a, b: f"neither of {a} and {b} dominates the other",
}


def compare(one: Run, other: Run, *, allow_different: bool = False) -> dict[str, Any]:
    """Compare two runs.

    Args:
        one: the run called A.
        other: the run called B.
        allow_different: whether suites and engines may differ.

    Raises:
        InputError: they may not be compared, or share no level.
    """
    if not allow_different:
        refuse_different(one, other)
    pairs = paired(one, other)
    if not pairs:
        raise InputError(f"{one.folder} and {other.folder} share no level that both played without a fault")
    families = by_family(pairs)
    found = dominance(families)
    corrected = holm({name: value.p for name, value in families.items()})
    return {
        "a": one.name, "b": other.name, "episodes": len(pairs),
        "left_out": {"a": len(one.outcomes) - len(pairs), "b": len(other.outcomes) - len(pairs)},
        **difference(over_levels(pairs)).as_json(),
        "dominance": found,
        "by": {"family": {name: value.as_json() | {"p_corrected": round(corrected[name], 6)} for name, value in families.items()}},
    }  # fmt: skip


def left_out(found: Mapping[str, Any]) -> str:
    """Say which episodes a comparison does not count; nothing where it counts all."""
    told = [f"{count} of {found[who]}" for who, count in found["left_out"].items() if count]
    if not told:
        return ""
    return f"Left out of the comparison, as the other did not play them or a fault spoiled one of the two, are episodes: {' and '.join(told)}; shares of a whole run count all but faults."


def sentence(found: Mapping[str, Any]) -> str:
    """Say in a sentence or two what a comparison found."""
    a, b = found["a"], found["b"]
    edges = found["ci95"]
    shares = f"On {found['levels']} levels {a} solves {percent(found['success_a'], 1)} and {b} {percent(found['success_b'], 1)}"
    if not found["better"] + found["worse"]:
        return f"{shares}, the same on every level."
    reach = found["no_interval"] if edges is None else f"95 % {100 * edges[0]:+.1f} to {100 * edges[1]:+.1f}"
    surely = "more than chance explains" if found["certain"] else "which may be chance"
    return f"{shares}: a difference of {100 * found['difference']:+.1f} points ({reach}), {surely}."
