"""The whole demonstration as one command: train a small agent and say, in real Chromium, what it learnt.

Five evaluations are compared: a random agent, the network before and after cloning, the trained one, and the trained
one on held-out parts. Evaluation levels have the lowest seeds; training and validation never see those.
"""

from __future__ import annotations

import json
import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import import_module, metadata, util
from pathlib import Path
from time import perf_counter
from typing import Any

from agent.evaluate import agent_named, evaluate, summary
from agent.play import Row
from agent.train import VALIDATION_SEED, Args, train
from webgen.errors import InputError
from webgen.generate import Knobs, course, level_of
from webgen.spec import Level
from webgen.splits import Split

Say = Callable[[str], None]
Progress = Callable[[str, int, int], None]
COURSE = "basics"
MOST_TRIVIAL = 0.05  # share of evaluation levels that may be won without changing anything
LIBRARIES = ("webgen-gym", "torch", "numpy", "playwright", "gymnasium", "selectolax")


@dataclass(frozen=True, slots=True)
class Stage:
    """One evaluation: what is compared, who plays, and on which split."""

    name: str
    agent: str  # random, oracle, or a checkpoint's name in the folder of the run
    split: Split = "train"


STAGES = (
    Stage("random", "random"),
    Stage("untrained", "untrained.pt"),
    Stage("bc_only", "bc_only.pt"),
    Stage("trained", "trained.pt"),
    Stage("trained_heldout", "trained.pt", "heldout"),
)


def evaluation_levels(split: Split, count: int, of: str = COURSE) -> list[Level]:
    """Return ``count`` levels of a split of a course, in the order of their seeds.

    Levels that can be won without changing anything are kept as they are drawn, up to :data:`MOST_TRIVIAL` of all;
    those beyond that are passed over for the next seed.
    """
    most = int(MOST_TRIVIAL * count)
    found: list[Level] = []
    trivial = 0
    knobs = Knobs.model_validate({**course(of), "split": split})
    for seed in range(VALIDATION_SEED):
        if len(found) == count:
            break
        level = level_of(seed, knobs)
        if level.task.variant != "normal":
            if trivial == most:
                continue
            trivial += 1
        found.append(level)
    return found


def demo(out: Path, *, args: Args, episodes: int = 100, engine: str = "chromium", progress: Progress) -> dict[str, Any]:
    """Train, evaluate and write ``summary.json``; return what it says.

    Args:
        out: the folder of the run; what an earlier demonstration left in it is removed.
        args: how to train; its folder is replaced by ``out``.
        episodes: levels of each evaluation.
        engine: where the evaluations are played.
        progress: is told stage, done and total.
    """
    ours = any((out / name).exists() for name in ("untrained.pt", "log.jsonl"))  # what is written first, and what then
    if out.exists() and not ours and any(out.iterdir()):
        raise InputError(f"{out} holds something other than a run; name another folder with --out")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    seconds: dict[str, float] = {}
    began = perf_counter()
    train(replace(args, out=out, course=COURSE), progress)
    seconds["training"] = round(perf_counter() - began, 1)
    levels = {split: evaluation_levels(split, episodes) for split in ("train", "heldout")}
    results: dict[str, Any] = {}
    for stage in STAGES:
        began = perf_counter()
        rows = _evaluated(stage, out, levels[stage.split], engine, args.temperature, progress)
        seconds[stage.name] = round(perf_counter() - began, 1)
        _write_rows(out, stage.name, rows)
        results[stage.name] = summary(rows)
    told = {
        **results,
        "engine": engine,
        "levels": {split: [level.id for level in chosen] for split, chosen in levels.items()},
        "seconds": {**seconds, "total": round(sum(seconds.values()), 1)},
        "args": json.loads(json.dumps(asdict(replace(args, out=out)), default=str)),
        "command": " ".join(["webgen", *sys.argv[1:]]),
        "versions": versions(),
    }
    (out / "summary.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _report(out)
    return told


def _evaluated(
    stage: Stage, out: Path, levels: Sequence[Level], engine: str, temperature: float, progress: Progress
) -> list[Row]:
    name = stage.agent if stage.agent in ("random", "oracle") else str(out / stage.agent)
    agent = agent_named(name, temperature=temperature)
    label = f"evaluating {stage.name.replace('_', ' ')} in {engine}"
    return evaluate(agent, levels, engine, progress=lambda done: progress(label, done, len(levels)))


def _write_rows(out: Path, name: str, rows: Sequence[Row]) -> None:
    with (out / "episodes.jsonl").open("a", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps({"stage": name, **asdict(row)}, ensure_ascii=False) + "\n")


def versions() -> dict[str, str]:
    """Return the versions of what took part."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def _report(out: Path) -> None:
    """Write the page for people, where the report is part of this version."""
    if util.find_spec("webgen.report") is not None:
        import_module("webgen.report").write(out)
