"""Freezing suites: every level of a recipe is proven first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from webgen.errors import InputError
from webgen.features import difficulty
from webgen.streams import fingerprint
from webgen.suites.frozen import Entry, Manifest, Proof, build_id, frozen_folder, versions, write_suite
from webgen.suites.proof import Progress, SuiteReport, prove_level
from webgen.suites.recipe import Drawn, Recipe, draw
from webgen.trajectory import Row, mend_end, whole_lines
from webgen.workers import in_order

ENGINES = ("twin", "chromium")
PROOFS: tuple[Proof, ...] = ("expert", "idle", "near misses", "one outcome", "attacks")


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
        for number, found in enumerate(in_order(partial(prove_level, engine=engine), left, min(jobs, len(left)))):
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
        self.path, self.mark = path, fingerprint([build_id(whole=True), engine])
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
