"""``webgen demos``: recording what the expert does, and playing it again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from webgen.commands import base
from webgen.errors import InputError, UnknownName

if TYPE_CHECKING:
    from webgen.engines.base import Engine
    from webgen.trajectory import Row


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Record expert demonstrations, play them again, export them.", no_args_is_help=True)
    group.command("record")(record)
    group.command("replay")(replay)
    group.command("export")(export)
    app.add_typer(group, name="demos")


def record(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="JSON lines; an interrupted recording is gone on with.")],
    count: Annotated[int, typer.Option("-n", "--count", help="How many episodes.")] = 100,
    engine: base.EngineName = "twin",
    seed: Annotated[str, typer.Option("--seed", "-s", help="The first seed.")] = "0",
    style: Annotated[str, typer.Option("--style", help="mouse, keyboard or both.")] = "both",
    text: Annotated[bool, typer.Option("--text", help="Keep the snapshots themselves, not only their hashes.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="Processes; 0: as many as there are cores.")] = 0,
    knob: base.KnobList = None,
    human: Annotated[bool, typer.Option("--human", help="A person plays, in a browser; see docs/people.md.")] = False,
    level: Annotated[str | None, typer.Option("--level", metavar="SEED|FILE", help="With --human: the one level to play.")] = None,
    suite: Annotated[str | None, typer.Option("--suite", metavar="NAME", help="With --human: the levels of a frozen suite.")] = None,
    mask_passwords: Annotated[bool, typer.Option("--mask-passwords", help="With --human: keep no password.")] = False,
    only_successes: Annotated[bool, typer.Option("--only-successes", help="With --human: keep only what was solved in FILE.")] = False,
    host: Annotated[str, typer.Option("--host", help="With --human: where the panel listens; 0.0.0.0 for other machines.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="With --human: 0 takes any free port.")] = 0,
    json: base.Json = False,
) -> None:
    """Record expert demonstrations; each is replayed, to the same pages and verdict, before it is kept."""
    from webgen.demos.record import Plan
    from webgen.demos.record import record as run
    from webgen.engines import NAMES
    from webgen.oracle import STYLES
    from webgen.streams import seed_of

    if engine not in NAMES:
        raise UnknownName("engine", engine, NAMES)
    if style not in (*STYLES, "both"):
        raise UnknownName("style", style, (*STYLES, "both"))
    if not out.parent.is_dir():
        raise InputError(f"the folder {out.parent} does not exist")
    if human:
        from webgen.commands._by_hand import Wish, record_by_hand

        record_by_hand(Wish(out, level, suite, seed, count, knob, text, mask_passwords, only_successes, host, port), json=json)
        return
    if level is not None or suite is not None or mask_passwords or only_successes:
        raise InputError("--level, --suite, --mask-passwords and --only-successes are for recording by hand; add --human")
    plan = Plan(
        count=base.count_of(count, "-n"),
        engine=engine,
        first=seed_of(seed),
        knobs=base.knobs_of(knob),
        styles=tuple(name for name in STYLES if style in (name, "both")),
        text=text,
    )
    workers = base.count_of(jobs, "--jobs", least=0) or len(os.sched_getaffinity(0))
    with base.progress("recording", count) as update:
        held = run(plan, out, jobs=workers, progress=lambda done: update(done, ""))
    if json:
        base.emit({"demos": held, "file": str(out), "engine": engine, "replayed": True})
    else:
        base.write(f"{held} demonstrations in {out}, each replayed")


def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    engine: base.EngineName = "twin",
    passwords: Annotated[bool, typer.Option("--passwords", help="Put masked passwords back, as the level knows them.")] = False,
    json: base.Json = False,
) -> None:
    """Play every demonstration of a file again: the same pages, step by step, and the same verdict."""
    from webgen.trajectory import read_trajectories

    rows = list(read_trajectories(file))
    problems: list[str] = []
    equal = 0
    with base.engine_of(engine) as running, base.progress("replaying", len(rows)) as update:
        for number, row in enumerate(rows, 1):
            found = _again(running, row, f"line {number}", passwords)
            equal += not found
            problems += [f"line {number}: {item}" for item in found]
            update(number, f"{equal} equal")
    if json:
        base.emit({"demos": len(rows), "equal": equal, "problems": problems})
    else:
        base.write(f"{equal} of {len(rows)} demonstrations replay to the same pages and verdict")
        for problem in problems:
            base.write(f"  {problem}")
    base.end(equal == len(rows))


def _again(running: Engine, row: Row, where: str, passwords: bool) -> list[str]:
    """Play one line again; return what differs."""
    from webgen.demos.human.masks import unmask
    from webgen.trajectory import replay

    if row.get("masked") and not passwords:
        return ["its passwords are masked; add --passwords to put them back"]
    return replay(running, unmask(row, where))


def export(
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help="One of the exporters that `webgen list` names.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Trajectories (JSON lines); the split train.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="A new folder.")],
    split: Annotated[
        list[str] | None,
        typer.Option("--split", metavar="NAME=FILE|SHARE", help="Another split: a file of its own, or a share of FILE, such as test=0.1."),
    ] = None,
    with_: Annotated[list[str] | None, typer.Option("--with", metavar="CHANNEL", help="images: put the screenshots in.")] = None,
    history: Annotated[str, typer.Option("--history", help="Of conversations: full, or last (only the page that is answered).")] = "full",
    without_mistakes: Annotated[bool, typer.Option("--without-mistakes", help="Refuse lines that hold a mistake.")] = False,
    json: base.Json = False,
) -> None:
    """Export demonstrations as another format, with a card; exit status 1 where a line could not be exported."""
    from webgen.demos.export import export as run
    from webgen.demos.export import lines_of, order_of
    from webgen.demos.exports.base import HISTORIES, Options

    for channel in with_ or ():
        if channel != "images":
            raise UnknownName("channel", channel, ("images",))
    kept = next((name for name in HISTORIES if name == history), None)
    if kept is None:
        raise UnknownName("history", history, HISTORIES)
    order = order_of(format_, file, split or (), Options(images=bool(with_), history=kept), without_mistakes=without_mistakes)
    told = [0]
    with base.progress("exporting", lines_of(order)) as update:

        def progress(by: int) -> None:
            told[0] += by
            update(told[0], "")

        done = run(order, out, progress=progress)
    splits = {
        name: {"rows": one.rows, "lines": one.lines, "solved": one.solved, "levels": len(one.levels), "steps": one.steps,
               "mistakes": one.mistakes, "images": one.pictures, "refused": one.refused, "faults": one.faults}
        for name, one in done.splits.items()
    }  # fmt: skip
    if json:
        files = {name: {"bytes": size, "sha256": digest} for name, (size, digest) in done.files.items()}
        base.emit({"format": format_, "folder": str(out), "splits": splits, "files": files, "problems": done.left_out})
    else:
        for name, one in done.splits.items():
            base.write(f"{name}: {one.rows} rows of {one.lines} demonstrations ({one.solved} solved, {one.mistakes} mistakes in {one.steps} steps)")
            if one.refused:
                base.write(f"  {len(one.refused)} with mistakes were refused")
            if one.faults:
                base.write(f"  {len(one.faults)} ended in a fault of ours and were left out")
        base.write(f"{len(done.files)} files and a card in {out}")
        for problem in done.left_out:
            base.write(f"  left out: {problem}")
    base.end(not done.left_out)
