"""The commands of the learner: ``webgen train``, ``webgen eval`` and ``webgen demo``. torch is imported only in use."""

from __future__ import annotations

import typer

from agent.commands.demo import demo
from agent.commands.evaluate import evaluate
from agent.commands.train import train


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("train")(train)
    app.command("eval")(evaluate)
    app.command("demo")(demo)
