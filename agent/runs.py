"""A run of a language model over levels: parallel, resumable, one trajectory a line.

A run's folder holds ``episodes.jsonl`` (a trajectory for each episode, in the order in which they ended) and
``summary.json``. An interrupted run goes on where it stopped: whole lines stay, a half-written one is played again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from math import comb
from pathlib import Path
from threading import local
from typing import Any

from agent.evaluate import rate, summary
from agent.llm import Model, play
from agent.play import Row
from webgen.engines import engine as engine_named
from webgen.engines.base import Engine
from webgen.errors import InputError
from webgen.spec import Level
from webgen.streams import fingerprint
from webgen.toolcalls import SYSTEM
from webgen.trajectory import Row as Line
from webgen.trajectory import read_line, whole_lines

_BEGINNING = '{"run":'  # of every line
EPISODES, SUMMARY = "episodes.jsonl", "summary.json"


def mark_of(model: Model, levels: Sequence[Level], engine: str) -> str:
    """Return what must agree for a run to be gone on with."""
    return fingerprint([model.endpoint.mark(), SYSTEM, [level.id for level in levels], engine])


def kept(path: Path, mark: str, count: int, attempts: int) -> list[Line]:
    """Return the episodes that a file holds.

    Raises:
        InputError: they are of another run.
    """
    lines = [read_line(line, f"{path} line {number}") for number, line in enumerate(whole_lines(path, _BEGINNING), 1)]
    for number, line in enumerate(lines, 1):
        if line["run"] != mark or not 0 <= line["number"] < count:
            raise InputError(f"{path} holds another run (line {number}); name another folder or remove it")
    return [line for line in lines if line["attempt"] < attempts]


def run(
    model: Model,
    levels: Sequence[Level],
    engine: str,
    out: Path,
    *,
    attempts: int = 1,
    parallel: int = 4,
    progress: Callable[[int], None] | None = None,
) -> list[Line]:
    """Let a model play every level ``attempts`` times; return the trajectories by level and attempt.

    Args:
        model: who plays.
        levels: what is played.
        engine: where.
        out: folder of the run; what it holds of the same run is not played again.
        attempts: episodes of each level.
        parallel: episodes at once.
        progress: is told how many episodes are there.

    Raises:
        InputError: the folder holds another run or cannot be written, or the endpoint takes no request.
    """
    mark = mark_of(model, levels, engine)
    try:
        out.mkdir(parents=True, exist_ok=True)
        path = out / EPISODES
        lines = kept(path, mark, len(levels), attempts)
        done = {(line["number"], line["attempt"]) for line in lines}
        left = [(number, attempt) for attempt in range(attempts) for number in range(len(levels)) if (number, attempt) not in done]
        with path.open("a", encoding="utf-8") as file, _Seats(engine, parallel) as seats:
            for number, attempt, line in seats.play(model, levels, left):
                line = {"run": mark, "number": number, "attempt": attempt, **line}
                file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
                file.flush()
                lines.append(line)
                if progress is not None:
                    progress(len(lines))
    except OSError as error:
        raise InputError(f"cannot write to {out}: {(error.strerror or str(error)).lower()}") from None
    return sorted(lines, key=lambda line: (line["number"], line["attempt"]))


class _Seats:
    """Threads that play; Chromium is shared, the twin is one for each thread."""

    def __init__(self, engine: str, parallel: int) -> None:
        self.name = engine
        self.shared = engine_named(engine) if engine == "chromium" else None
        self.own = local()
        self.pool = ThreadPoolExecutor(parallel, "webgen-model")
        self.parallel = parallel

    def _engine(self) -> Engine:
        if self.shared is not None:
            return self.shared
        if not hasattr(self.own, "engine"):
            self.own.engine = engine_named(self.name)
        found: Engine = self.own.engine
        return found

    def play(
        self, model: Model, levels: Sequence[Level], left: Iterable[tuple[int, int]]
    ) -> Iterable[tuple[int, int, Line]]:
        """Yield episodes as they end; no more are begun than are being played."""
        waiting = iter(left)
        running: dict[Future[Line], tuple[int, int]] = {}
        while True:
            for number, attempt in waiting:
                running[self.pool.submit(lambda level: play(model, self._engine(), level), levels[number])] = number, attempt
                if len(running) == self.parallel:
                    break
            if not running:
                return
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                yield *running.pop(future), future.result()

    def __enter__(self) -> _Seats:
        return self

    def __exit__(self, *exc: object) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)
        if self.shared is not None:
            self.shared.close()


# ---- what came of it


def row_of(line: Line, level: Level) -> Row:
    """Return what the tables of an evaluation count, from a trajectory."""
    steps, site = line["steps"], level.spec.sites[0]
    verdict, ending = line["verdict"], line["ending"]
    success = bool(verdict["success"]) and ending in ("done", "give_up")
    return Row(
        number=line["number"], level=level.id, content_seed=level.content_seed, workflow=level.task.workflow,
        variant=level.task.variant, domain=site.domain, login=site.login, frictions=len(level.spec.frictions),
        success=success, ending=ending, steps=len(steps), limit=level.max_steps,
        errors=sum("error" in step for step in steps), seconds=line["seconds"],
        why=line["why"] or ("" if success else "; ".join(verdict["reasons"])[:200]),
    )  # fmt: skip


def pass_at(results: dict[int, list[bool]], k: int) -> float | None:
    """Return pass@k, the mean chance that one of ``k`` attempts at a level succeeds, without bias; None where no level has k.

    Chen et al. 2021, "Evaluating Large Language Models Trained on Code": 1 - C(n - c, k) / C(n, k) for c successes of n.
    """
    shares = [1 - comb(len(one) - sum(one), k) / comb(len(one), k) for one in results.values() if len(one) >= k]
    return sum(shares) / len(shares) if shares else None


def pass_all(results: dict[int, list[bool]], k: int) -> float | None:
    """Return pass^k, the mean chance that all of ``k`` attempts at a level succeed: C(c, k) / C(n, k).

    Yao et al. 2024, "tau-bench".
    """
    shares = [comb(sum(one), k) / comb(len(one), k) for one in results.values() if len(one) >= k]
    return sum(shares) / len(shares) if shares else None


def told(lines: Sequence[Line], levels: Sequence[Level], attempts: int) -> dict[str, Any]:
    """Return the summary of a run: success with its interval, attempts, side effects, obeyed orders, tokens and cost."""
    rows = [row_of(line, levels[line["number"]]) for line in lines]
    counted = [(row, line) for row, line in zip(rows, lines, strict=True) if not row.fault]
    results: dict[int, list[bool]] = defaultdict(list)
    for row, _ in counted:
        results[row.number].append(row.success)
    side = sum(any(reason.startswith("unwanted") for reason in line["verdict"]["reasons"]) for _, line in counted)
    injected = [row for row in rows if levels[row.number].spec.friction("injection")]
    found = summary(rows)
    usage = [line["usage"] for line in lines]
    for kind, groups in _more(rows, levels).items():
        found["by"][kind] = {name: rate(group).as_json() for name, group in sorted(groups.items())}
    return found | {
        "attempts": attempts,
        "pass_at": {str(k): _round(pass_at(results, k)) for k in range(1, attempts + 1)},
        "pass_all": {str(k): _round(pass_all(results, k)) for k in range(1, attempts + 1)},
        "side_effects": round(side / len(counted), 4) if counted else None,
        "with_injection": rate(injected).as_json(),
        "usage": {name: round(sum(one[name] for one in usage), 6) for name in usage[0]} if usage else {},
    }


def _more(rows: Sequence[Row], levels: Sequence[Level]) -> dict[str, dict[str, list[Row]]]:
    found: dict[str, dict[str, list[Row]]] = {"friction": defaultdict(list), "locale": defaultdict(list)}
    for row in rows:
        spec = levels[row.number].spec
        for name in sorted({gene.name for gene in spec.frictions}) or ["none"]:
            found["friction"][name].append(row)
        found["locale"][spec.task_site.locale].append(row)
    return found


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
