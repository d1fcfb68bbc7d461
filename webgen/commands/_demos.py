"""``webgen demos filter | stats | gallery``: what to do with a file of demonstrations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from webgen.commands import base
from webgen.errors import InputError

Lines = Annotated[Path, typer.Argument(metavar="FILE", help="Trajectories (JSON lines).")]
Names = Annotated[str | None, typer.Option(help="Only these, with commas between them.")]


def register(group: typer.Typer) -> None:
    """Add the commands to ``webgen demos``."""
    group.command("filter")(filter_)
    group.command("stats")(stats)
    group.command("gallery")(gallery)


def filter_(
    file: Lines,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="A new file for what passes.")],
    difficulty: Annotated[str | None, typer.Option("--difficulty", metavar="A:B", help="Of the level, 0 to 1; both ends are in.")] = None,
    length: Annotated[str | None, typer.Option("--length", metavar="A:B", help="Steps; both ends are in.")] = None,
    unique: Annotated[float | None, typer.Option("--unique", metavar="T", help="Drop what is at least so similar to a line kept before, 0 to 1.")] = None,
    workflow: Names = None,
    domain: Names = None,
    style: Names = None,
    solved: Annotated[bool, typer.Option("--solved", help="Only what was solved.")] = False,
    json: base.Json = False,
) -> None:
    """Keep the demonstrations that pass, and say how many were dropped by what."""
    from webgen.demos.sift import ANY, Sieve, filter_file
    from webgen.domains.reader import domains
    from webgen.oracle import MORE_STYLES, STYLES
    from webgen.workflows.base import workflows

    if out.exists():
        raise InputError(f"{out} is there already; name another file or remove it")
    if not out.parent.is_dir():
        raise InputError(f"the folder {out.parent} does not exist")
    sieve = Sieve(
        workflows=names_of(workflow, "workflow", workflows()),
        domains=names_of(domain, "domain", domains()),
        styles=names_of(style, "style", (*STYLES, *MORE_STYLES, "human")),
        difficulty=range_of(difficulty, "--difficulty") if difficulty is not None else ANY,
        length=range_of(length, "--length") if length is not None else ANY,
        unique=unique,
        solved=solved,
    )
    with base.progress("filtering", base.lines_of(file)) as update:
        found, text = filter_file(file, sieve, out, lambda done: update(done, ""))
    base.save(out, text)
    dropped = dict(found.dropped.most_common())
    if json:
        base.emit({"kept": len(found.kept), "dropped": dropped, "file": str(out)})
        return
    base.write(f"{len(found.kept)} of {len(found.kept) + found.dropped.total()} demonstrations in {out}")
    for why, count in dropped.items():
        base.write(f"  {count} dropped: {why}")


def names_of(text: str | None, kind: str, known: Any) -> frozenset[str]:
    """Read names with commas between them; none where there is no text.

    Raises:
        UnknownName: there is no such part; InputError: the text holds no name.
    """
    from webgen.errors import UnknownName

    if text is None:
        return frozenset()
    names = frozenset(filter(None, text.split(",")))
    if not names:
        raise InputError(f"--{kind} {text!r} holds no name; leave it out for all")
    for name in sorted(names):
        if name not in known:
            raise UnknownName(kind, name, known)
    return names


def range_of(text: str, what: str) -> tuple[float, float]:
    """Read ``A:B``; an end that is left out is open.

    Raises:
        InputError: not two numbers with A at most B.
    """
    first, colon, last = text.partition(":")
    try:
        low, high = float(first or "-inf"), float(last or "inf")
    except ValueError:
        low, high = 1.0, 0.0
    if not colon or not low <= high:
        raise InputError(f"{what} {text!r} is not A:B with A at most B, such as 0.2:0.6, 5:40 or :20")
    return low, high


def stats(file: Lines, json: base.Json = False) -> None:
    """Say what a file of demonstrations holds, in numbers."""
    from webgen.demos.tally import tally

    with base.progress("counting", base.lines_of(file)) as update:
        found = tally(file, lambda done: update(done, ""))
    if json:
        base.emit(found)
        return
    base.write(
        f"{found['demos']} demonstrations of {found['levels']} levels, {found['solved']} solved; {found['steps']} steps, "
        "p50 {p50}, p95 {p95}, max {max}".format(**found["length"])
    )
    base.write(f"{found['with_mistakes']} with mistakes ({found['mistakes']} in all), {found['with_reasons']} with reasons, "
               f"{found['images']} pictures, {found['traces']} traces")  # fmt: skip
    if found["mistakes"]:
        kinds = ", ".join(f"{count} {kind}" for kind, count in found["mistake_kinds"].items())
        base.write(f"mistakes: {kinds}; {found['refused_mistakes']} of them were refused by the page")
    base.write("bytes: " + ", ".join(f"{size:,} {name}" for name, size in found["bytes"].items()))
    for kind in ("styles", "engines", "locales", "difficulty", "actions", "domains", "workflows"):
        table = base.grid(kind.capitalize(), "name", "count#", "share#")
        for name, count in found[kind].items():
            whole = found["steps"] if kind == "actions" else found["demos"]
            table.add_row(name, str(count), f"{count / whole:.1%}" if whole else "")
        base.write_table(table)


def gallery(
    file: Lines,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="A page (.html) or a picture of it (.png).")] = Path("demos.html"),
    count: Annotated[int, typer.Option("--count", "-n", help="How many demonstrations.")] = 12,
    engine: Annotated[str | None, typer.Option("--engine", "-e", help="Where they are played again; default chromium, for pictures, unless the lines have their own.")] = None,
    json: base.Json = False,
) -> None:
    """Show a sample of demonstrations on one self-contained page: goals, pictures, what was done and why."""
    from webgen.demos.gallery import gallery_of, page
    from webgen.engines.chromium.sheet import picture_of

    if out.suffix.lower() not in (".html", ".png"):
        raise InputError(f"a gallery ends in .html or .png, not {out.suffix!r}")
    wanted = base.count_of(count, "--count")
    with base.progress("playing", wanted) as update:
        found = gallery_of(file, wanted, engine, lambda done: update(done, ""))
    if out.suffix.lower() == ".png":
        picture_of(page(found), out)
    else:
        base.save(out, page(found))
    problems = [f"line {one.line}: {problem}" for one in found.shown for problem in one.problems]
    if json:
        base.emit({"gallery": str(out), "shown": len(found.shown), "of": found.held, "problems": problems})
    else:
        base.write(f"wrote {out}: {len(found.shown)} of {found.held} demonstrations")
        for problem in problems:
            base.write(f"  {problem}")
    base.end(not problems)
