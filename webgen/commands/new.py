"""``webgen new``: the level of a seed as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from webgen.commands import base
from webgen.spec import dump


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("new")(new)


def new(
    seed: Annotated[str, typer.Argument(help="A non-negative integer.")],
    knob: base.KnobList = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write here, not to standard output.")] = None,
    spec: Annotated[bool, typer.Option("--spec", help="Write the spec (the genome) alone, without records or goal.")] = False,
) -> None:
    """Make the level of a seed: site, records, task and judge, as one line of JSON."""
    from webgen.generate import generate
    from webgen.streams import seed_of

    model = generate(seed_of(seed), base.knobs_of(knob)) if spec else base.level_from(str(seed_of(seed)), knob)
    if out is None:
        base.write(dump(model))
    else:
        base.save(out, dump(model) + "\n")
        base.say(f"wrote {'spec' if spec else 'level'} {model.id} to {out}")
