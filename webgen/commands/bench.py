"""``webgen bench``: how fast is an engine?"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from webgen.commands import base


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bench")(bench)


def bench(
    engine: base.EngineName = "twin",
    seconds: Annotated[float, typer.Option("--seconds", help="Engine time to measure.")] = 20.0,
    seed: Annotated[str, typer.Option("--seed", "-s", help="The first seed.")] = "0",
    knob: base.KnobList = None,
    json: base.Json = False,
) -> None:
    """Time an engine over expert and random steps on levels that never repeat, in one process."""
    from webgen.bench import BenchReport
    from webgen.bench import bench as run
    from webgen.streams import seed_of

    first, knobs = seed_of(seed), base.knobs_of(knob)
    with base.engine_of(engine) as running, base.progress(f"timing {engine}", max(1, round(seconds))) as update:

        def progress(report: BenchReport) -> None:
            spent = sum(report.steps) + sum(report.resets)
            update(min(round(seconds), int(spent)), f"{len(report.steps)} steps")

        facts = run(running, seconds=seconds, first=first, knobs=knobs, progress=progress).as_json()
    if json:
        base.emit(facts)
        return
    table = base.grid(f"bench {engine}", "what", "value#")
    for name, value in facts.items():
        table.add_row(name.replace("_", " "), _shown(value))
    base.write_table(table)


def _shown(value: Any) -> str:
    return "  ".join(f"{key} {item}" for key, item in value.items()) if isinstance(value, dict) else str(value)
