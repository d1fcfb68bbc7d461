"""Runs made up of outcomes, for what counts and compares them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from webgen.evaluation.folder import Run
from webgen.evaluation.outcome import Outcome


def outcome(number: int, success: bool, **other: Any) -> Outcome:
    """Return an episode that was solved or not, with anything else as given."""
    known: dict[str, Any] = {
        "attempt": 0, "level": f"level {number}", "workflow": "edit", "family": "edit", "domain": "shop", "variant": "normal",
        "difficulty": 0.3, "frictions": (), "locale": "en", "part": "seen", "ending": "done", "steps": 4, "limit": 20,
        "errors": 0, "seconds": 1.0, "reasons": () if success else ("the wanted update of product is missing or differs",),
        "why": "", "unwanted": 0, "shown": (), "obeyed": (), "usage": {},
    }  # fmt: skip
    return Outcome(number=number, success=success, **known | other)


def made_run(name: str, outcomes: Sequence[Outcome], *, engine: str = "twin", sha: str = "a") -> Run:
    """Return a finished run of a suite; its lines hold only what tables read."""
    lines = [
        {"number": one.number, "attempt": one.attempt, "goal": f"Goal {one.number}", "engine": engine, "player": name}
        for one in outcomes
    ]
    summary = {"agent": name, "suite": {"name": "made", "sha256": sha * 64, "levels": 1}, "versions": {"python": "3"}}
    return Run(Path(name), lines, list(outcomes), summary)
