"""What the commands share: reading arguments, printing, progress.

Standard output is for results; everything a person reads on the way goes to standard error.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer
from pydantic import ValidationError

from webgen.errors import InputError, SpecError, UnknownName
from webgen.generate import Knobs, level_of
from webgen.soundness import read_level
from webgen.spec import Level
from webgen.streams import seed_of

if TYPE_CHECKING:
    from rich.table import Table

    from webgen.engines.base import Engine

Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
EngineName: TypeAlias = Annotated[str, typer.Option("--engine", "-e", help="twin or chromium.")]
Jobs: TypeAlias = Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="How many processes share the work.")]
Folder: TypeAlias = Annotated[
    Path | None, typer.Option("--in", metavar="FOLDER", help="Where it was frozen; default scenarios/frozen.")
]
Subject: TypeAlias = Annotated[str, typer.Argument(metavar="SEED|FILE", help="A seed, or a level or spec file (JSON).")]
KnobList: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--knob", "-k", metavar="NAME=VALUE", help="Narrow what is generated, such as -k domains=shop,clinic -k friction=0."
    ),
]


def part_modules(package: str) -> list[str]:
    """Return the names of a folder's parts: its modules but for ``base`` and those with an underscore."""
    folder = importlib.import_module(package)
    names = (info.name for info in pkgutil.iter_modules(folder.__path__))
    return sorted(name for name in names if name != "base" and not name.startswith("_"))


def command_modules() -> Iterator[ModuleType]:
    """Yield every command module."""
    for name in part_modules("webgen.commands"):
        yield importlib.import_module(f"webgen.commands.{name}")


def refuse_nowhere(suite: str | None, at: Path | None) -> None:
    """Refuse a folder of suites where no suite is named."""
    if suite is None and at is not None:
        raise InputError("--in says where a suite was frozen; name it with --suite")


# ---- printing


def say(text: str) -> None:
    """Write a line for people to standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def emit(result: dict[str, Any]) -> None:
    """Print the one JSON object of a command."""
    sys.stdout.write(json.dumps(result, ensure_ascii=False, sort_keys=False, default=str) + "\n")
    sys.stdout.flush()


def write(text: str) -> None:
    """Print a result for people on standard output."""
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def write_table(table: Table, *, to_stderr: bool = False) -> None:
    """Print a table, as wide as the terminal or what it is redirected to allows."""
    from rich.console import Console

    stream = sys.stderr if to_stderr else sys.stdout
    Console(file=stream, width=None if stream.isatty() else 120).print(table)


def grid(title: str, *columns: str) -> Table:
    """Return an empty table with columns; those that end in ``#`` are numbers."""
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column.rstrip("#"), justify="right" if column.endswith("#") else "left")
    return table


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int, str], None]]:
    """Show a progress bar on standard error; yields ``update(done, note)``. Off a terminal, a line now and then."""
    if not sys.stderr.isatty():
        yield _lines(what, total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.fields[note]}"))
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(what, total=total, note="")
        yield lambda done, note: bar.update(task, completed=done, note=note)


def _lines(what: str, total: int) -> Callable[[int, str], None]:
    told = 0

    def update(done: int, note: str) -> None:
        nonlocal told
        tenth = 10 * done // total
        if tenth > told:
            told = tenth
            say(f"{what}: {done}/{total}{'  ' + note if note else ''}")

    return update


# ---- reading arguments


def knobs_of(pairs: list[str] | None) -> Knobs:
    """Read ``NAME=VALUE`` pairs; names of lists are separated by commas.

    Raises:
        InputError: an unknown knob, an unknown name in one, or a value out of range.
    """
    values: dict[str, Any] = {}
    known = Knobs.model_fields
    for pair in pairs or []:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError(f"a knob is NAME=VALUE, not {pair!r}; known: {', '.join(known)}")
        if name not in known:
            raise UnknownName("knob", name, known)
        plural = isinstance(known[name].default, tuple)
        values[name] = tuple(filter(None, value.split(","))) if plural else value
    try:
        return Knobs.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"knob {place + ': ' if place else ''}{first['msg'].removeprefix('Value error, ')}") from None


def seeds_of(text: str) -> range:
    """Read ``A:B`` as the seeds A to B-1.

    Raises:
        InputError: not two non-negative integers with A below B.
    """
    first, colon, last = text.partition(":")
    if not colon or ":" in last:
        raise InputError(f"seeds {text!r} is not A:B, such as 0:300")
    low, high = (seed_of(part if part else None) for part in (first, last))
    if low >= high:
        raise InputError(f"seeds {text!r} holds no seed; A must be below B, such as 0:300")
    return range(low, high)


MOST = 10**9  # of whatever is counted


def count_of(number: int, what: str, *, least: int = 1, most: int = MOST) -> int:
    """Check an amount."""
    if number > most:
        raise InputError(f"{what} must be at most {most}, not {number if number < 10**20 else 'so many'}")
    if number < least:
        raise InputError(f"{what} must be at least {least}, not {number}")
    return number


def level_from(subject: str, pairs: list[str] | None = None) -> Level:
    """Return the level of a seed, or the one in a file; a spec file is bound to content seed 0.

    Raises:
        InputError: neither a seed nor a readable, sound level or spec.
    """
    knobs = knobs_of(pairs)
    path = Path(subject)
    if re.fullmatch(r"[+-]?\d+(\.\d+)?", subject) and not path.is_file():
        return level_of(seed_of(subject), knobs)
    if not path.is_file():
        raise InputError(f"{subject!r} is neither a seed (a non-negative integer) nor a level or spec file")
    if pairs:
        raise InputError("knobs narrow what is generated from a seed; a file is taken as it is")
    return read_level(path)


def engine_of(name: str) -> Engine:
    """Return a running engine by name."""
    from webgen.engines import engine

    return engine(name)


def save(path: Path | str, text: str) -> Path:
    """Write a file in one piece, so that a failure leaves what was there.

    Raises:
        InputError: it cannot be written.
    """
    target = Path(path)
    if target.is_dir() or not target.name:
        raise InputError(f"cannot write {str(path)!r}: it is a folder")
    try:
        target = target.resolve()  # a link stays, what it leads to is written
        if target.exists() and not target.is_file():  # a pipe or a device
            target.write_text(text, encoding="utf-8")
            return Path(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from None
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise InputError(f"cannot write {target}: {(error.strerror or str(error)).lower()}") from None
    return Path(path)


def read_json(path: Path | str) -> Any:
    """Read a JSON file, or say in one sentence why not."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot read {path}: {reason.lower()}") from None
    except ValueError as error:
        raise SpecError(f"{path}: not JSON: {error}") from None


def lines_of(path: Path) -> int:
    """Return how many lines a file has; 1 where it has none or cannot be read."""
    try:
        with path.open("rb") as lines:
            return sum(1 for _ in lines) or 1
    except OSError:
        return 1


def end(holds: bool) -> None:
    """End a command that checks something: exit status 1 where it does not hold."""
    if not holds:
        raise typer.Exit(1)
