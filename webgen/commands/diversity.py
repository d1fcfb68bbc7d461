"""``webgen diversity``: how different are levels, and which parts do they reach?"""

from __future__ import annotations

from typing import Annotated

import typer

from webgen.commands import base


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("diversity")(diversity)


def diversity(
    seeds: Annotated[str, typer.Option("--seeds", metavar="A:B", help="Seeds A to B-1.")] = "0:1000",
    knob: base.KnobList = None,
    doms: Annotated[bool, typer.Option("--doms/--no-doms", help="Render pages and compare their tags too.")] = True,
    json: base.Json = False,
) -> None:
    """Generate levels; count distinct structures, near duplicates, pages of distinct build, and every part's use."""
    from webgen.diversity import measure

    chosen, knobs = base.seeds_of(seeds), base.knobs_of(knob)
    with base.progress("generating levels", len(chosen)) as update:
        facts = measure(chosen, knobs=knobs, doms=doms, progress=lambda done: update(done, "")).as_json()
    if json:
        base.emit(facts)
        return
    table = base.grid(f"levels of seeds {seeds}", "what", "value#")
    for name in ("levels", "distinct_structures", "near_duplicates", "distinct_dom_skeletons"):
        table.add_row(name.replace("_", " "), str(facts[name]))
    table.add_row("generation, ms (p50)", str(facts["generation_ms"]["p50"]))
    for kind, names in facts["unreached"].items():
        table.add_row(f"{kind} not reached", ", ".join(names) or "none")
    base.write_table(table)
