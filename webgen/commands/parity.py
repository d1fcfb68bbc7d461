"""``webgen parity``: do both engines show the same?"""

from __future__ import annotations

from typing import Annotated

import typer

from webgen.commands import base


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("parity")(parity)


def parity(
    levels: Annotated[int, typer.Option("--levels", "-n", help="How many levels.")] = 20,
    seed: Annotated[str, typer.Option("--seed", "-s", help="The first seed.")] = "0",
    knob: base.KnobList = None,
    jobs: base.Jobs = 1,
    mutations: Annotated[int, typer.Option("--mutations", min=0, help="Edit and cross each spec so often first.")] = 0,
    json: base.Json = False,
) -> None:
    """Walk levels in Chromium and the twin at once; compare text, address, title, log and verdict after every act."""
    from functools import partial

    from webgen.parity import ParityReport, parity_with
    from webgen.parity import parity as run
    from webgen.spread import spread
    from webgen.streams import seed_of

    first, count, knobs = seed_of(seed), base.count_of(levels, "--levels"), base.knobs_of(knob)

    def note(report: ParityReport) -> str:
        return f"{report.equal} of {report.transitions} transitions equal"

    seeds = range(first, first + count)
    if jobs > 1:
        with base.progress("walking levels", count) as update:
            report = spread(partial(parity_with, knobs, mutations=mutations), seeds, jobs, progress=lambda done: update(done, ""))
    else:
        with (
            base.engine_of("chromium") as chromium,
            base.engine_of("twin") as twin,
            base.progress("walking levels", count) as update,
        ):
            report = run(
                (chromium, twin), seeds, knobs=knobs, mutations=mutations, progress=lambda now: update(now.levels, note(now))
            )
    _coverage(report)
    if json:
        base.emit(report.as_json())
    else:
        base.write(
            f"{report.levels} levels, {report.transitions} transitions, {report.equal} equal, "
            f"{report.changed} changed the text, {report.unsupported} unsupported"
        )
        for item in report.mismatches:
            what = item.get("unsupported") or f"{item['walk']} walk, step {item['step']}: {item['difference']}"
            base.write(f"  seed {item['seed']}: {what}")
    base.end(not report.mismatches and report.equal == report.transitions and not report.unsupported)


def _coverage(report: object) -> None:
    """Print how often each action was done to each widget or role, and with which outcome, to standard error."""
    from collections import Counter, defaultdict

    from webgen.parity import ParityReport

    assert isinstance(report, ParityReport)
    rows: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for key, count in report.coverage.items():
        part, action, outcome = key.split(" ")
        rows[part, action][outcome] += count
    table = base.grid("coverage: what was done to which part, and what came of it", "widget or role", "action", "ok#", "mistakes")
    for (part, action), outcomes in sorted(rows.items()):
        mistakes = ", ".join(f"{kind} {count}" for kind, count in sorted(outcomes.items()) if kind != "ok")
        table.add_row(part, action, str(outcomes["ok"]), mistakes)
    base.write_table(table, to_stderr=True)
