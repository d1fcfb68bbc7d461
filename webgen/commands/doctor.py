"""``webgen doctor``: what is missing, and how to get it."""

from __future__ import annotations

from typing import Annotated

import typer

from webgen.commands import base


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(
    json: base.Json = False,
    install: Annotated[bool, typer.Option("--install", help="Get a browser first if there is none.")] = False,
) -> None:
    """Say what this installation has, what is missing, and how to get it."""
    from webgen.doctor import examine

    if install:
        _get_browser()

    findings = examine()
    holds = all(item.state != "missing" for item in findings)
    if json:
        base.emit({"ok": holds, "findings": [item.as_json() for item in findings]})
    else:
        table = base.grid("doctor", "", "what", "found", "how to get it")
        marks = {"ok": "[green]ok[/green]", "missing": "[red]missing[/red]", "optional": "[yellow]optional[/yellow]"}
        for item in findings:
            table.add_row(marks[item.state], item.what, item.found, item.remedy)
        base.write_table(table)
    base.end(holds)


def _get_browser() -> None:
    from webgen.engines.chromium.find import find
    from webgen.engines.chromium.find import install as get
    from webgen.errors import InputError

    try:
        find()
    except InputError:
        get(lambda text: typer.echo(f"== {text}", err=True))
