"""``webgen suite``: freezing sets of levels, looking into them, and proving them again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from webgen.commands import base
from webgen.errors import InputError, UnknownName

LEAST_SECRET = 16  # characters
SHORT = 12  # characters of a hash in tables


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Freeze sets of levels, look into them, and prove them again.", no_args_is_help=True)
    group.command("build")(build)
    group.command("verify")(verify)
    group.command("show")(show)
    group.command("results")(results)
    app.add_typer(group, name="suite")


def build(
    name: Annotated[str, typer.Argument(help="Name of the suite.")],
    source: Annotated[Path | None, typer.Option("--from", metavar="FILE", help="Recipe (TOML); default scenarios/suites/NAME.toml.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="Where to freeze it; default scenarios/frozen.")] = None,
    engine: Annotated[str, typer.Option("--engine", "-e", help="chromium: the expert's walk is compared in both engines; twin: without a browser.")] = "chromium",
    secret: Annotated[Path | None, typer.Option("--secret-file", metavar="FILE", help="Make a private suite: the text in the file moves all seeds.")] = None,
    jobs: base.Jobs = 1,
    json: base.Json = False,
) -> None:
    """Draw and prove the levels of a recipe, and freeze them. An interrupted build goes on where it stopped.

    Proven is: the expert solves it in every style, and its walk is the same in Chromium; idling, near misses and attacks
    are not rewarded; the goal fits one outcome. Of a private suite, publish the hash: it says which levels those were.
    """
    from webgen.resources import folder
    from webgen.suites import build_suite, manifest_of, read_recipe

    if not name.replace("-", "").replace("_", "").isalnum():
        raise InputError(f"a suite is named with letters, digits, - and _, not {name!r}")
    _known(engine)
    if secret is not None and out is None:
        raise InputError("a private suite is not frozen among those that ship; name a folder with --out")
    recipe = read_recipe(source or folder("scenarios") / "suites" / f"{name}.toml").model_copy(update={"name": name})
    hidden = _secret(secret) if secret is not None else ""
    with base.progress(f"building {name}", recipe.count) as update:
        report = build_suite(
            recipe, engine, base=out, secret=hidden, jobs=jobs, progress=lambda now: update(now.levels, f"{now.proven} proven")
        )
    found = manifest_of(name, out).hash if not report.problems else ""
    if json:
        base.emit({"suite": name, "hash": found} | report.as_json())
    else:
        base.write(f"{name}: {report.proven} of {report.levels} levels proven" + _list(report.problems))
        base.write(f"frozen; its hash is {found}" if found else "not frozen")
    base.end(not report.problems)


def _secret(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path}: {(getattr(error, 'strerror', None) or str(error)).lower()}") from None
    if len(text) < LEAST_SECRET:
        raise InputError(f"the secret in {path} has {len(text)} characters; {LEAST_SECRET} are needed, or it can be guessed")
    return text


def _known(engine: str) -> None:
    from webgen.engines import NAMES

    if engine not in NAMES:
        raise UnknownName("engine", engine, NAMES)


def verify(
    name: Annotated[str | None, typer.Argument(help="Name of the suite.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Verify every frozen suite.")] = False,
    at: base.Folder = None,
    engine: Annotated[str, typer.Option("--engine", "-e", help="twin, or chromium: the expert's walk is compared in both engines as well.")] = "twin",
    quick: Annotated[bool, typer.Option("--quick", help="Only hashes, and that the expert's walk shows what it showed.")] = False,
    expect: Annotated[str | None, typer.Option("--hash", help="The hash that was published for it.")] = None,
    jobs: base.Jobs = 1,
    json: base.Json = False,
) -> None:
    """Prove a frozen suite again: no byte has changed, every law still holds, and every level plays as it did."""
    from webgen.resources import folder
    from webgen.suites import SuiteReport, frozen_folder, frozen_names, manifest_of, verify_suite

    if (name is None) == (not every):
        raise InputError("say which suite, or --all")
    if expect is not None and name is None:
        raise InputError("--hash is of one suite; name it")
    _known(engine)
    base_folder = at or frozen_folder()
    names = [name] if name is not None else frozen_names(base_folder)
    if not names:
        raise InputError(f"there is no frozen suite in {base_folder}")
    total = SuiteReport()
    if name is None and at is None:
        wanted = {path.stem for path in (folder("scenarios") / "suites").glob("*.toml")}
        total.problems += [f"{lost}: there is a recipe, but it is not frozen" for lost in sorted(wanted - set(names))]
    if expect is not None and not _is(manifest_of(names[0], base_folder).hash, expect):
        total.problems.append(f"{names[0]}: its hash is {manifest_of(names[0], base_folder).hash}, not {expect}")
    per: dict[str, dict[str, Any]] = {}
    for item in names:
        with base.progress(f"verifying {item}", _size(item, base_folder)) as update:
            report = verify_suite(
                item, engine, base=base_folder, jobs=jobs, quick=quick, progress=lambda now: update(now.levels, f"{now.proven} proven")
            )
        per[item] = {"levels": report.levels, "proven": report.proven, "made_by": report.made_by}
        total.levels += report.levels
        total.proven += report.proven
        total.problems += [f"{item}: {problem}" for problem in report.problems]
    if json:
        base.emit({"suites": names, "engine": engine, "quick": quick} | total.as_json() | {"by_suite": per})
    else:
        base.write(f"{', '.join(names)}: {total.proven} of {total.levels} levels {'play as they did' if quick else 'proven'}" + _list(total.problems))
        for item, told in per.items():
            if told["made_by"] and told["made_by"] not in str(total.problems):
                base.write(f"  {item}: {told['made_by']}; all the same, it holds")
    base.end(not total.problems and total.proven == total.levels)


def _is(found: str, expected: str) -> bool:
    """Tell whether a hash is the one that was published: all of it, or as many characters as the tables show."""
    expected = expected.strip().lower()
    return found == expected or (len(expected) >= SHORT and found.startswith(expected))


def _size(name: str, at: Path) -> int:
    from webgen.errors import SpecError
    from webgen.suites import manifest_of

    try:
        return max(1, len(manifest_of(name, at).levels))
    except SpecError:
        return 1  # what is wrong with it is told by verifying


def show(
    name: Annotated[str | None, typer.Argument(help="Name of a suite; without one, all are told.")] = None,
    at: base.Folder = None,
    level: Annotated[str | None, typer.Option("--level", metavar="ID", help="Write this level as JSON, for webgen play, show or new.")] = None,
    json: base.Json = False,
) -> None:
    """Tell which suites there are, which levels one holds, or write one level as a file for other commands."""
    from webgen.spec import dump
    from webgen.suites import frozen_folder, frozen_names, manifest_of, read_suite

    folder = at or frozen_folder()
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}")
    if name is None:
        found = [manifest_of(item, folder) for item in frozen_names(folder)]
        if json:
            base.emit({"suites": [{"name": one.name, "title": one.title, "levels": len(one.levels), "parts": one.parts, "hash": one.hash} for one in found]})
            return
        table = base.grid("suites", "name", "levels#", "parts", "hash", "what for")
        for one in found:
            table.add_row(one.name, str(len(one.levels)), ", ".join(one.parts), one.hash[:SHORT], one.about)
        base.write_table(table)
        return
    manifest = manifest_of(name, folder)
    if level is not None:
        wanted = [item for item in read_suite(name, folder) if item.id == level]
        if not wanted:
            raise InputError(f"the suite {name} has no level {level!r}; webgen suite show {name} lists them")
        base.write(dump(wanted[0]))
        return
    if json:
        base.emit(manifest.model_dump(mode="json"))
        return
    table = base.grid(f"{manifest.title}: {manifest.about}", "level", "part", "workflow", "domain", "difficulty#", "expert's acts#")
    for entry in manifest.levels:
        table.add_row(entry.id, entry.part, entry.workflow, entry.domain, f"{entry.difficulty:.2f}", str(entry.steps))
    base.write_table(table)
    base.write(f"hash {manifest.hash}; proven in {' and '.join(manifest.engines)}: {', '.join(manifest.proofs)}")


def results(
    name: Annotated[str, typer.Argument(help="Name of the suite.")],
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run, or its episodes.jsonl.")],
    at: base.Folder = None,
    engine: base.EngineName = "twin",
    expect: Annotated[str | None, typer.Option("--hash", help="The hash that was published for the suite.")] = None,
    json: base.Json = False,
) -> None:
    """Verify results: every episode of a run is of a level of the suite, and replays to the verdict it claims."""
    from webgen.evaluation.results import verify_results
    from webgen.suites import manifest_of

    manifest = manifest_of(name, at)
    problems = [f"the suite's hash is {manifest.hash}, not {expect}"] if expect is not None and not _is(manifest.hash, expect) else []
    path = run / "episodes.jsonl" if run.is_dir() else run
    with base.engine_of(engine) as running, base.progress("replaying", _count(path)) as update:
        told = verify_results(name, path, running, base=at, progress=lambda done: update(done, ""))
    problems += told.problems
    if json:
        base.emit({"suite": name, "hash": manifest.hash} | told.as_json() | {"problems": problems})
    else:
        base.write(f"{told.equal} of {told.episodes} episodes are of this suite and replay to their verdict, {told.faults} claim to be faults")
        base.write(
            f"{told.successes} solved of {told.asked} that the suite asks for ({100 * told.least:.1f} %); "
            f"{told.levels} of {len(manifest.levels)} levels were played" + _list(problems)
        )
    base.end(not problems)


def _list(problems: list[str]) -> str:
    return "".join(f"\n  {problem}" for problem in problems)


def _count(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return max(1, sum(1 for _ in file))
    except OSError:
        return 1  # what is wrong with it is told by reading
