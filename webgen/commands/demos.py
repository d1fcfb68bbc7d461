"""``webgen demos``: recording demonstrations, playing them again, and exporting them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from webgen.commands import _demos, base
from webgen.errors import InputError, UnknownName


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Record demonstrations, play them again, choose among them, look at them, export them.", no_args_is_help=True)
    group.command("record")(record)
    group.command("replay")(replay)
    group.command("export")(export)
    _demos.register(group)
    app.add_typer(group, name="demos")


def record(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="JSON lines; an interrupted recording is gone on with.")],
    count: Annotated[int | None, typer.Option("-n", "--count", help="How many episodes; default 100, of a suite: each level in every style.")] = None,
    engine: base.EngineName = "twin",
    seed: Annotated[str | None, typer.Option("--seed", "-s", help="The first seed; default 0.")] = None,
    suite: Annotated[str | None, typer.Option("--suite", help="Record the levels of a frozen suite, in order.")] = None,
    at: base.Folder = None,
    agent: Annotated[str, typer.Option("--agent", help="Who plays: oracle, the expert.")] = "oracle",
    styles: Annotated[str, typer.Option("--styles", "--style", help="all, both (mouse and keyboard), or names with commas.")] = "both",
    noise: Annotated[float, typer.Option("--noise", help="The chance of a mistake, which is then repaired, before each act.")] = 0.0,
    reasons: Annotated[bool, typer.Option("--reasons/--no-reasons", help="Say with each step why it is done.")] = True,
    images: Annotated[str, typer.Option("--images", help="png or webp: a picture before each act, and the boxes of all elements (Chromium).")] = "",
    trace: Annotated[bool, typer.Option("--trace", help="Keep a Playwright trace of each episode (Chromium).")] = False,
    text: Annotated[bool, typer.Option("--text", help="Keep the snapshots themselves, not only their hashes.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="Processes; 0: as many as there are cores.")] = 0,
    knob: base.KnobList = None,
    human: Annotated[bool, typer.Option("--human", help="A person plays, in a browser; see docs/people.md.")] = False,
    level: Annotated[str | None, typer.Option("--level", metavar="SEED|FILE", help="With --human: the one level to play.")] = None,
    mask_passwords: Annotated[bool, typer.Option("--mask-passwords", help="With --human: keep no password.")] = False,
    only_successes: Annotated[bool, typer.Option("--only-successes", help="With --human: keep only what was solved in FILE.")] = False,
    host: Annotated[str | None, typer.Option("--host", help="With --human: where the panel listens; default 127.0.0.1, 0.0.0.0 for other machines.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="With --human: default any free port.")] = None,
    json: base.Json = False,
) -> None:
    """Record expert demonstrations; each is replayed, to the same pages and verdict, before it is kept."""
    from webgen.demos.record import Plan
    from webgen.demos.record import record as run
    from webgen.engines import NAMES
    from webgen.streams import seed_of
    from webgen.suites import manifest_of

    if engine not in NAMES:
        raise UnknownName("engine", engine, NAMES)
    if agent != "oracle":
        raise UnknownName("agent", agent, ("oracle",))
    if suite is not None and (seed is not None or knob):
        raise InputError("a suite says which levels there are: --seed and --knob do not go with --suite")
    base.refuse_nowhere(suite, at)
    if suite is not None:
        manifest_of(suite, at)  # a name that is none is said before anything else
    if not out.parent.is_dir():
        raise InputError(f"the folder {out.parent} does not exist")
    if not human and (host is not None or port is not None):
        raise InputError("--host and --port are for recording by hand; add --human")
    host, port = host or "127.0.0.1", port or 0
    if human:
        from webgen.commands._by_hand import Wish, record_by_hand

        record_by_hand(Wish(out, level, suite, at, seed, count, knob, text, mask_passwords, only_successes, host, port), context, json=json)
        return
    if level is not None or mask_passwords or only_successes:
        raise InputError("--level, --mask-passwords and --only-successes are for recording by hand; add --human")
    names = styles_of(styles)
    amount = count if count is not None else len(manifest_of(suite, at).levels) * len(names) if suite is not None else 100
    plan = Plan(
        count=base.count_of(amount, "-n"),
        engine=engine,
        first=seed_of(seed or "0"),
        knobs=base.knobs_of(knob),
        styles=names,
        text=text,
        suite=suite or "",
        at=at,
        noise=noise,
        reasons=reasons,
        images=images,
        trace=trace,
    )
    try:
        with base.progress("recording", amount) as update:
            done = run(plan, out, jobs=workers_of(jobs), progress=lambda held: update(held, ""))
    except KeyboardInterrupt:
        base.say(f"webgen: stopped; what is whole stays in {out}, and the same command goes on there")
        raise typer.Exit(130) from None
    if json:
        base.emit({"demos": done.held, "new": done.new, "seconds": round(done.seconds, 2), "per_second": round(done.rate, 2),
                   "file": str(out), "engine": engine, "styles": list(names), "replayed": True})  # fmt: skip
    else:
        base.write(f"{done.held} demonstrations in {out}, each replayed when it was recorded")
        if done.new:
            base.write(f"{done.new} new ones in {done.seconds:.1f} s, {done.rate:.1f} each second")


def styles_of(text: str) -> tuple[str, ...]:
    """Read the names of styles: ``all``, ``both`` (mouse and keyboard), or some with commas.

    Raises:
        UnknownName: there is no such style.
    """
    from webgen.oracle import MORE_STYLES, STYLES

    known = (*STYLES, *MORE_STYLES)
    if text in ("all", "both"):
        return known if text == "all" else STYLES
    names = tuple(dict.fromkeys(filter(None, text.split(","))))
    for name in names or ("",):
        if name not in known:
            raise UnknownName("style", name, (*known, "all", "both"))
    return tuple(name for name in known if name in names)


def workers_of(jobs: int) -> int:
    """Return how many processes share the work; 0 stands for as many as there are cores."""
    return base.count_of(jobs, "--jobs", least=0, most=256) or len(os.sched_getaffinity(0))


def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    engine: Annotated[str, typer.Option("--engine", "-e", help="twin, chromium or both.")] = "twin",
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="Processes; 0: as many as there are cores.")] = 1,
    passwords: Annotated[bool, typer.Option("--passwords", help="Put masked passwords back, as the level knows them.")] = False,
    json: base.Json = False,
) -> None:
    """Play every demonstration of a file again: the same pages, step by step, and the same verdict."""
    from webgen.demos.replaying import Again, replay_file
    from webgen.engines import NAMES

    if engine not in (*NAMES, "both"):
        raise UnknownName("engine", engine, (*NAMES, "both"))
    equal = 0
    with base.progress("replaying", base.lines_of(file)) as update:

        def told(one: Again, _: int) -> None:
            nonlocal equal
            equal += not one.problems
            update(one.line, f"{equal} equal")

        found = replay_file(file, NAMES if engine == "both" else (engine,), jobs=workers_of(jobs), passwords=passwords, progress=told)
    problems = [f"line {one.line}: {item}" for one in found for item in one.problems]
    if json:
        base.emit({"demos": len(found), "equal": equal, "problems": problems})
    else:
        base.write(f"{equal} of {len(found)} demonstrations replay to the same pages and verdict")
        for problem in problems:
            base.write(f"  {problem}")
    base.end(equal == len(found))


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
    from webgen.demos.card import common_levels, empty_splits, levels_of_suites, shared_levels
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
    for warning in (*shared_levels(done.splits), *empty_splits(done.splits), *levels_of_suites(done.splits)):
        base.say(f"Warning: {warning}".replace("`", ""))
    if json:
        common = [{"splits": [one, other], "levels": count} for one, other, count in common_levels(done.splits)]
        files = {name: {"bytes": size, "sha256": digest} for name, (size, digest) in done.files.items()}
        base.emit({"format": format_, "folder": str(out), "splits": splits, "files": files, "common_levels": common, "problems": done.left_out})
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
