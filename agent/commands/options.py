"""What the commands of the learner share: options, progress by stages, and calm threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from webgen.commands import base

# threads that wait must sleep: spinning ones take the other processes' core. Read when torch is first imported
CALM = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "0", "KMP_BLOCKTIME": "0"}

Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of the run.")]
Seed = Annotated[int, typer.Option("--seed", help="Of everything random in the run.", min=0)]
Processes = Annotated[int, typer.Option("--processes", "-p", help="How many play and record.", min=0)]
Demonstrations = Annotated[int, typer.Option("--demonstrations", help="Levels the expert shows.", min=1)]
Epochs = Annotated[int, typer.Option("--epochs", help="How often cloning goes over them.", min=1)]
Updates = Annotated[int, typer.Option("--updates", help="PPO updates after cloning.", min=0)]


def keep_calm() -> None:
    """Ask for threads that sleep, unless somebody asked for others."""
    os.environ.update({name: os.environ.get(name, value) for name, value in CALM.items()})


@contextmanager
def stages() -> Iterator[Callable[[str, int, int], None]]:
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
