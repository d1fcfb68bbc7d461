"""``webgen check``: is every level sound?"""

from __future__ import annotations

from typing import Annotated

import typer

from webgen.commands import base


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check)


def check(
    seeds: Annotated[str, typer.Option("--seeds", metavar="A:B", help="Seeds A to B-1.")] = "0:60",
    engine: base.EngineName = "twin",
    knob: base.KnobList = None,
    jobs: base.Jobs = 1,
    mutations: Annotated[int, typer.Option("--mutations", min=0, help="Edit and cross each spec so often first.")] = 0,
    json: base.Json = False,
) -> None:
    """Check levels: the expert passes in every style; idling and near misses fail; the goal fits one outcome."""
    from functools import partial

    from webgen.check import CheckReport, check_with
    from webgen.check import check as run
    from webgen.spread import spread

    wanted, knobs = base.seeds_of(seeds), base.knobs_of(knob)

    def note(report: CheckReport) -> str:
        return f"{report.oracle_solved} solved, {len(report.failures)} failures"

    if jobs > 1:
        with base.progress("checking levels", len(wanted)) as update:
            report = spread(partial(check_with, engine, knobs, mutations=mutations), wanted, jobs, progress=lambda done: update(done, ""))
    else:
        with base.engine_of(engine) as running, base.progress("checking levels", len(wanted)) as update:
            report = run(running, wanted, knobs=knobs, mutations=mutations, progress=lambda now: update(now.levels, note(now)))
    if json:
        base.emit(report.as_json())
    else:
        facts = report.as_json()
        failures = facts.pop("failures")
        table = base.grid("check", "what", "value#")
        for name, value in facts.items():
            table.add_row(name.replace("_", " "), str(value))
        base.write_table(table)
        base.write("every law held" if report.holds else "\n".join(f"seed {item['seed']}: {item['what']}" for item in failures))
    base.end(report.holds)
