"""Is every level sound? Expert passes in every style, idling fails, near misses fail, the goal fits one outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from webgen.bind import rebind_goals
from webgen.domains.derive import derive
from webgen.domains.reader import domain as read_domain
from webgen.engines import kept
from webgen.engines.base import Engine
from webgen.episode import Played, idle, play
from webgen.errors import EngineFault, Unsupported, WebgenError
from webgen.generate import Knobs
from webgen.judge import net_changes
from webgen.laws import broken_laws
from webgen.mutate import evolved
from webgen.nearmiss import NearMiss, acts, near_misses
from webgen.oracle import STYLES, Oracle, OracleStuck
from webgen.spec import Level, Record, Reference
from webgen.validity import refuse_unsound_spec


@dataclass
class CheckReport:
    """Counts over all levels; ``failures`` name seed, level and what does not hold."""

    levels: int = 0
    oracle_solved: int = 0
    idle_rewarded: int = 0
    satisfied: int = 0
    infeasible: int = 0
    near_misses: int = 0
    near_miss_rewarded: int = 0
    near_miss_unconfirmed: int = 0
    fewest_near_misses: int = 0
    ambiguous: int = 0
    broken_laws: int = 0
    retries: int = 0
    oracle_steps: list[int] = field(default_factory=list)
    seconds: float = 0.0
    failures: list[dict[str, Any]] = field(default_factory=list)

    def fail(self, seed: int, level: Level | None, what: str) -> None:
        """Note a failure."""
        entry: dict[str, Any] = {"seed": seed, "what": what}
        if level is not None:
            entry |= {"level": level.id, "workflow": level.task.workflow, "domain": level.spec.task_site.domain}
        self.failures.append(entry)

    def merge(self, other: CheckReport) -> None:
        """Add the counts of other levels."""
        for name in (
            "levels", "oracle_solved", "idle_rewarded", "satisfied", "infeasible", "near_misses", "near_miss_rewarded",
            "near_miss_unconfirmed", "ambiguous", "broken_laws", "retries", "seconds",
        ):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.fewest_near_misses = min(self.fewest_near_misses, other.fewest_near_misses)
        self.oracle_steps += other.oracle_steps
        self.failures += other.failures

    @property
    def holds(self) -> bool:
        """Whether every law held on every level."""
        return not self.failures and self.oracle_solved == self.levels

    def as_json(self) -> dict[str, Any]:
        """Return the report with the stable keys of the command line."""
        steps = sorted(self.oracle_steps)
        return {
            "levels": self.levels,
            "oracle_solved": self.oracle_solved,
            "idle_rewarded": self.idle_rewarded,
            "near_misses": self.near_misses,
            "near_miss_rewarded": self.near_miss_rewarded,
            "near_miss_unconfirmed": self.near_miss_unconfirmed,
            "fewest_near_misses": self.fewest_near_misses,
            "ambiguous": self.ambiguous,
            "broken_laws": self.broken_laws,
            "satisfied": self.satisfied,
            "infeasible": self.infeasible,
            "retries": self.retries,
            "oracle_steps": {"p50": steps[len(steps) // 2], "max": steps[-1]} if steps else {},
            "seconds": round(self.seconds, 1),
            "failures": self.failures,
        }


def check(
    engine: Engine,
    seeds: Iterable[int],
    *,
    knobs: Knobs | None = None,
    mutations: int = 0,
    progress: Callable[[CheckReport], None] | None = None,
) -> CheckReport:
    """Check the levels of the seeds in an engine; with ``mutations``, after that many edits and crossovers each."""
    report = CheckReport()
    start = perf_counter()
    for seed in seeds:
        try:
            level = evolved(seed, knobs, edits=mutations)
            refuse_unsound_spec(level.spec, where=f"seed {seed}")
        except WebgenError as error:
            report.levels += 1
            report.fail(seed, None, f"no level: {error}")
        else:
            prove(engine, seed, level, report)
        report.seconds = perf_counter() - start
        if progress is not None:
            progress(report)
    return report


def check_with(engine: str, knobs: Knobs | None, seeds: Iterable[int], *, mutations: int = 0) -> CheckReport:
    """Check the levels of the seeds in an engine by name, which this process keeps."""
    return check(kept(engine), seeds, knobs=knobs, mutations=mutations)


def prove(engine: Engine, seed: int, level: Level, report: CheckReport) -> bool:
    """Check one level and add what comes out to the report; return whether everything held."""
    known = len(report.failures)
    report.levels += 1
    try:
        _check_level(engine, seed, level, report)
    except (OracleStuck, Unsupported, EngineFault) as error:
        report.fail(seed, level, f"{type(error).__name__}: {error}")
    except WebgenError as error:
        report.fail(seed, level, f"no near misses: {error}")
    return len(report.failures) == known


def _check_level(engine: Engine, seed: int, level: Level, report: CheckReport) -> None:
    report.satisfied += level.task.variant == "satisfied"
    report.infeasible += level.task.variant == "infeasible"
    for trouble in ambiguities(level):
        report.ambiguous += 1
        report.fail(seed, level, f"ambiguous: {trouble}")
    for trouble in broken_laws(level):
        report.broken_laws += 1
        report.fail(seed, level, trouble)
    _check_oracle(engine, seed, level, report)
    if idle(engine, level).success and level.task.variant == "normal":
        report.idle_rewarded += 1
        report.fail(seed, level, "doing nothing is rewarded")
    misses = near_misses(level)
    fewest = len(misses) if report.levels == 1 else min(report.fewest_near_misses, len(misses))
    report.fewest_near_misses = fewest
    if len(misses) < 3:
        report.fail(seed, level, f"only {len(misses)} near misses")
    for miss in misses:
        report.near_misses += 1
        played = play(engine, level, Oracle(level, plan=miss.plan, ending=miss.ending))
        if played.verdict.success:
            report.near_miss_rewarded += 1
            report.fail(seed, level, f"near miss {miss.kind} is rewarded")
        trouble = unconfirmed(level, miss, played)
        if trouble:
            report.near_miss_unconfirmed += 1
            report.fail(seed, level, f"near miss {miss.kind} is not confirmed: {trouble}")


def _check_oracle(engine: Engine, seed: int, level: Level, report: CheckReport) -> None:
    solved = True
    for style in STYLES:
        played = play(engine, level, Oracle(level, style))
        steps = len(played.actions)
        report.oracle_steps.append(steps)
        if not played.verdict.success:
            solved = False
            report.fail(seed, level, f"oracle ({style}) failed: {'; '.join(played.verdict.reasons)}")
        if played.errors:
            solved = False
            report.fail(seed, level, f"oracle ({style}) made a mistake: {played.errors[0].message}")
        if steps > level.max_steps:
            solved = False
            report.fail(seed, level, f"oracle ({style}) takes {steps} steps, the limit is {level.max_steps}")
        for trouble in broken_invariants(level, played):
            solved = False
            report.fail(seed, level, trouble)
    report.oracle_solved += solved


def unconfirmed(level: Level, miss: NearMiss, played: Played) -> str:
    """Return why a near miss did not happen as planned, going by the change log; empty when it did."""
    nets = net_changes(level.task, played.log)
    effects = [row for row in played.log if row.table == "effects"]
    if miss.changes and not nets and not effects:
        return "the log holds no net change"
    if not miss.changes and nets:
        return "the log holds a net change"
    wanted = any(acts(step) and (step.do != "setting" or step.values) for step in miss.plan)
    if wanted and not played.log:
        return "the log is empty"
    return ""


def broken_invariants(level: Level, played: Played) -> list[str]:
    """Recompute every derived column of the final state from the log, and name those that are off."""
    found = []
    for index, content in enumerate(level.sites):
        trade = read_domain(level.spec.sites[index].domain, level.spec.sites[index].locale)
        state: dict[str, dict[int, Record]] = {
            entity: {int(row["id"] or 0): dict(row) for row in rows} for entity, rows in content.records.items()
        }
        for row in played.log:
            if row.site != index or row.table not in state:
                continue
            if row.op == "delete":
                state[row.table].pop(row.record, None)
            else:
                state[row.table][row.record] = {"id": row.record, **row.after}
        for entity in trade.entities:
            for record in state[entity.name].values():
                for name, value in derive(entity, record, lambda table, key: state[table][key]).items():  # noqa: B023
                    if record[name] != value:
                        found.append(
                            f"derived {entity.name}.{name} of {record['id']} is {record[name]!r}, not {value!r}"
                        )
    return found


# ---- one goal, one outcome --------------------------------------------------------------------------------------


def _fitting(level: Level, reference: Reference) -> int:
    rows = level.records(reference.site, reference.entity)
    rows = tuple(
        row
        for row in rows
        if all(
            (str(row[name]).casefold() == str(value).casefold() if isinstance(value, str) else row[name] == value)
            for name, value in reference.where.items()
        )
        and all(row[name] is not None and row[name] >= value for name, value in reference.least.items())  # type: ignore[operator]
        and all(row[name] is not None and row[name] <= value for name, value in reference.most.items())  # type: ignore[operator]
        and all(row[name] != value for name, value in reference.unlike.items())
    )
    if reference.extreme and rows:
        best = (max if reference.extreme == "highest" else min)(row[reference.by] for row in rows)  # type: ignore[type-var]
        rows = tuple(row for row in rows if row[reference.by] == best)
    return len(rows)


def ambiguities(level: Level) -> list[str]:
    """Return every way the goal could mean another outcome.

    Each reference must fit exactly as many records as the task needs; each value it states must be in the sentence;
    and the same task about any other record of the level must read differently.
    """
    found = []
    for reference in level.task.references:
        count = _fitting(level, reference)
        if count != reference.count:
            found.append(f"{count} records of {reference.entity} fit {reference.where or reference.extreme}")
    goals = rebind_goals(level)
    for outcome, goal in goals.items():
        if goal in level.task.goal:  # what is said around it, and how to sign in, tell nothing apart
            found.append(f"the goal reads the same for {outcome}")
    return found
