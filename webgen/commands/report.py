"""``webgen report``: a training run as one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from webgen.commands import base


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report")(report)


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN_DIR", help="The folder of a run, such as runs/demo.")],
    pictures: Annotated[bool, typer.Option("--pictures/--no-pictures", help="Take pictures and play episodes again.")] = True,
    json: base.Json = False,
) -> None:
    """Write a run's report.html (one self-contained page) and report.json into its folder."""
    from webgen.report import write

    page = write(run, pictures=pictures, say=base.say)
    if json:
        base.emit(base.read_json(page.with_name("report.json")) | {"page": str(page)})
    else:
        base.write(f"wrote {page} ({page.stat().st_size / 2**20:.1f} MB)")
