"""Demonstrations of every kind that an export must cope with: recorded, with pictures, with mistakes, by a model."""

from __future__ import annotations

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from webgen.actions import Click, Scroll
from webgen.demos.record import demonstrate
from webgen.engines import engine
from webgen.engines.base import Engine
from webgen.episode import Episode
from webgen.generate import Knobs, level_of
from webgen.oracle import Oracle
from webgen.spec import Level
from webgen.trajectory import Recorder

Row = dict[str, Any]
KNOBS = Knobs(friction=0.0, workflows=("verb", "delete", "answer"))
PLAIN, PICTURED, MISTAKEN, TOLD = range(4)  # the lines of the file
SEEDS = (60, 105, 160, 121)


def mistaken(twin: Engine, level: Level, *, text: bool) -> Row:
    """Let the expert play after two mistakes: a click on nothing, and a scroll that it scrolls back."""
    oracle = Oracle(level, "mouse")
    with Episode(twin, level) as episode:
        played = Recorder(episode, text=text)
        played.act(Click("e99999"), mistake=True, reason="Clicks what is not there.")
        played.act(Scroll(dy=100), mistake=True)
        played.act(Scroll(dy=-100), reason="Goes back to the top.")
        while not played.act(oracle.act(episode.snapshot)).ended:
            pass
        return played.row(twin.name, "mouse", episode.verdict())


def told(twin: Engine, level: Level) -> Row:
    """Play as a language model that first says what is no action, and what is no tool; without texts."""
    oracle = Oracle(level, "keyboard")
    with Episode(twin, level) as episode:
        played = Recorder(episode)
        played.mistake("Answer with exactly one tool call; words alone do nothing.", reply="Let me think.")
        played.mistake("unknown action 'browser_dance'.", calls=["browser_dance({})"])
        while not played.act(oracle.act(episode.snapshot), reply="Next.").ended:
            pass
        return played.row(twin.name, "", episode.verdict(), player="tiny-model", ending="done", why="", seconds=1.5)


def picture(number: int, kind: str) -> bytes:
    """Return a small picture of one colour."""
    content = BytesIO()
    Image.new("RGB", (64, 36), (40 * number % 256, 90, 160)).save(content, kind)
    return content.getvalue()


@cache
def _rows() -> tuple[str, ...]:
    with engine("twin") as twin:
        levels = [level_of(seed, KNOBS) for seed in SEEDS]
        rows = [
            demonstrate(twin, levels[PLAIN], "mouse"),
            demonstrate(twin, levels[PICTURED], "keyboard", text=True),
            mistaken(twin, levels[MISTAKEN], text=True),
            told(twin, levels[TOLD]),
        ]
    for step in rows[PICTURED]["steps"]:
        step |= {"reason": f"Because of {step['title']}.", "boxes": {"e1": [0, 0, 1280, 720]}}
    return tuple(json.dumps(row, ensure_ascii=False) for row in rows)


def rows() -> list[Row]:
    """Return the lines, anew."""
    return [json.loads(line) for line in _rows()]


def write(folder: Path, lines: list[Row] | None = None) -> Path:
    """Write the lines and the pictures of one of them into a folder; return the file."""
    lines = rows() if lines is None else lines
    images = folder / "demos.images"
    images.mkdir(parents=True, exist_ok=True)
    if len(lines) > PICTURED:
        for number, step in enumerate(lines[PICTURED]["steps"]):
            kind = "png" if number % 2 else "webp"
            name = f"000001-{number:02d}.{kind}"
            (images / name).write_bytes(picture(number, kind))
            step["image"] = f"demos.images/{name}"
    file = folder / "demos.jsonl"
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return file
