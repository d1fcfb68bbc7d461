"""``webgen diversity``: how different are levels, and which parts do they reach?"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from webgen.commands import base
from webgen.generate import Knobs


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("diversity")(diversity)


def diversity(
    seeds: Annotated[str, typer.Option("--seeds", metavar="A:B", help="Seeds A to B-1.")] = "0:1000",
    knob: base.KnobList = None,
    doms: Annotated[bool, typer.Option("--doms/--no-doms", help="Render pages and compare their tags too.")] = True,
    pages: Annotated[int, typer.Option("--pages", min=0, help="Also measure the snapshots of all pages of so many levels.")] = 0,
    json: base.Json = False,
) -> None:
    """Generate levels; count distinct structures, near duplicates, pages of distinct build, and every part's use."""
    from webgen.diversity import measure

    chosen, knobs = base.seeds_of(seeds), base.knobs_of(knob)
    with base.progress("generating levels", len(chosen)) as update:
        facts = measure(chosen, knobs=knobs, doms=doms, progress=lambda done: update(done, "")).as_json()
    if pages:
        facts["pages"] = _sizes(chosen, pages, knobs)
    if json:
        base.emit(facts)
        return
    table = base.grid(f"levels of seeds {seeds}", "what", "value#")
    for name in ("levels", "distinct_structures", "near_duplicates", "distinct_dom_skeletons", "archive_cells"):
        table.add_row(name.replace("_", " "), str(facts[name]))
    table.add_row("generation, ms (p50)", str(facts["generation_ms"]["p50"]))
    for kind, names in facts["unreached"].items():
        table.add_row(f"{kind} not reached", ", ".join(names) or "none")
    base.write_table(table)
    if pages:
        _tell(facts["pages"])


def _sizes(seeds: range, count: int, knobs: Knobs) -> dict[str, Any]:
    from webgen.sizes import measure

    chosen = seeds[:count]
    with base.engine_of("twin") as twin, base.progress("reading pages", len(chosen)) as update:
        return measure(twin, chosen, knobs=knobs, progress=lambda done: update(done, "")).as_json()


def _tell(facts: dict[str, Any]) -> None:
    from webgen.sizes import LIMIT

    table = base.grid("characters of snapshots", "page", "pages#", "p50#", "p95#", "max#", f"over {LIMIT}#")
    for name, one in {"all": facts["all"], "expert's walks": facts["walks"], **facts["kinds"]}.items():
        table.add_row(name, str(one["pages"]), str(one["p50"]), str(one["p95"]), str(one["max"]), f"{one['over']:.2%}")
    base.write_table(table)
    for one in facts["largest"]:
        base.write(f"  {one['characters']:>6} seed {one['seed']} {one['address']}")
