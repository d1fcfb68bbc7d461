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
from webgen.errors import InputError, UnknownName
from webgen.generate import Knobs, level_of
from webgen.spec import Level

if TYPE_CHECKING:
    from agent.llm import Endpoint
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
    agent: Annotated[str, typer.Option("--agent", "-a", help="random, oracle, the path of a checkpoint, or model:NAME for a language model behind an OpenAI-compatible endpoint.")],
    suite: Annotated[str | None, typer.Option("--suite", "-s", help="A suite by name.")] = None,
    seeds: Annotated[str, typer.Option("--seeds", metavar="A:B", help="Without a suite: seeds A to B-1.")] = "0:100",
    engine: base.EngineName = "twin",
    knob: base.KnobList = None,
    temperature: Annotated[float, typer.Option("--temperature", help="Of a checkpoint's choices.", min=0)] = 0.0,
    rows: Annotated[Path | None, typer.Option("--rows", help="Write one JSON line an episode there.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="Of a model: trajectories and summary; an interrupted run goes on there.")] = None,
    base_url: Annotated[str | None, typer.Option("--base-url", help="Of a model's endpoint, such as http://localhost:8000/v1.")] = None,
    api_key: Annotated[str | None, typer.Option("--api-key", envvar="OPENAI_API_KEY", help="Of a model's endpoint.", show_envvar=True)] = None,
    parallel: Annotated[int, typer.Option("--parallel", help="Of a model: episodes at once.", min=1, max=256)] = 4,
    attempts: Annotated[int, typer.Option("--attempts", help="Of a model: episodes of each level, for pass@k and pass^k.", min=1, max=64)] = 1,
    max_tokens: Annotated[int | None, typer.Option("--max-tokens", help="Of one answer of a model.", min=1)] = None,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds until a request to a model counts as lost.", min=0.1)] = 120.0,
    retries: Annotated[int, typer.Option("--retries", help="How often a lost or refused (429, 5xx) request is sent again.", min=0)] = 5,
    prices: Annotated[str, typer.Option("--prices", metavar="READ,WRITTEN", help="Dollars for a million tokens of a model.")] = "0,0",
    json: base.Json = False,
) -> None:
    """Let an agent play levels; report success with its 95 % Wilson interval, faults apart."""
    if agent.startswith("model:"):
        from agent.llm import Endpoint

        endpoint = Endpoint(
            model=agent.removeprefix("model:"), base_url=base_url, api_key=api_key, temperature=temperature,
            max_tokens=max_tokens, timeout=timeout, retries=retries, prices=_prices(prices),
        )  # fmt: skip
        _evaluate_model(endpoint, _levels(suite, seeds, base.knobs_of(knob)), engine, out, attempts, parallel, json=json)
        return
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
    _write_summary(told)


def _write_summary(told: dict[str, Any]) -> None:
    low, high = told["ci95"]
    share = f"success {told['success']:.3f} (95 % {low:.3f} to {high:.3f})"
    base.write(f"{share} of {told['episodes']} episodes, {told['faults']} faults")
    table = base.grid("by workflow", "workflow", "episodes#", "success#")
    for name, found in told["by"]["workflow"].items():
        table.add_row(name, str(found["episodes"]), f"{found['success']:.3f}")
    base.write_table(table)


def _prices(text: str) -> tuple[float, float]:
    try:
        read, written = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"--prices is READ,WRITTEN in dollars for a million tokens, such as 0.5,1.5, not {text!r}") from None
    if not (0 <= read < 1e6 and 0 <= written < 1e6):
        raise InputError(f"--prices are dollars from 0 on, not {text!r}")
    return read, written


def _evaluate_model(
    endpoint: Endpoint, levels: list[Level], engine: str, out: Path | None, attempts: int, parallel: int, *, json: bool
) -> None:
    from agent.llm import Model
    from agent.runs import SUMMARY, run
    from agent.runs import told as of_run
    from webgen.engines import NAMES

    if engine not in NAMES:
        raise UnknownName("engine", engine, NAMES)
    if out is None:
        raise InputError("a run of a model is kept: name its folder with --out")
    if not endpoint.model:
        raise InputError("model:NAME names the model, such as model:qwen3-8b")
    with base.progress(f"playing in {engine}", len(levels) * attempts) as update:
        lines = run(Model(endpoint), levels, engine, out, attempts=attempts, parallel=parallel, progress=lambda done: update(done, ""))
    told = of_run(lines, levels, attempts) | {"agent": f"model:{endpoint.model}", "engine": engine}
    base.save(out / SUMMARY, json_text.dumps(told, indent=1) + "\n")
    if json:
        base.emit(told)
        return
    _write_summary(told)
    used = told["usage"]
    base.write(f"{used['tokens_read']:,.0f} tokens read, {used['tokens_written']:,.0f} written, ${used['dollars']:.2f}; trajectories in {out}")


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
