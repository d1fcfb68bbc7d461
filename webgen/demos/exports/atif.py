"""Agent Trajectory Interchange Format 1.7 of the Harbor framework: one JSON document an episode.

Source: https://harborframework.com/docs/trajectory-format (RFC 0001).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from webgen.actions import tool_schemas
from webgen.demos.exports._chat import Turn, turns
from webgen.demos.exports.base import Exporter, Line, Options, Written
from webgen.toolcalls import SYSTEM
from webgen.trajectory import Row

VERSION = "ATIF-v1.7"


class Atif(Exporter):
    """Steps are the system's, the user's with the first page, then the agent's: a call, and the page it led to."""

    about = (
        f"A file is one episode as an {VERSION} trajectory. A step of the agent holds its call and the page that it led to; "
        "`extra.mistake` marks what was put in on purpose, refused, or no action. `llm_call_count` is 0 where no language model acted."
    )
    loads = 'Trajectory.model_validate_json(open(path).read())  # of any file in {split}/'
    choices = frozenset({"images"})

    def write(self, lines: Iterable[Line], split: str, out: Path, options: Options) -> Written:
        """Write ``SPLIT/LINE.json`` for every line, and the pictures below ``SPLIT/images``."""
        folder = out / split
        folder.mkdir()
        count = 0
        for line in lines:
            document = json.dumps(trajectory(line, _keep_pictures(line, folder)), ensure_ascii=False, indent=1)
            (folder / f"{line.name}.json").write_text(document + "\n", encoding="utf-8")
            count += 1
        return Written(count)


def _keep_pictures(line: Line, folder: Path) -> dict[int, str]:
    """Write the pictures; return their places relative to the document."""
    places: dict[int, str] = {}
    for number, picture in line.pictures.items():
        place = f"images/{line.name}-{number:03d}.{picture.kind}"
        (folder / "images").mkdir(exist_ok=True)
        (folder / place).write_bytes(picture.content)
        places[number] = place
    return places


def trajectory(line: Line, places: dict[int, str]) -> Row:
    """Return a line as a trajectory; ``places`` are the files of its pictures by step."""
    told = turns(line)
    steps: list[Row] = [{"source": "system", "message": SYSTEM}, {"source": "user", "message": _content(told[0], places)}]
    for turn, after in zip(told, [*told[1:], None], strict=True):
        steps.append(_step(line, turn, after, places))
    for number, step in enumerate(steps, 1):
        step["step_id"] = number
    verdict = line.row["verdict"]
    return {
        "schema_version": VERSION,
        "session_id": line.name,
        "trajectory_id": line.name,
        "agent": {"name": line.player, "version": metadata.version("webgen-gym"), "tool_definitions": tool_schemas()},
        "steps": steps,
        "final_metrics": {"total_steps": len(steps), "extra": {"reward": float(line.solved)}},
        "extra": {**line.facts(), "verdict": verdict, "level": line.row["level"]},
    }


def _by_language_model(row: Row) -> bool:
    """Tell whether a language model acted: its lines count requests, those of other players of evaluations nothing."""
    player = str(row.get("player") or "")
    return player.startswith("model:") or (bool(player) and row.get("usage") != {})


def _content(turn: Turn, places: dict[int, str]) -> Any:
    if turn.number not in places or turn.picture is None:
        return turn.page
    source = {"media_type": f"image/{turn.picture.kind}", "path": places[turn.number]}
    return [{"type": "text", "text": turn.page}, {"type": "image", "source": source}]


def _step(line: Line, turn: Turn, after: Turn | None, places: dict[int, str]) -> Row:
    reason = line.steps[turn.number].get("reason")
    step: Row = {"source": "agent", "message": "" if reason else turn.said}
    if reason:
        step["reasoning_content"] = reason
    if turn.call is not None:
        step["tool_calls"] = [{"tool_call_id": turn.call_id, "function_name": turn.call["name"], "arguments": turn.call["arguments"]}]
    if after is not None:
        cause = {"source_call_id": turn.call_id} if turn.call is not None else {}
        step["observation"] = {"results": [{**cause, "content": _content(after, places)}]}
    if not _by_language_model(line.row):
        step["llm_call_count"] = 0
    if not turn.learn:
        step["extra"] = {"mistake": True}
    return step
