"""The trajectories themselves as a table: an episode a row, nothing lost but the pictures that were not asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from webgen.demos.exports._tables import IMAGE, read_table, write_table
from webgen.demos.exports.base import FACTS, Exporter, Line, Options, Written, compact
from webgen.trajectory import Row

_STEP = {"snapshot": "string", "url": "string", "title": "string", "text": "string", "error": "string", "reply": "string", "reason": "string"}
_COLUMNS: dict[str, Any] = {
    **FACTS, "spec": "string", "engine": "string", "style": "string", "final": "string",
    "reasons": ["string"], "subgoals": [{"name": "string", "reached": "bool"}],
}  # fmt: skip
_OWN = {"goal", "workflow", "domain", "level", "engine", "style", "steps", "final", "verdict"}
_OWN_OF_STEP = {*_STEP, "action", "mistake", "image"}


class Parquet(Exporter):
    """Columns for what one filters by; ``more`` of a row and of a step holds all other keys as JSON."""

    about = "A row is a trajectory; `steps` holds what was seen (`text`) and done (`action`, `arguments` as JSON), step by step."
    loads = 'load_dataset("parquet", data_files="{split}.parquet")["train"]'
    choices = frozenset({"images"})
    data = "{split}.parquet"

    def write(self, lines: Iterable[Line], split: str, out: Path, options: Options) -> Written:
        """Write ``SPLIT.parquet``."""
        step = {**_STEP, "action": "string", "arguments": "string", "mistake": "bool", "more": "string"}
        columns = {**_COLUMNS, "steps": [{**step, **({"image": IMAGE} if options.images else {})}], "more": "string"}
        return Written(write_table(out / f"{split}.parquet", columns, (_row(line, options) for line in lines)))


def _row(line: Line, options: Options) -> Row:
    row, verdict = line.row, line.row["verdict"]
    more = {key: value for key, value in row.items() if key not in _OWN}
    rest = {key: value for key, value in verdict.items() if key not in ("subgoals", "reasons") and (key != "success" or value != line.solved)}
    return {
        **line.facts(),
        "spec": compact(row["level"]["spec"]),
        "engine": row["engine"],
        "style": row["style"],
        "final": row["final"],
        "reasons": verdict.get("reasons", []),
        "subgoals": [{"name": name, "reached": reached} for name, reached in verdict.get("subgoals", [])],
        "steps": [_step(line, number, options) for number in range(len(line.steps))],
        "more": compact(more | ({"verdict": rest} if rest else {})),
    }


def _step(line: Line, number: int, options: Options) -> Row:
    step = line.steps[number]
    action = step["action"] or {}
    return {
        **{key: step.get(key) for key in _STEP},
        "action": action.get("name"),
        "arguments": compact(action["arguments"]) if action else None,
        "mistake": bool(step.get("mistake", False)),
        "more": compact({key: value for key, value in step.items() if key not in _OWN_OF_STEP}),
        **({"image": line.pictures.get(number)} if options.images else {}),
    }


def trajectories(path: Path) -> list[Row]:
    """Read a table back as the trajectories that it was made of, with texts, without pictures."""
    return [_again(row) for row in read_table(path)]


def _again(row: Row) -> Row:
    more = json.loads(row["more"])
    verdict = {
        "success": row["success"],
        "subgoals": [[pair["name"], pair["reached"]] for pair in row["subgoals"]],
        "reasons": row["reasons"],
        **more.pop("verdict", {}),
    }
    level = {"id": row["level_id"], "content_seed": row["content_seed"], "spec": json.loads(row["spec"])}
    kept = {key: row[key] for key in ("goal", "workflow", "domain", "engine", "style", "final")}
    return {**more, **kept, "level": level, "steps": [_step_again(step) for step in row["steps"]], "verdict": verdict}


def _step_again(step: Row) -> Row:
    action = {"name": step["action"], "arguments": json.loads(step["arguments"])} if step["action"] else None
    said = {key: step[key] for key in _STEP if step[key] is not None}
    return {**said, "action": action, **({"mistake": True} if step["mistake"] else {}), **json.loads(step["more"])}
