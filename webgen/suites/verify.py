"""Proving frozen suites again: their files are those that were frozen, and every level still plays as it did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from webgen.errors import SpecError
from webgen.spec import Level
from webgen.suites.frozen import Manifest, altered, build_id, frozen_folder, levels_in, manifest_of, versions, walks_in
from webgen.suites.proof import Progress, SuiteReport, prove_again
from webgen.trajectory import Row
from webgen.workers import in_order


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
    for number, found in enumerate(in_order(partial(prove_again, engine=engine, quick=quick), pairs, min(jobs, len(pairs)))):
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
