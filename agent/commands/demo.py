"""``webgen demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.commands.options import Demonstrations, Epochs, Out, Processes, Seed, Updates, keep_calm, stages
from webgen.commands import base


def demo(
    out: Out = Path("runs/demo"),
    seed: Seed = 0,
    processes: Processes = 2,
    demonstrations: Demonstrations = 1500,
    epochs: Epochs = 5,
    updates: Updates = 16,
    episodes: Annotated[int, typer.Option("--episodes", help="Levels of each evaluation.", min=1)] = 100,
    engine: base.EngineName = "chromium",
    json: base.Json = False,
) -> None:
    """Train a small agent and evaluate it in Chromium on levels it never saw, beside a random and an untrained one."""
    keep_calm()
    from agent.demo import STAGES
    from agent.demo import demo as run
    from agent.train import Args

    args = Args(seed=seed, processes=processes, demonstrations=demonstrations, epochs=epochs, updates=updates)
    with stages() as note:
        told = run(out, args=args, episodes=episodes, engine=engine, progress=note)
    if json:
        base.emit(told)
        return
    table = base.grid(f"success on {episodes} unseen levels in {engine}", "agent", "success#", "95 %#", "faults#")
    for stage in STAGES:
        found = told[stage.name]
        low, high = found["ci95"]
        table.add_row(stage.name, f"{found['success']:.2f}", f"{low:.2f}-{high:.2f}", str(found["faults"]))
    base.write_table(table)
