"""``webgen trace``: one episode as a page."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from webgen.commands import base
from webgen.errors import InputError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("trace")(trace)


def trace(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Trajectories (JSON lines): demonstrations, or an evaluation's episodes.jsonl.")],
    line: Annotated[int, typer.Option("--line", "-n", help="Which of them.", min=1)] = 1,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where to write the page.")] = Path("trace.html"),
    engine: base.EngineName = "chromium",
    json: base.Json = False,
) -> None:
    """Play one recorded episode again and write it as one self-contained HTML page; in Chromium with pictures."""
    from webgen.engines.chromium.session import ChromiumEngine
    from webgen.trace import page
    from webgen.trace import trace as told
    from webgen.trajectory import read_trajectories

    row = next(islice(read_trajectories(file), line - 1, None), None)
    if row is None:
        raise InputError(f"{file} has no line {line}")
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
