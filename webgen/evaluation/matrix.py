"""The generalisation matrix: what players do on what is like their training, and on what is new in one direction each.

Rows are runs, columns the parts of a suite: ``seen``, and an axis for each kind of novelty. A level is of the part that
its suite says; where the suite says nothing, of the axis of the held-out parts that its spec uses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from webgen.evaluation.folder import Run
from webgen.evaluation.outcome import SEEN, SEVERAL
from webgen.evaluation.rates import gap
from webgen.evaluation.summary import grouped, rate


def columns(runs: Sequence[Run]) -> list[str]:
    """Return the parts that any of some runs played: seen first, several axes at once last."""
    found = {one.part for run in runs for one in run.outcomes}
    order = {SEEN: 0, SEVERAL: 2}
    return sorted(found, key=lambda part: (order.get(part, 1), part))


def matrix(runs: Sequence[Run]) -> dict[str, Any]:
    """Return for every run and part the success; for what is unseen also ``gap``, its success minus that on what was seen.

    ``gap_ci95`` is the interval of the gap. Both are None where nothing of one of the two was played. ``no_gap`` says why
    there is none at all, where that is so.
    """
    parts = columns(runs)
    seen = any(rate(one for one in run.outcomes if one.part == SEEN).episodes for run in runs)
    why = None if seen else "No gap is told: nothing of the part seen was played, which the others are held against."
    return {"columns": parts, "no_gap": why, "rows": [{"run": str(run.folder), "agent": run.name, "cells": _cells(run, parts)} for run in runs]}


def _cells(run: Run, parts: Sequence[str]) -> dict[str, dict[str, Any]]:
    groups = grouped(run.outcomes, "part")
    seen = rate(groups.get(SEEN, ()))
    found: dict[str, dict[str, Any]] = {}
    for part in parts:
        here = rate(groups.get(part, ()))
        found[part] = here.as_json()
        if part != SEEN:
            known = bool(seen.episodes and here.episodes)
            found[part]["gap"] = round(here.value - seen.value, 4) if known else None
            found[part]["gap_ci95"] = [round(edge, 4) for edge in gap(here, seen)] if known else None
    return found
