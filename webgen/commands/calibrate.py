"""``webgen calibrate``: does difficulty tell how often players fail?"""

from __future__ import annotations

import json as json_text
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from webgen.commands import base
from webgen.errors import InputError

if TYPE_CHECKING:
    from webgen.calibrate import Row


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("calibrate")(calibrate)


def calibrate(
    seeds: Annotated[str, typer.Option("--seeds", metavar="A:B", help="Seeds A to B-1.")] = "0:150",
    trials: Annotated[int, typer.Option("--trials", min=1, help="How often each player plays each level.")] = 4,
    slips: Annotated[str, typer.Option("--slips", metavar="E,E…", help="Chances at which experts err; 1 is a random player.")] = "0.02,0.05,0.1,0.2",
    agent: Annotated[str | None, typer.Option("--agent", "-a", help="One more player: what `webgen eval --agent` takes.")] = None,
    rows: Annotated[Path | None, typer.Option("--rows", help="Keep episodes there, one JSON line each; a rerun goes on.")] = None,
    save: Annotated[bool, typer.Option("--save", help="Count acts anew and write scenarios/difficulty.json.")] = False,
    knob: base.KnobList = None,
    json: base.Json = False,
) -> None:
    """Let imperfect players play levels; hold how often they fail against what the features predict."""
    from webgen import calibrate as work
    from webgen import features
    from webgen.generate import level_of

    wanted, knobs, chances = base.seeds_of(seeds), base.knobs_of(knob), _chances(slips)
    with base.engine_of("twin") as twin:
        acts = features.fitted()["acts"]
        if save:
            with base.progress("counting acts", len(base_parts())) as update:
                acts = work.count_acts(twin, progress=lambda done: update(done, ""))
            work.save(features.fitted_path(), acts, None)
            features.fitted.cache_clear()
        with base.progress("playing levels", len(wanted)) as update:
            played = work.play_panel(
                twin, wanted, knobs=knobs, slips=chances, trials=trials, rows=rows, progress=lambda done: update(done, "")
            )
    if agent is not None:
        played += _others(agent, wanted, knob or [])
    found = work.calibrate({seed: level_of(seed, knobs) for seed in wanted}, played)
    if save:
        work.save(features.fitted_path(), acts, found)
    if json:
        base.emit(found.facts)
        return
    _tell(found.facts)


def base_parts() -> list[str]:
    """Return the parts whose acts are counted."""
    from webgen.generate import frictions, widgets

    return [name for name, part in widgets().items() if not part.container] + list(frictions())


def _chances(text: str) -> list[float]:
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        raise InputError(f"slips {text!r} are not chances such as 0.05,0.1") from None
    if not found or not all(0 < one <= 1 for one in found) or len(set(found)) < len(found):
        raise InputError(f"slips {text!r}: chances are different, more than 0 and at most 1")
    return found


def _others(agent: str, seeds: range, knobs: list[str]) -> list[Row]:
    """Let a player of another package play, by the command it brought."""
    from webgen.calibrate import Row

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        command = [sys.executable, "-m", "webgen", "eval", "--agent", agent, "--seeds", f"{seeds.start}:{seeds.stop}", "--rows", str(path), "--json"]
        run = subprocess.run([*command, *(item for one in knobs for item in ("-k", one))], stdout=subprocess.PIPE, text=True, check=False)
        if run.returncode:
            raise InputError(f"`webgen eval --agent {agent}` did not play the levels")
        lines: list[dict[str, Any]] = [json_text.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Row(agent, seeds[line["number"]], 0, line["success"], line["steps"], line["ending"]) for line in lines]


def _tell(facts: dict[str, Any]) -> None:
    low, high = facts["ci95"]
    base.write(
        f"{facts['levels']} levels, {facts['episodes']} episodes, success {facts['success']:.2f}: predicted and measured failures "
        f"agree in rank by {facts['spearman']:.2f} (95 % {low:.2f} to {high:.2f}); steps alone by {facts['steps_alone']['spearman']:.2f}"
    )
    base.write(f"reliability {facts['reliability']}, Brier score {facts['brier']}, calibration error {facts['calibration_error']}")
    table = base.grid("features", "feature", "weight#", "rank correlation#")
    for name, weight in facts["weights"].items():
        table.add_row(name, f"{weight:.2f}", f"{facts['features'][name]:.2f}" if facts["features"][name] is not None else "")
    base.write_table(table)
    table = base.grid("players", "player", "episodes#", "success#", "rank correlation#")
    for name, one in facts["players"].items():
        table.add_row(name, str(one["episodes"]), f"{one['success']:.2f}", str(one["spearman"]))
    base.write_table(table)
