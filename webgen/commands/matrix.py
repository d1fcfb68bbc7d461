"""``webgen matrix``: what is seen in training, and what is new in one direction each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from webgen.commands import base


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("matrix")(matrix)


def matrix(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN_DIR...", help="Folders of runs of `webgen eval --out`.")],
    json: base.Json = False,
) -> None:
    """Print the success of runs on seen levels, and on unseen ones by axis with the gap to the seen and its 95 % interval."""
    from webgen.evaluation.folder import read_runs
    from webgen.evaluation.matrix import matrix as made

    found = made(read_runs(runs))
    if json:
        base.emit(found)
        return
    title = "success, and gap to what is seen (95 %)" if found["novelty"] else "success by part of the suite"
    table = base.grid(title, "player", *(f"{part}#" for part in found["columns"]))
    for row in found["rows"]:
        table.add_row(row["agent"], *(_cell(row["cells"][part]) for part in found["columns"]))
    base.write_table(table)
    if found["no_gap"]:
        base.write(found["no_gap"])


def _cell(cell: dict[str, Any]) -> str:
    if not cell["episodes"]:
        return ""
    share = f"{cell['success']:.2f} of {cell['episodes']}"
    if cell.get("gap") is None:
        return share
    low, high = cell["gap_ci95"]
    return f"{share}\n{cell['gap']:+.2f} ({low:+.2f} to {high:+.2f})"
