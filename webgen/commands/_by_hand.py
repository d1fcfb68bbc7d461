"""``webgen demos record --human``: a person plays levels in a panel in a browser."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from dataclasses import dataclass
from pathlib import Path

from webgen.commands import base
from webgen.errors import InputError
from webgen.spec import Level


@dataclass(frozen=True)
class Wish:
    """What ``demos record`` was told about a person.

    ``level`` is a seed or a file, ``suite`` a frozen suite; without both, ``count`` seeds from ``seed`` on are played.
    """

    out: Path
    level: str | None = None
    suite: str | None = None
    seed: str = "0"
    count: int = 1
    knobs: list[str] | None = None
    text: bool = False
    mask_passwords: bool = False
    only_successes: bool = False
    host: str = "127.0.0.1"
    port: int = 0


def record_by_hand(wish: Wish, *, json: bool = False) -> None:
    """Serve the panel, let a person play, and say what was kept."""
    import typer

    from webgen.demos.human.desk import Desk
    from webgen.demos.human.series import Series
    from webgen.demos.human.series import record_by_hand as run

    series = Series(_levels(wish), wish.out, wish.text, wish.mask_passwords, wish.only_successes)
    series.kept()  # what is wrong with the file is said before a browser starts
    with base.engine_of("chromium") as engine, Desk(engine, host=wish.host, port=wish.port) as desk:
        invite(desk.address, wish.host, desk.port)
        try:
            counts = run(series, desk, say=base.say)
        except KeyboardInterrupt:
            base.say(f"Stopped. What was begun is in {series.begun} and is gone on with the next time.")
            raise typer.Exit(130) from None
    if json:
        base.emit({"file": str(wish.out), "apart": str(series.apart)} | counts)
    else:
        base.write(f"{', '.join(f'{number} {name}' for name, number in counts.items())}; in {wish.out}")


def _levels(wish: Wish) -> list[Level]:
    from webgen.generate import level_of
    from webgen.streams import seed_of
    from webgen.suites import read_suite

    if wish.level is not None and wish.suite is not None:
        raise InputError("say --level or --suite, not both")
    if wish.level is not None:
        return [base.level_from(wish.level, wish.knobs)]
    if wish.suite is not None:
        if wish.knobs:
            raise InputError("knobs narrow what is generated from a seed; a suite is taken as it is")
        return read_suite(wish.suite)
    first, knobs = seed_of(wish.seed), base.knobs_of(wish.knobs)
    return [level_of(seed, knobs) for seed in range(first, first + base.count_of(wish.count, "-n"))]


def invite(address: str, host: str, port: int) -> None:
    """Open the panel where there is a display; else say how to come to it."""
    if sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        opened = webbrowser.open(address)
        base.say(f"The panel {'is open in your browser' if opened else 'waits'} at {address}  (Ctrl+C stops)")
        return
    base.say(f"There is no display here. The panel waits at {address}  (Ctrl+C stops)")
    name = socket.gethostname()
    if host in ("127.0.0.1", "localhost"):
        base.say(f"From another machine: `ssh -L {port}:127.0.0.1:{port} {name}`, then open that address there.")
    else:
        base.say(f"From another machine: open it with {name} in the place of 127.0.0.1. It is not encrypted; the key in it lets in.")
