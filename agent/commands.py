"""The commands of the learner: ``webgen train``, ``webgen eval`` and ``webgen demo``. torch is imported only in use."""

from __future__ import annotations

import json as json_text
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from webgen.commands import base
from webgen.generate import Knobs, level_of
from webgen.spec import Level

if TYPE_CHECKING:
    from agent.play import Row

# threads that wait must sleep: spinning ones take the other processes' core. Read when torch is first imported
CALM = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "0", "KMP_BLOCKTIME": "0"}

Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of the run.")]
Seed = Annotated[int, typer.Option("--seed", help="Of everything random in the run.", min=0)]
Processes = Annotated[int, typer.Option("--processes", "-p", help="How many play and record.", min=0)]
Demonstrations = Annotated[int, typer.Option("--demonstrations", help="Levels the expert shows.", min=1)]
Epochs = Annotated[int, typer.Option("--epochs", help="How often cloning goes over them.", min=1)]
Updates = Annotated[int, typer.Option("--updates", help="PPO updates after cloning.", min=0)]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("train")(train)
    app.command("eval")(evaluate)
    app.command("demo")(demo)


@contextmanager
def _stages() -> Iterator[Callable[[str, int, int], None]]:
    """Show one bar after another on standard error; yields ``note(stage, done, total)``."""
    shown: list[Any] = []  # name of the open stage, its context, its update

    def close() -> None:
        if shown:
            shown[1].__exit__(None, None, None)
            shown.clear()

    def note(stage: str, done: int, total: int) -> None:
        if not shown or shown[0] != stage:
            close()
            base.say(f"== {stage} ({total})")
            bar = base.progress(stage, max(total, 1))
            shown.extend([stage, bar, bar.__enter__()])
        shown[2](done, "")

    try:
        yield note
    finally:
        close()


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
    os.environ.update({name: os.environ.get(name, value) for name, value in CALM.items()})
    from agent.train import Args
    from agent.train import train as run

    args = Args(
        out=out, seed=seed, processes=processes, demonstrations=demonstrations, epochs=epochs, updates=updates,
        teacher=teacher, workflows=tuple(workflow or ()),
    )  # fmt: skip
    with _stages() as note:
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


def evaluate(
    agent: Annotated[str, typer.Option("--agent", "-a", help="random, oracle, or the path of a checkpoint.")],
    suite: Annotated[str | None, typer.Option("--suite", "-s", help="A suite by name.")] = None,
    seeds: Annotated[str, typer.Option("--seeds", metavar="A:B", help="Without a suite: seeds A to B-1.")] = "0:100",
    engine: base.EngineName = "twin",
    knob: base.KnobList = None,
    temperature: Annotated[float, typer.Option("--temperature", help="Of a checkpoint's choices.", min=0)] = 0.0,
    rows: Annotated[Path | None, typer.Option("--rows", help="Write one JSON line an episode there.")] = None,
    json: base.Json = False,
) -> None:
    """Let an agent play levels; report success with its 95 % Wilson interval, faults apart."""
    os.environ.update({name: os.environ.get(name, value) for name, value in CALM.items()})
    from agent.evaluate import agent_named, summary
    from agent.evaluate import evaluate as run

    levels = _levels(suite, seeds, base.knobs_of(knob))
    player = agent_named(agent, temperature=temperature)
    base.engine_of(engine)  # refuses an unknown name before anything is played
    with base.progress(f"playing in {engine}", len(levels)) as update:
        played = run(player, levels, engine, progress=lambda done: update(done, ""))
    if rows is not None:
        rows.write_text("".join(json_text.dumps(asdict(row)) + "\n" for row in played), encoding="utf-8")
    told = {**summary(played), "steps_ratio": steps_ratio(played, levels), "agent": agent, "engine": engine}
    if json:
        base.emit(told)
        return
    low, high = told["ci95"]
    share = f"success {told['success']:.3f} (95 % {low:.3f} to {high:.3f})"
    base.write(f"{share} of {told['episodes']} episodes, {told['faults']} faults")
    table = base.grid("by workflow", "workflow", "episodes#", "success#")
    for name, found in told["by"]["workflow"].items():
        table.add_row(name, str(found["episodes"]), f"{found['success']:.3f}")
    base.write_table(table)


def _levels(suite: str | None, seeds: str, knobs: Knobs) -> list[Level]:
    if suite is None:
        return [level_of(seed, knobs) for seed in base.seeds_of(seeds)]
    from webgen import suites

    return suites.read_suite(suite)


def steps_ratio(rows: Sequence[Row], levels: Sequence[Level]) -> float | None:
    """Return steps of the agent over steps of the expert (in the twin) on the levels it solved; None when none."""
    from agent.evaluate import evaluate as run
    from agent.play import Expert

    solved = {row.number: row.steps for row in rows if row.success}
    if not solved:
        return None
    numbers = sorted(solved)
    expert = run(Expert(), [levels[number] for number in numbers], "twin")
    pairs = [(solved[numbers[row.number]], row.steps) for row in expert if row.success]
    total = sum(steps for _, steps in pairs)
    return round(sum(steps for steps, _ in pairs) / total, 3) if total else None


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
    os.environ.update({name: os.environ.get(name, value) for name, value in CALM.items()})
    from agent.demo import STAGES
    from agent.demo import demo as run
    from agent.train import Args

    args = Args(seed=seed, processes=processes, demonstrations=demonstrations, epochs=epochs, updates=updates)
    with _stages() as note:
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
