"""A sample of demonstrations on one page for people: goals, pictures, what was done and why."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from webgen.demos.pictures import picture_trouble
from webgen.engines import NAMES
from webgen.engines import engine as engine_named
from webgen.errors import InputError, UnknownName
from webgen.png import reduced
from webgen.site.render import render
from webgen.streams import Stream
from webgen.trace import Frame, box_in, trace
from webgen.trajectory import Row, read_trajectories
from webgen.trajectory import solved as counts_as_solved

WIDTH = 480  # CSS pixels of a picture
PICTURES = 12  # of one demonstration; of a longer one, some spread over it


@dataclass(frozen=True, slots=True)
class Seen:
    """One step: what was done, why, and the page before it where a picture of it is shown."""

    number: int
    did: str
    why: str
    mistake: bool
    error: str
    picture: str
    box: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One demonstration of the sample, by its line in the file."""

    line: int
    goal: str
    facts: tuple[str, ...]
    solved: bool
    steps: tuple[Seen, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gallery:
    """What is shown, and how many lines the file holds."""

    name: str
    held: int
    shown: tuple[Shown, ...]


def sample(rows: list[Row], count: int) -> list[int]:
    """Return the places of some lines, in order: of every workflow one, then another of each, drawn evenly."""
    groups: dict[str, list[int]] = defaultdict(list)
    stream = Stream(0, "demos", "gallery")
    for at in stream.shuffled(range(len(rows))):
        groups[str(rows[at].get("workflow", ""))].append(at)
    turns = sorted((turn, stream.child(name).seed(), at) for name, group in groups.items() for turn, at in enumerate(group))
    return sorted(at for _, _, at in turns[:count])


def gallery_of(
    path: Path, count: int, engine: str | None = None, progress: Callable[[int], None] | None = None
) -> Gallery:
    """Play a sample of a file again and tell it.

    Args:
        path: of the lines.
        count: how many of them.
        engine: where; without one the twin where all of the sample have pictures of their own, else Chromium.
        progress: is told how many are done.

    Raises:
        InputError: the file cannot be read or is empty, or a line is not a trajectory.
    """
    rows = list(read_trajectories(path))
    if not rows:
        raise InputError(f"{path} holds no demonstration")
    if engine is not None and engine not in NAMES:
        raise UnknownName("engine", engine, NAMES)
    places = sample(rows, count)
    own = all("image" in step for at in places for step in rows[at]["steps"])
    name = engine or ("twin" if own else "chromium")
    shown = []
    with ExitStack() as stack:
        playing = engine_named(name, channels=("boxes",)) if name == "chromium" else engine_named(name)
        stack.enter_context(playing)
        for number, at in enumerate(places, 1):
            row = rows[at]
            try:
                found = trace(playing, row)
                steps, problems, solved = found.frames, tuple(found.problems), found.came_to[0]
            except InputError as error:
                steps, problems, solved = [], (str(error),), counts_as_solved(row)
            told, trouble = _steps(steps, row, path.parent)
            shown.append(Shown(at + 1, str(row.get("goal", "")), _facts(row), solved, told, (*problems, *trouble)))
            if progress is not None:
                progress(number)
    return Gallery(path.name, len(rows), tuple(shown))


def _facts(row: Row) -> tuple[str, ...]:
    slips = sum(bool(step.get("mistake")) for step in row["steps"])
    more = [f"{slips} mistakes" if slips > 1 else "1 mistake"] if slips else []
    return (str(row.get("workflow", "")), str(row.get("domain", "")), str(row["style"]), f"{len(row['steps'])} steps", *more)


def _steps(frames: list[Frame], row: Row, folder: Path) -> tuple[tuple[Seen, ...], list[str]]:
    """Return the steps, and what is wrong with pictures of their own, which are then not shown."""
    pictured = _pictured(len(frames))
    told, trouble = [], []
    for at, (frame, step) in enumerate(zip(frames, row["steps"], strict=False)):
        try:
            picture = _picture(frame, step, folder) if at in pictured else ""
        except InputError as error:
            picture = ""
            trouble.append(str(error))
        box = (frame.box or _box(frame, step)) if picture else None
        told.append(Seen(frame.number, frame.did, str(step.get("reason", "")), bool(step.get("mistake")), frame.error, picture, box))
    return tuple(told), trouble


def _pictured(steps: int) -> set[int]:
    """Return the steps whose pages are shown: the first, the last, and some evenly between."""
    if steps <= PICTURES:
        return set(range(steps))
    return {round(number * (steps - 1) / (PICTURES - 1)) for number in range(PICTURES)}


def _picture(frame: Frame, step: Row, folder: Path) -> str:
    """Return the page of a step as a small picture: the line's own, or the one of the replay.

    Raises:
        InputError: the line's own is missing or damaged.
    """
    if step.get("image") is not None:
        try:
            content = (folder / str(step["image"])).read_bytes()
        except OSError as error:
            raise InputError(f"the picture {step['image']} cannot be read: {(error.strerror or str(error)).lower()}") from None
        if trouble := picture_trouble(content, step.get("image_sha256")):
            raise InputError(f"the picture {step['image']} {trouble}")
    elif frame.picture:
        content = base64.b64decode(frame.picture.partition(",")[2])
    else:
        return ""
    return "data:image/webp;base64," + base64.b64encode(reduced(content, WIDTH)).decode("ascii")


def _box(frame: Frame, step: Row) -> tuple[float, float, float, float] | None:
    """Return where the element that a step is about is in its own picture."""
    arguments = (step["action"] or {}).get("arguments", {})
    ref = arguments.get("target") or arguments.get("startTarget")
    box = step.get("boxes", {}).get(ref)
    return box_in((box[0], box[1], box[2], box[3])) if box else None


def page(found: Gallery) -> str:
    """Return a gallery as one self-contained page: no script, no external file."""
    return render("report/demos.html", {"gallery": found})
