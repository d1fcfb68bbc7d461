"""``webgen suite``: freezing sets of levels, and proving them again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from webgen.commands import base
from webgen.errors import InputError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Freeze sets of levels, and prove them again.", no_args_is_help=True)
    group.command("build")(build)
    group.command("verify")(verify)
    app.add_typer(group, name="suite")


def build(
    name: Annotated[str, typer.Argument(help="Name of the suite.")],
    source: Annotated[Path | None, typer.Option("--from", metavar="FILE", help="Recipe (TOML); default scenarios/suites/NAME.toml.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="Where to freeze it; default scenarios/frozen.")] = None,
    engine: base.EngineName = "twin",
    json: base.Json = False,
) -> None:
    """Prove every level of a recipe (expert passes; idling and near misses fail) and freeze them."""
    from webgen.resources import folder
    from webgen.suites import build_suite, read_recipe

    recipe = read_recipe(source or folder("scenarios") / "suites" / f"{name}.toml").model_copy(update={"name": name})
    if not name.replace("-", "").replace("_", "").isalnum():
        raise InputError(f"a suite is named with letters, digits, - and _, not {name!r}")
    with base.engine_of(engine) as running, base.progress(f"building {name}", recipe.count) as update:
        report = build_suite(recipe, running, base=out, progress=lambda now: update(now.levels, f"{now.proven} proven"))
    if json:
        base.emit({"suite": name} | report.as_json())
    else:
        base.write(f"{name}: {report.proven} of {report.levels} levels proven" + _list(report.problems))
        base.write("frozen" if not report.problems else "not frozen")
    base.end(not report.problems)


def verify(
    name: Annotated[str | None, typer.Argument(help="Name of the suite.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Verify every frozen suite.")] = False,
    at: Annotated[Path | None, typer.Option("--in", metavar="FOLDER", help="Where it was frozen; default scenarios/frozen.")] = None,
    engine: base.EngineName = "twin",
    json: base.Json = False,
) -> None:
    """Prove a frozen suite again: the file is unchanged, and every level still holds."""
    from webgen.suites import SuiteReport, frozen_folder, suite_size, verify_suite

    if (name is None) == (not every):
        raise InputError("say which suite, or --all")
    folder = at or frozen_folder()
    names = [name] if name is not None else sorted(path.stem for path in folder.glob("*.jsonl"))
    if not names:
        raise InputError(f"there is no frozen suite in {folder}")
    total = SuiteReport()
    with base.engine_of(engine) as running:
        for item in names:
            with base.progress(f"verifying {item}", suite_size(item, folder)) as update:
                report = verify_suite(item, running, base=folder, progress=lambda now: update(now.levels, f"{now.proven} proven"))
            total.levels += report.levels
            total.proven += report.proven
            total.problems += [f"{item}: {problem}" for problem in report.problems]
    if json:
        base.emit({"suites": names} | total.as_json())
    else:
        base.write(f"{', '.join(names)}: {total.proven} of {total.levels} levels proven" + _list(total.problems))
    base.end(not total.problems and total.proven == total.levels)


def _list(problems: list[str]) -> str:
    return "".join(f"\n  {problem}" for problem in problems)
