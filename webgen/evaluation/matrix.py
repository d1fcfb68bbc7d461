"""The generalisation matrix: what players do on what is like their training, and on what is new in one direction each.

Rows are runs, columns the parts of a suite: ``seen``, and an axis for each kind of novelty. A level is of the part that
its suite says; where the suite says nothing, of the axis of the held-out parts that its spec uses. Other suites have parts
that tell nothing of training; these are a plain table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from webgen.evaluation.folder import Run
from webgen.evaluation.outcome import SEEN, SEVERAL
from webgen.evaluation.rates import gap
from webgen.evaluation.summary import grouped, rate
from webgen.generate import axes


def columns(runs: Sequence[Run]) -> list[str]:
    """Return the parts that any of some runs played: seen first, several axes at once last."""
    found = {one.part for run in runs for one in run.outcomes}
    order = {SEEN: 0, SEVERAL: 2}
    return sorted(found, key=lambda part: (order.get(part, 1), part))


def novel(run: Run) -> bool:
    """Tell whether the parts a run played are what training sees and axes of what it does not."""
    found = {one.part for one in run.outcomes}
    return SEEN in found or found <= {SEVERAL, *axes()}


def matrix(runs: Sequence[Run]) -> dict[str, Any]:
    """Return for every run and part the success; for what is unseen also ``gap``, its success minus that on what was seen.

    ``gap_ci95`` is the interval of the gap. Both are None where nothing of one of the two was played. ``no_gap`` says why
    there is none at all, where that is so. ``novelty`` is false, and there are no gaps, where the parts of a suite tell
    nothing of training.
    """
    parts, novelty = columns(runs), all(map(novel, runs))
    rows = [{"run": str(run.folder), "agent": run.name, "cells": _cells(run, parts, novelty)} for run in runs]
    return {"columns": parts, "novelty": novelty, "no_gap": _why(runs, novelty), "rows": rows}


def _why(runs: Sequence[Run], novelty: bool) -> str | None:
    """Say why no gap is told; None where one is."""
    if not novelty:
        names = sorted({str(run.suite["name"]) for run in runs if run.suite and not novel(run)})
        return f"No gap is told: the suite{f' {names[0]}' if len(names) == 1 else ''} has no unseen parts."
    if not any(rate(one for one in run.outcomes if one.part == SEEN).episodes for run in runs):
        return "No gap is told: nothing of the part seen was played, which the others are held against."
    return None


def _cells(run: Run, parts: Sequence[str], novelty: bool) -> dict[str, dict[str, Any]]:
    groups = grouped(run.outcomes, "part")
    seen = rate(groups.get(SEEN, ()))
    found: dict[str, dict[str, Any]] = {}
    for part in parts:
        here = rate(groups.get(part, ()))
        found[part] = here.as_json()
        if novelty and part != SEEN:
            known = bool(seen.episodes and here.episodes)
            found[part]["gap"] = round(here.value - seen.value, 4) if known else None
            found[part]["gap_ci95"] = [round(edge, 4) for edge in gap(here, seen)] if known else None
    return found
