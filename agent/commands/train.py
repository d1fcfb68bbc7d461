"""``webgen train``."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import Annotated, Any

import typer

from agent.commands.options import Demonstrations, Epochs, Out, Processes, Seed, Updates, keep_calm, stages
from webgen.commands import base


def train(
    out: Out = Path("runs/train"),
    seed: Seed = 0,
    processes: Processes = 2,
    demonstrations: Demonstrations = 1500,
    epochs: Epochs = 5,
    updates: Updates = 16,
    teacher: Annotated[str, typer.Option("--teacher", help="Who picks the lessons.")] = "learnability",
    workflow: Annotated[list[str] | None, typer.Option("--workflow", help="Train on these only.")] = None,
    json: base.Json = False,
) -> None:
    """Train the reference learner on levels of the training split; goes on where an interrupted run stopped."""
    keep_calm()
    from agent.train import Args
    from agent.train import train as run

    args = Args(
        out=out, seed=seed, processes=processes, demonstrations=demonstrations, epochs=epochs, updates=updates,
        teacher=teacher, workflows=tuple(workflow or ()),
    )  # fmt: skip
    with stages() as note:
        best = run(args, note)
    found = [line for line in _lines(out / "log.jsonl") if line["what"] == "validation"]
    top = max(found, key=lambda line: line["success"])
    if json:
        base.emit({"checkpoint": str(best), "validation": top})
    else:
        low, high = top["ci95"]
        base.write(f"{best}: success {top['success']:.2f} (95 % {low:.2f} to {high:.2f}) on {top['episodes']} levels")


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json_text.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
