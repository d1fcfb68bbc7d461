"""``webgen trace``: one episode as a page."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from webgen.commands import base
from webgen.errors import InputError

if TYPE_CHECKING:
    from webgen.trajectory import Row


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("trace")(trace)


def trace(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Trajectories (JSON lines): demonstrations, or an evaluation's episodes.jsonl or folder.")],
    line: Annotated[int | None, typer.Option("--line", "-n", help="Which line of the file; without this, the first.", min=1)] = None,
    level: Annotated[int | None, typer.Option("--level", help="Of an evaluation: the number of the level, as in its report.", min=0)] = None,
    attempt: Annotated[int, typer.Option("--attempt", help="Of an evaluation: which attempt at that level.", min=0)] = 0,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where to write the page.")] = Path("trace.html"),
    engine: base.EngineName = "chromium",
    json: base.Json = False,
) -> None:
    """Play one recorded episode again and write it as one self-contained HTML page; in Chromium with pictures."""
    from webgen.engines.chromium.session import ChromiumEngine
    from webgen.trace import page
    from webgen.trace import trace as told

    if level is None and attempt:
        raise InputError("--attempt is of a level: name it with --level")
    if level is not None and line is not None:
        raise InputError("--line and --level both choose the episode; name one of them")
    row = _of_line(file, line or 1) if level is None else _of_level(file, level, attempt)
    with ChromiumEngine(channels=("boxes",)) if engine == "chromium" else base.engine_of(engine) as running:
        found = told(running, row)
    base.save(out, page(found))
    facts = {"page": str(out), "success": found.came_to[0], "ending": found.ending, "steps": len(found.frames), "problems": found.problems}
    if json:
        base.emit(facts)
    else:
        base.write(f"wrote {out}, {len(found.frames)} steps. {found.came_to[1]}")
        for problem in found.problems:
            base.write(f"  {problem}")
    base.end(not found.problems)


def _of_line(file: Path, line: int) -> Row:
    from webgen.evaluation.folder import EPISODES
    from webgen.trajectory import read_trajectories

    path = file / EPISODES if file.is_dir() else file
    row = next(islice(read_trajectories(path), line - 1, None), None)
    if row is None:
        raise InputError(f"{path} has no line {line}")
    return row


def _of_level(file: Path, level: int, attempt: int) -> Row:
    from webgen.evaluation.folder import EPISODES, read_run

    if not file.is_dir() and file.name != EPISODES:
        raise InputError(f"--level is for evaluations: {file} is neither the folder of one nor its {EPISODES}")
    run = read_run(file if file.is_dir() else file.parent)
    row = next((one for one in run.lines if (one["number"], one["attempt"]) == (level, attempt)), None)
    if row is None:
        raise InputError(f"{run.folder} has no episode of level {level}, attempt {attempt}")
    return row
