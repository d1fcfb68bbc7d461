"""Suites: frozen sets of levels, each proven when it was frozen and provable again at any time.

``scenarios/suites/NAME.toml`` says what to freeze; ``scenarios/frozen/NAME.jsonl`` holds one level a line, and
``scenarios/frozen/NAME.json`` the manifest: versions, level ids and the SHA-256 of the levels.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from pydantic import Field as Bounded
from pydantic import ValidationError

from webgen.check import CheckReport, prove
from webgen.engines.base import Engine
from webgen.errors import InputError, SpecError, UnknownName
from webgen.generate import Knobs, level_of
from webgen.resources import folder
from webgen.soundness import parse_level
from webgen.spec import SCHEMA, Frozen, Level, dump

FORMAT = 1


class Recipe(Frozen):
    """What a suite is made of: the levels of ``count`` seeds from ``first``, with knobs."""

    name: str
    title: str
    first: int = Bounded(ge=0)
    count: int = Bounded(ge=1, le=100_000)
    knobs: Knobs = Knobs()


class Manifest(Frozen):
    """What a frozen suite is: where it came from, which levels it holds, and their hash."""

    format: int = FORMAT
    schema_version: int = SCHEMA
    name: str
    title: str
    first: int
    knobs: dict[str, Any]
    versions: dict[str, str]
    engine: str
    levels: tuple[str, ...]
    sha256: str


@dataclass
class SuiteReport:
    """How many levels a suite holds, how many are proven, and what is wrong with the rest."""

    levels: int = 0
    proven: int = 0
    problems: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the report with the stable keys of the command line."""
        return {"levels": self.levels, "proven": self.proven, "problems": self.problems}


def versions() -> dict[str, str]:
    """Return the versions that decide what a level is and how it is shown."""
    names = ("webgen-gym", "faker", "jinja2", "playwright", "pydantic", "selectolax")
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


# ---- recipes and files


def suite_names() -> list[str]:
    """Return the names of all suites: those with a recipe and those that are frozen."""
    base = folder("scenarios")
    found = {path.stem for path in (base / "suites").glob("*.toml")} | {path.stem for path in (base / "frozen").glob("*.jsonl")}
    return sorted(found)


def read_recipe(path: Path | str) -> Recipe:
    """Read the TOML file of a suite.

    Raises:
        SpecError: it is not TOML, or not a recipe; InputError: it cannot be read.
    """
    where = Path(path)
    try:
        data = tomllib.loads(where.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {where}: {(error.strerror or str(error)).lower()}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SpecError(f"{where}: this is not TOML: {error}") from None
    try:
        return Recipe.model_validate({"name": where.stem, **data})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "top level"
        raise SpecError(f"{where}: {place}: {first['msg']}") from None


def frozen_folder() -> Path:
    """Return where frozen suites are kept."""
    return folder("scenarios") / "frozen"


def _paths(name: str, base: Path) -> tuple[Path, Path]:
    return base / f"{name}.jsonl", base / f"{name}.json"


def _manifest(name: str, base: Path) -> Manifest:
    levels, manifest = _paths(name, base)
    if levels.is_file() and not manifest.is_file():
        raise SpecError(f"the suite {name} has lost its manifest {manifest.name}")
    if not levels.is_file() or not manifest.is_file():
        raise UnknownName("frozen suite", name, [path.stem for path in base.glob("*.jsonl")])
    try:
        found = Manifest.model_validate_json(manifest.read_text(encoding="utf-8"))
    except ValidationError as error:
        first = error.errors()[0]
        raise SpecError(f"{manifest.name}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from None
    if (found.format, found.schema_version) != (FORMAT, SCHEMA):
        raise SpecError(
            f"{manifest.name}: format {found.format} and schema version {found.schema_version}; "
            f"this version reads {FORMAT} and {SCHEMA}"
        )
    return found


def read_suite(name: str, base: Path | None = None) -> list[Level]:
    """Return the levels of a frozen suite, each checked against the manifest.

    Raises:
        SpecError: the file is not the one that was frozen.
    """
    base = base or frozen_folder()
    manifest = _manifest(name, base)
    if trouble := _altered(manifest, base):
        raise SpecError(f"suite {name}: {trouble}")
    return [level for level, _ in _levels(name, base)]


def _altered(manifest: Manifest, base: Path) -> str:
    content = _paths(manifest.name, base)[0].read_bytes()
    if hashlib.sha256(content).hexdigest() != manifest.sha256:
        return f"{manifest.name}.jsonl is not the file that was frozen (its SHA-256 differs)"
    return ""


def _levels(name: str, base: Path) -> Iterator[tuple[Level, int]]:
    try:
        lines = _paths(name, base)[0].read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise SpecError(f"{name}.jsonl is not text: {error.reason} at byte {error.start}") from None
    for number, line in enumerate(lines, 1):
        yield parse_level(line, where=f"{name}.jsonl line {number}"), number


# ---- freezing and proving

Progress = Callable[[SuiteReport], None]


def build_suite(
    recipe: Recipe, engine: Engine, *, base: Path | None = None, progress: Progress | None = None
) -> SuiteReport:
    """Prove the levels of a recipe and, when all hold, freeze them; nothing is written otherwise."""
    base = base or frozen_folder()
    report = SuiteReport()
    lines: list[str] = []
    ids: list[str] = []
    for seed in range(recipe.first, recipe.first + recipe.count):
        level = level_of(seed, recipe.knobs)
        _prove(engine, seed, level, report)
        lines.append(dump(level) + "\n")
        ids.append(level.id)
        if progress is not None:
            progress(report)
    if len(set(ids)) != len(ids):
        report.problems.append("the recipe makes the same level twice")
    if not report.problems:
        content = "".join(lines)
        manifest = Manifest(
            name=recipe.name,
            title=recipe.title,
            first=recipe.first,
            knobs=recipe.knobs.model_dump(mode="json", exclude_defaults=True),
            versions=versions(),
            engine=engine.name,
            levels=tuple(ids),
            sha256=hashlib.sha256(content.encode("utf-8")).hexdigest(),
        )
        _write(recipe.name, base, content, json.dumps(manifest.model_dump(mode="json"), indent=1) + "\n")
    return report


def _write(name: str, base: Path, levels: str, manifest: str) -> None:
    try:
        base.mkdir(parents=True, exist_ok=True)
        for path, text in zip(_paths(name, base), (levels, manifest), strict=True):
            draft = path.with_name(f".{path.name}.part")
            draft.write_text(text, encoding="utf-8")
            draft.replace(path)
    except OSError as error:
        raise InputError(f"cannot write to {base}: {(error.strerror or str(error)).lower()}") from None


def verify_suite(name: str, engine: Engine, *, base: Path | None = None, progress: Progress | None = None) -> SuiteReport:
    """Prove a frozen suite again: the file is the one that was frozen, and every level still holds."""
    base = base or frozen_folder()
    manifest = _manifest(name, base)
    report = SuiteReport()
    if trouble := _altered(manifest, base):
        report.problems.append(trouble)
    for level, number in _levels(name, base):
        wanted = manifest.levels[number - 1] if number <= len(manifest.levels) else ""
        if level.id != wanted:
            report.problems.append(f"line {number}: level {level.id} is not the frozen {wanted or 'one'}")
        _prove(engine, level.content_seed, level, report)
        if progress is not None:
            progress(report)
    if report.levels != len(manifest.levels):
        report.problems.append(f"{report.levels} levels, the manifest names {len(manifest.levels)}")
    return report


def suite_size(name: str, base: Path | None = None) -> int:
    """Return how many levels a frozen suite holds."""
    return len(_manifest(name, base or frozen_folder()).levels)


def _prove(engine: Engine, seed: int, level: Level, report: SuiteReport) -> None:
    single = CheckReport()
    report.levels += 1
    report.proven += prove(engine, seed, level, single)
    report.problems += [f"seed {seed}, level {level.id}: {failure['what']}" for failure in single.failures]
