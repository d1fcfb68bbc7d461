"""What a file of trajectories holds, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from webgen.features import difficulty
from webgen.trajectory import Row, level_in, read_trajectories, solved

OTHER = "made by another version"  # of the generator: the spec binds to another level now
BANDS = ("0.0-0.2", "0.2-0.4", "0.4-0.6", "0.6-0.8", "0.8-1.0")


def tally(path: Path, progress: Callable[[int], None] | None = None) -> dict[str, Any]:
    """Return the numbers of a file, with the stable keys of the command line.

    ``difficulty`` counts lines by how hard their levels are told to be (:func:`webgen.features.difficulty`), and those
    whose spec no longer binds to their level under :data:`OTHER`; ``mistake_kinds`` counts mistakes by the kind that the
    step says (:data:`webgen.demos.noise.KINDS`), ``refused_mistakes`` those that the page did not take; ``bytes`` are those of the lines, and of the pictures and traces that they name and that are there.

    Raises:
        InputError: the file cannot be read, or a line is not a trajectory.
    """
    rows = list(read_trajectories(path))
    steps = [step for row in rows for step in row["steps"]]
    beside = {str(step["image"]) for step in steps if "image" in step}
    traces = {str(row["trace"]) for row in rows if "trace" in row}
    return {
        "demos": len(rows),
        "solved": sum(map(solved, rows)),
        "levels": len({row["level"]["id"] for row in rows}),
        "steps": len(steps),
        "length": _spread([len(row["steps"]) for row in rows]),
        "workflows": _counted(row.get("workflow") for row in rows),
        "domains": _counted(row.get("domain") for row in rows),
        "locales": _counted(_locale(row) for row in rows),
        "styles": _counted(row["style"] for row in rows),
        "engines": _counted(row["engine"] for row in rows),
        "actions": _counted(step["action"]["name"] if step["action"] else "nothing" for step in steps),
        "difficulty": _bands(rows, progress),
        "with_mistakes": sum(any(step.get("mistake") for step in row["steps"]) for row in rows),
        "mistakes": sum(bool(step.get("mistake")) for step in steps),
        "mistake_kinds": _counted(step.get("slip", "not told") for step in steps if step.get("mistake")),
        "refused_mistakes": sum(bool(step.get("mistake")) and "error" in step for step in steps),
        "with_reasons": sum(any("reason" in step for step in row["steps"]) for row in rows),
        "images": len(beside),
        "traces": len(traces),
        "bytes": {"lines": path.stat().st_size, "images": _size(path.parent, beside), "traces": _size(path.parent, traces)},
    }


def _counted(names: Any) -> dict[str, int]:
    """Count names, the most frequent first."""
    counts = Counter(str(name) for name in names)
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _spread(lengths: list[int]) -> dict[str, int]:
    """Return the median, the 95th percentile (nearest rank) and the largest of some numbers."""
    ordered = sorted(lengths)
    if not ordered:
        return {"p50": 0, "p95": 0, "max": 0}
    rank = {name: ordered[max(0, -(-share * len(ordered) // 100) - 1)] for name, share in (("p50", 50), ("p95", 95))}
    return {**rank, "max": ordered[-1]}


def _locale(row: Row) -> str:
    """Return the locale of the site that the task is on."""
    spec = row["level"]["spec"]
    site = spec.get("task", {}).get("site", 0)
    return str(spec["sites"][site if isinstance(site, int) else 0].get("locale", "en"))


def _bands(rows: list[Row], progress: Callable[[int], None] | None) -> dict[str, int]:
    known: dict[str, str] = {}  # by level: several lines may be of one
    counts = dict.fromkeys(BANDS, 0)
    for number, row in enumerate(rows, 1):
        name = str(row["level"]["id"])
        if name not in known:
            level = level_in(row)
            known[name] = BANDS[min(int(5 * difficulty(level)), 4)] if level.id == name else OTHER
        counts[known[name]] = counts.get(known[name], 0) + 1
        if progress is not None:
            progress(number)
    return counts


def _size(folder: Path, names: set[str]) -> int:
    found = (folder / name for name in names)
    return sum(path.stat().st_size for path in found if path.is_file())
