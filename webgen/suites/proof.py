"""Freezing suites, and proving them again at any time.

A level is proven when, in the twin, the expert solves it in every style, doing nothing and near misses are not
rewarded, its goal fits one outcome and no attack works; and when the expert's walk is the same in Chromium, step by
step: what it sees, what is logged and the verdict. The walk is kept with the level, so that any later version can tell
whether the level still plays as it did.
"""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from webgen.actions import Action, from_json
from webgen.attacks import AttackReport, attack_level
from webgen.check import CheckReport, prove
from webgen.engines import kept
from webgen.engines.base import Engine
from webgen.episode import Episode
from webgen.errors import InputError, SpecError, WebgenError
from webgen.features import difficulty
from webgen.memory import collect_rarely
from webgen.oracle import Oracle
from webgen.parity import ParityReport, walk_both
from webgen.spec import Level
from webgen.streams import fingerprint
from webgen.suites.frozen import (
    Entry,
    Manifest,
    Proof,
    altered,
    build_id,
    frozen_folder,
    levels_in,
    manifest_of,
    versions,
    walks_in,
    write_suite,
)
from webgen.suites.recipe import Drawn, Recipe, draw
from webgen.trajectory import Recorder, Row, follow, mend_end, whole_lines

ENGINES = ("twin", "chromium")
PROOFS: tuple[Proof, ...] = ("expert", "idle", "near misses", "one outcome", "attacks")
Progress = Callable[["SuiteReport"], None]


@dataclass
class SuiteReport:
    """How many levels a suite holds, how many are proven, and what is wrong with the rest.

    ``made_by`` says in what the version that froze it differs from this one; empty where in nothing.
    """

    levels: int = 0
    proven: int = 0
    problems: list[str] = field(default_factory=list)
    made_by: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the report with the stable keys of the command line."""
        return {"levels": self.levels, "proven": self.proven, "problems": self.problems}


@dataclass(frozen=True, slots=True)
class Proven:
    """What came of proving one level: problems (none: all held), and the expert's walk."""

    problems: tuple[str, ...]
    walk: Row


# ---- one level


def prove_level(level: Level, engine: str) -> Proven:
    """Prove a level anew; with ``chromium``, its walk there as well."""
    twin = kept("twin")
    problems = _laws(twin, level)
    walk: Row = {}
    if not problems:
        try:
            walk = walk_of(twin, level)
            if engine == "chromium":
                problems += _unequal(level, walk)
        except WebgenError as error:
            problems.append(f"{type(error).__name__}: {error}")
    return Proven(tuple(problems), walk)


def prove_again(frozen: tuple[Level, Row], engine: str, *, quick: bool) -> Proven:
    """Prove a frozen level again: its walk shows what it showed, and unless ``quick`` all that was proven holds."""
    level, walk = frozen
    twin = kept("twin")
    problems = [] if quick else _laws(twin, level)
    try:
        with Episode(twin, level) as episode:
            problems += [f"the frozen walk: {what}" for what in follow(episode, walk)]
            if not problems and _logged(episode) != walk["log"]:
                problems.append("the frozen walk: other changes are logged")
        if engine == "chromium" and not problems:
            problems += _unequal(level, walk)
    except WebgenError as error:
        problems.append(f"{type(error).__name__}: {error}")
    return Proven(tuple(problems), walk)


def _laws(twin: Engine, level: Level) -> list[str]:
    checked, attacked = CheckReport(), AttackReport()
    prove(twin, level.content_seed, level, checked)
    problems = [str(failure["what"]) for failure in checked.failures]
    try:
        attack_level(twin, level, attacked, seed=level.content_seed)
    except WebgenError as error:
        problems.append(f"attacks: {error}")
    return problems + [f"attack {failure['attack']}: {failure['what']}" for failure in attacked.failures]


def walk_of(engine: Engine, level: Level) -> Row:
    """Let the expert play a level with the mouse, and return what it did and saw."""
    oracle = Oracle(level, "mouse")
    with Episode(engine, level) as episode:
        played = Recorder(episode)
        while not (step := played.act(oracle.act(episode.snapshot))).ended:
            if len(played.steps) > level.max_steps:
                raise SpecError(f"the expert does not end after {level.max_steps} steps ({step.snapshot.url})")
        row = played.row(engine.name, "mouse", episode.verdict())
        told = {"level": level.id, "style": row["style"], "steps": row["steps"], "final": row["final"]}
        verdict = {name: row["verdict"][name] for name in ("success", "reasons")}
        return told | {"verdict": verdict, "log": _logged(episode)}


def _logged(episode: Episode) -> str:
    return fingerprint([asdict(row) for row in episode.log()])


def _unequal(level: Level, walk: Row) -> list[str]:
    """Return how a walk differs between Chromium and the twin."""
    actions: Sequence[Action] = [from_json(step["action"]) for step in walk["steps"]]
    report = ParityReport()
    walk_both((kept("chromium"), kept("twin")), level, lambda _, number: actions[number], report, label="expert")
    return [f"Chromium and the twin differ at step {found['step']}: {found['difference']}" for found in report.mismatches]


# ---- many levels


def _spread(work: Callable[[Any], Proven], items: Sequence[Any], jobs: int) -> Iterator[tuple[int, Proven]]:
    """Yield the number of each item with what came of it, as they end."""
    if jobs == 1 or len(items) < 2:
        yield from ((number, work(item)) for number, item in enumerate(items))
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(items)), mp_context=context, initializer=collect_rarely) as pool:
        running = {pool.submit(work, item): number for number, item in enumerate(items)}
        try:
            for done in as_completed(running):
                yield running[done], done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


# ---- freezing


def build_suite(
    recipe: Recipe,
    engine: str,
    *,
    base: Path | None = None,
    secret: str = "",
    jobs: int = 1,
    progress: Progress | None = None,
) -> SuiteReport:
    """Draw and prove the levels of a recipe and, when all hold, freeze them; no suite is written otherwise.

    What is proven is kept beside the suite until it is frozen, so that an interrupted build goes on where it stopped.

    Args:
        recipe: what to freeze.
        engine: ``twin``, or ``chromium`` for parity as well.
        base: folder to freeze in; default: of the suites that ship.
        secret: moves all seeds, and makes the suite private: its manifest names no seed.
        jobs: processes.
        progress: is told how far it is.
    """
    base = base or frozen_folder()
    drawn = list(draw(recipe.moved(secret) if secret else recipe))
    with _Draft(base / f".{recipe.name}.building.jsonl", engine) as draft:
        left = [level for _, _, level in drawn if level.id not in draft.walks]
        report = SuiteReport(len(drawn) - len(left), len(drawn) - len(left))
        for number, found in _spread(partial(prove_level, engine=engine), left, jobs):
            report.levels += 1
            report.proven += not found.problems
            report.problems += [f"level {left[number].id} (seed {left[number].content_seed}): {what}" for what in found.problems]
            if not found.problems:
                draft.keep(left[number].id, found.walk)
            if progress is not None:
                progress(report)
        if not report.problems:
            walks = [draft.walks[level.id] for _, _, level in drawn]
            write_suite(_manifest(recipe, drawn, walks, engine, private=bool(secret)), [level for _, _, level in drawn], walks, base)
            draft.drop()
    return report


def _manifest(recipe: Recipe, drawn: Sequence[Drawn], walks: Sequence[Row], engine: str, *, private: bool) -> Manifest:
    hidden: dict[str, Any] = {"parts": {"__all__": {"first"}}} if private else {}
    return Manifest(
        name=recipe.name,
        title=recipe.title,
        about=recipe.about,
        private=private,
        recipe=recipe.model_dump(mode="json", exclude_defaults=True, exclude=hidden),
        versions=versions(),
        build=build_id(),
        engines=ENGINES if engine == "chromium" else ("twin",),
        proofs=(*PROOFS, "parity") if engine == "chromium" else PROOFS,
        levels=tuple(
            Entry(
                id=level.id, part=part.name, seed=None if private else seed, workflow=level.task.workflow,
                domain=level.spec.task_site.domain, difficulty=round(difficulty(level), 4), steps=len(walk["steps"]),
            )
            for (part, seed, level), walk in zip(drawn, walks, strict=True)
        ),
        sha256={},
    )  # fmt: skip


class _Draft:
    """What of a suite is proven already, on disk while it is being built."""

    def __init__(self, path: Path, engine: str) -> None:
        self.path, self.mark = path, fingerprint([build_id(), engine])
        self.walks: dict[str, Row] = {}

    def __enter__(self) -> _Draft:
        beginning = '{"draft":'
        rows = [json.loads(line) for line in whole_lines(self.path, beginning)]
        self.walks = {row["level"]: row["walk"] for row in rows if row["draft"] == self.mark}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            mend_end(self.path)
            self.file = self.path.open("a", encoding="utf-8")
        except OSError as error:
            raise InputError(f"cannot write to {self.path.parent}: {(error.strerror or str(error)).lower()}") from None
        return self

    def keep(self, level: str, walk: Row) -> None:
        """Write down a proven level."""
        self.walks[level] = walk
        row = {"draft": self.mark, "level": level, "walk": walk}
        self.file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
        self.file.flush()

    def drop(self) -> None:
        """Remove the file: the suite is frozen."""
        self.path.unlink()

    def __exit__(self, *exc: object) -> None:
        self.file.close()
        if not self.walks:
            self.path.unlink(missing_ok=True)


# ---- proving again


def verify_suite(
    name: str,
    engine: str,
    *,
    base: Path | None = None,
    jobs: int = 1,
    quick: bool = False,
    only: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> SuiteReport:
    """Prove a frozen suite again: its files are those that were frozen, and every level still holds and plays the same.

    Args:
        name: of the suite.
        engine: ``twin``, or ``chromium`` for parity as well.
        base: where it was frozen; default: the suites that ship.
        jobs: processes.
        quick: only play each frozen walk; nothing else is proven.
        only: numbers of levels to look at; default: all.
        progress: is told how far it is.
    """
    base = base or frozen_folder()
    report = SuiteReport()
    try:
        manifest = manifest_of(name, base)
        report.problems += altered(manifest, base)
        levels, walks = list(levels_in(name, base)), list(walks_in(name, base))
    except SpecError as error:
        report.problems.append(str(error))
        return report
    report.problems += _unlike(manifest, levels, walks)
    report.made_by = made_by_another(manifest)
    pairs = [pair for number, pair in enumerate(zip(levels, walks, strict=False)) if only is None or number in only]
    for number, found in _spread(partial(prove_again, engine=engine, quick=quick), pairs, jobs):
        level = pairs[number][0]
        report.levels += 1
        report.proven += not found.problems
        report.problems += [f"level {level.id}: {what}" for what in found.problems]
        if progress is not None:
            progress(report)
    if report.proven < report.levels and report.made_by:
        report.problems.append(report.made_by)
    return report


def _unlike(manifest: Manifest, levels: Sequence[Level], walks: Sequence[Row]) -> Iterable[str]:
    wanted = [entry.id for entry in manifest.levels]
    for what, found in (("level", [level.id for level in levels]), ("walk", [walk["level"] for walk in walks])):
        if len(found) != len(wanted):
            yield f"{len(found)} {what}s, the manifest names {len(wanted)}"
        for number, (one, other) in enumerate(zip(found, wanted, strict=False), 1):
            if one != other:
                yield f"{what} {number} is {one}, not the frozen {other}"


def made_by_another(manifest: Manifest) -> str:
    """Return in which versions this one differs from the one that froze a suite; empty when in none."""
    now = versions() | {"build": build_id()}
    then = manifest.versions | {"build": manifest.build}
    changed = [f"{name} {then.get(name, 'unknown')} then, {now[name]} now" for name in now if now[name] != then.get(name)]
    return f"it was frozen by another version: {'; '.join(changed)}" if changed else ""
