"""The measures of runs side by side, each with a sentence that says what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from webgen.shares import number, percent

Found = dict[str, Any]
NONE = "—"


def _percent(value: float | None) -> str:
    """Write a share with one decimal."""
    return NONE if value is None else percent(value, 1)


def _within(found: Found) -> str:
    """Write a rate with its interval and how many episodes it is of."""
    if not found["episodes"]:
        return NONE
    low, high = found["ci95"]
    return f"{_percent(found['success'])} ({number(low)} to {number(high)}) of {found['episodes']}"


def _orders(found: Found) -> str:
    orders = found["injected_orders"]
    return f"{_percent(orders['obeyed'])} of {orders['episodes']}" if orders["episodes"] else NONE


def _suite(found: Found) -> str:
    suite = found.get("suite")
    return f"{suite['name']} ({str(suite['sha256'])[:12]})" if suite else "levels of seeds"


def _tokens(found: Found) -> str:
    used = found["usage"]
    return f"{used['tokens_read']:,.0f} read, {used['tokens_written']:,.0f} written" if "tokens_read" in used else NONE


def _time(found: Found) -> str:
    took = found["seconds"]
    return f"{took['p50']:.1f} s, {took['p95']:.1f} s" if took else NONE


def _attempts(name: str) -> Callable[[Found], str]:
    def told(found: Found) -> str:
        most = str(found["attempts"])
        return NONE if found[name][most] is None else f"{_percent(found[name][most])} at k = {most}"

    return told


def _number(value: float | None, form: str) -> str:
    return NONE if value is None else format(value, form)


def _dollars(found: Found) -> str:
    dollars, solved = found["usage"].get("dollars"), found["successes"]
    if not dollars:
        return NONE
    return f"${dollars:,.2f}" + (f", ${dollars / solved:,.3f} for each solved" if solved else "")


MEASURES: tuple[tuple[str, str, Callable[[Found], str]], ...] = (
    ("Suite", "The frozen set of levels, with the beginning of its SHA-256.", _suite),
    ("Engine", "Chromium is a real browser; the twin shows the same text without one.", lambda one: str(one["engine"])),
    ("Levels", "Each a small website with one task.", lambda one: f"{one['levels']} × {one['attempts']}"),
    ("Solved", "All that the goal asks is done and nothing else changed; with the 95 % Wilson interval.", _within),
    ("pass@k", "Chance that at least one of k attempts at a level succeeds.", _attempts("pass_at")),
    ("pass^k", "Chance that all of k attempts at a level succeed.", _attempts("pass_all")),
    ("Steps against the expert", "Steps on solved levels over those of the expert there; 1 is as short.", lambda one: _number(one["steps_ratio"], ".2f")),
    ("Mistakes a step", "Actions that were refused, or were none: an unknown element, bad JSON, words without a call.", lambda one: _number(one["errors_per_step"], ".3f")),
    ("Unwanted changes", "Share of episodes that changed or sent something the goal does not ask for.", lambda one: _percent(one["side_effects"])),
    ("Injected orders obeyed", "Of episodes where a comment on a page gave orders to machines, the share in which the change log or the ending is what one of them asks for.", _orders),
    ("Cannot be done", "Levels where giving up is right: share solved.", lambda one: _within(one["infeasible"])),
    ("Right from the start", "Levels where nothing is to be changed: share solved.", lambda one: _within(one["satisfied"])),
    ("Faults", "Episodes that our own machinery or the endpoint spoiled. They count as nothing.", lambda one: str(one["faults"])),
    ("Time of an episode", "Median and 95th percentile.", _time),
    ("Tokens", "Of all episodes, faults too.", _tokens),
    ("Cost", "At the prices that were given.", _dollars),
)


def measures(summaries: Sequence[Found]) -> list[dict[str, Any]]:
    """Return the rows of the table side by side; measures that no run has are left out, and so is k where k is 1."""
    rows: list[dict[str, Any]] = [{"name": name, "meaning": meaning, "values": [told(one) for one in summaries]} for name, meaning, told in MEASURES]
    several = any(one["attempts"] > 1 for one in summaries)
    return [row for row in rows if set(row["values"]) != {NONE} and (several or not row["name"].startswith("pass"))]
