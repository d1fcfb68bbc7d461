"""``webgen report``: a training run, or evaluations, as one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from webgen.commands import base
from webgen.errors import InputError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report")(report)


def report(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN_DIR...", help="The folder of a training run such as runs/demo, or of one or more runs of `webgen eval --out`.")],
    pictures: Annotated[bool, typer.Option("--pictures/--no-pictures", help="Take pictures and play episodes again in a browser.")] = True,
    traces: Annotated[int, typer.Option("--traces", help="Of evaluations: episodes of each run that get a page of their own.", min=0, max=500)] = 6,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="Of evaluations: where to write; one run: its own folder.")] = None,
    json: base.Json = False,
) -> None:
    """Write report.html (one self-contained page) and report.json; of evaluations also report.md and pages of episodes."""
    from webgen.evaluation.folder import is_run

    if len(runs) == 1 and not is_run(runs[0]):
        from webgen.report import write

        if out is not None:
            raise InputError("--out is for evaluations; the report of a training run is written into its folder")
        page = write(runs[0], pictures=pictures, say=base.say)
    else:
        page = _evaluations(runs, pictures, traces, out)
    if json:
        base.emit(base.read_json(page.with_name("report.json")) | {"page": str(page)})
    else:
        base.write(f"wrote {page} ({page.stat().st_size / 2**20:.1f} MB)")


def _evaluations(folders: list[Path], pictures: bool, traces: int, out: Path | None) -> Path:
    from webgen.evaluation.folder import read_runs
    from webgen.evaluation.report import build

    if out is None and len(folders) > 1:
        raise InputError("a report of several runs is nobody's own: name its folder with --out")
    target = out or folders[0]
    made = build(read_runs(folders), traces=traces, pictures=pictures, say=base.say)
    try:
        (target / "traces" if traces else target).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write to {target}: {(error.strerror or str(error)).lower()}") from None
    for name, text in sorted(made.files.items(), key=lambda item: item[0] == "report.html"):
        base.save(target / name, text)
    return target / "report.html"
