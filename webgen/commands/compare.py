"""``webgen compare``: two runs on the same levels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from webgen.commands import base


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare")(compare)


def compare(
    a: Annotated[Path, typer.Argument(metavar="RUN_A", help="The folder of a run of `webgen eval --out`.")],
    b: Annotated[Path, typer.Argument(metavar="RUN_B", help="The folder of another.")],
    allow_different: Annotated[bool, typer.Option("--allow-different", help="Compare runs of different suites or engines on the levels they share.")] = False,
    json: base.Json = False,
) -> None:
    """Tell which of two players is better on the levels that both played, how surely, and whether one dominates."""
    from webgen.evaluation.compare import SAID, left_out, sentence
    from webgen.evaluation.compare import compare as run
    from webgen.evaluation.folder import read_runs

    found = run(*read_runs([a, b]), allow_different=allow_different)
    if json:
        base.emit(found)
        return
    base.write(sentence(found))
    if aside := left_out(found):
        base.write(aside)
    surely = "< 0.0001" if found["p"] < 1e-4 else f"= {found['p']:.3g}"
    base.write(f"{found['better']} levels go to {found['a']}, {found['worse']} to {found['b']}; exact test p {surely}")
    base.write_table(_families(found))
    names, dominance = (found["a"], found["b"]), found["dominance"]
    base.write(f"By the shares as they are, {SAID[dominance['point']](*names)}.")
    certain = "there is none" if dominance["certain"] == "equal" else SAID[dominance["certain"]](*names)
    base.write(f"Counting only families whose difference is certain, {certain}.")


def _families(found: dict[str, Any]) -> Any:
    table = base.grid("by family of tasks", "family", "levels#", f"{found['a']}#", f"{found['b']}#", "difference#", "95 %#", "p, corrected#")
    for name, row in found["by"]["family"].items():
        edges = row["no_interval"].split(" for")[0].split(",")[0] if row["ci95"] is None else f"{row['ci95'][0]:+.2f} to {row['ci95'][1]:+.2f}"
        shares = (f"{row['success_a']:.2f}", f"{row['success_b']:.2f}", f"{row['difference']:+.2f}")
        table.add_row(name, str(row["levels"]), *shares, edges, f"{row['p_corrected']:.3g}")
    return table
