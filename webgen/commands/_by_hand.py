"""``webgen demos record --human``: a person plays levels in a panel in a browser."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

import typer

from webgen.commands import base
from webgen.errors import InputError
from webgen.generate import Knobs, level_of
from webgen.locking import held
from webgen.spec import Level
from webgen.streams import seed_of
from webgen.suites import read_suite

EXPERTS = ("engine", "agent", "styles", "noise", "reasons", "images", "trace", "jobs")  # options that a person's recording has no use for


@dataclass(frozen=True)
class Wish:
    """What ``demos record`` was told about a person.

    ``level`` is a seed or a file, ``suite`` a frozen suite (in the folder ``at``), of which ``count`` keeps the first
    levels; without both, ``count`` seeds from ``seed`` on are played: one from 0, where neither is said.
    """

    out: Path
    level: str | None = None
    suite: str | None = None
    at: Path | None = None
    seed: str | None = None
    count: int | None = None
    knobs: list[str] | None = None
    text: bool = False
    mask_passwords: bool = False
    only_successes: bool = False
    host: str = "127.0.0.1"
    port: int = 0


def record_by_hand(wish: Wish, context: typer.Context, *, json: bool = False) -> None:
    """Serve the panel, let a person play, and say what was kept."""
    from webgen.demos.human.desk import Desk
    from webgen.demos.human.series import Series
    from webgen.demos.human.series import record_by_hand as run

    refuse_the_experts(context)
    series = Series(levels_of(wish), wish.out, wish.text, wish.mask_passwords, wish.only_successes)
    with held(series.out):  # what is wrong with the file is said before a browser starts
        series.kept()
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


def refuse_the_experts(context: typer.Context) -> None:
    """Refuse options that only the expert's recording heeds, also with the value that they have anyway.

    Raises:
        InputError: some were said.
    """
    said = [f"--{name}" for name in EXPERTS if getattr(context.get_parameter_source(name), "name", "") == "COMMANDLINE"]
    if said:
        raise InputError(f"{', '.join(said)}: of the expert's recording; a person plays in Chromium, and --human does not take it")


class _Seeds(Sequence[Level]):
    """The levels of so many seeds from one on; each is made when it is asked for."""

    def __init__(self, first: int, count: int, knobs: Knobs) -> None:
        seed_of(first + count - 1)
        self._seeds, self._knobs = range(first, first + count), knobs

    def __len__(self) -> int:
        return len(self._seeds)

    @overload
    def __getitem__(self, at: int) -> Level: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Level]: ...
    def __getitem__(self, at: int | slice) -> Level | Sequence[Level]:
        found = self._seeds[at]
        return level_of(found, self._knobs) if isinstance(found, int) else [level_of(seed, self._knobs) for seed in found]


def levels_of(wish: Wish) -> Sequence[Level]:
    """Return the levels that are wished for, in order; those of seeds are made one by one.

    Raises:
        InputError: there are none, or what was said contradicts itself.
    """
    count = None if wish.count is None else base.count_of(wish.count, "-n")
    if wish.level is not None and wish.suite is not None:
        raise InputError("say --level or --suite, not both")
    if wish.level is not None and (wish.seed is not None or count is not None):
        raise InputError("--level is the one level to play: --seed and -n do not go with it")
    if wish.level is not None:
        return [base.level_from(wish.level, wish.knobs)]
    if wish.suite is not None:
        if wish.knobs:
            raise InputError("knobs narrow what is generated from a seed; a suite is taken as it is")
        levels = read_suite(wish.suite, wish.at)
        if count is not None and count > len(levels):
            raise InputError(f"the suite {wish.suite} holds {len(levels)} levels, not {count}")
        return levels[:count]
    return _Seeds(seed_of(wish.seed or "0"), count or 1, base.knobs_of(wish.knobs))


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
