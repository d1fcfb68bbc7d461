"""The report of evaluations: one HTML page that a stranger can read, the same facts as JSON, and a short Markdown.

Of several runs the page shows a table side by side, and how each does against the first. Pages of single episodes stand
next to it in ``traces/``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from webgen import plots
from webgen.engines import engine as engine_named
from webgen.engines.base import Engine
from webgen.errors import EngineFault, InputError, SpecError, Unsupported
from webgen.evaluation.compare import SAID, compare, left_out, refuse_different, sentence
from webgen.evaluation.folder import Run
from webgen.evaluation.matrix import matrix
from webgen.evaluation.measures import measures
from webgen.evaluation.outcome import Outcome, told
from webgen.evaluation.summary import attempted, by, summary
from webgen.plots import Mark
from webgen.shares import percent
from webgen.site.render import render
from webgen.trace import Trace, trace
from webgen.trace import page as trace_page
from webgen.trajectory import Row as Line

COLOURS = (1, 2, 4, 5, 6, 7)  # of runs in charts; more are only in tables, in grey
GREY = 0
EXAMPLES = 3  # episodes named in each group of failures
SOLVED = "solved"
TABLES = {
    "workflow": "workflow", "domain": "trade", "friction": "what gets in the way", "locale": "language of the site",
    "variant": "variant",
}  # fmt: skip
VARIANTS = {"normal": "normal: something is to be done", "satisfied": "satisfied: all is right from the start", "infeasible": "infeasible: it cannot be done"}


@dataclass
class Pages:
    """The files of a report by name, and what it says; ``missing`` names what could not be shown."""

    facts: dict[str, Any]
    files: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def build(runs: Sequence[Run], *, traces: int = 6, pictures: bool = True, say: Callable[[str], None] = lambda text: None) -> Pages:
    """Return the files of a report: ``report.html``, ``report.json``, ``report.md`` and ``traces/….html``.

    Args:
        runs: one or more.
        traces: how many episodes of each run get a page of their own.
        pictures: whether these pages hold pictures (starts a browser where there is one).
        say: is told what is being done.
    """
    summaries = [summarised(run) for run in runs]
    made = Pages({})
    links = _traces(runs, traces, pictures, made, say) if traces else {}
    made.facts |= {
        "runs": summaries,
        "measures": measures(summaries),
        "matrix": matrix(runs),
        "comparisons": _comparisons(runs, made),
        "failures": [_failures(run, links.get(number, {})) for number, run in enumerate(runs)],
    }
    made.missing += [text for run in runs for text in _unsaid(run)]
    made.facts["missing"] = made.missing
    shown = made.facts | {"charts": _charts(runs), "tables": _tables(summaries), "legend": _legend(runs), "said": SAID}
    shown["colours"] = [COLOURS[place] if place < len(COLOURS) else GREY for place in range(len(runs))]
    shown["headlines"] = [headline(one) for one in summaries]
    shown["undrawn"] = [run.name for run in runs[len(COLOURS) :]]
    made.files["report.html"] = render("report/evaluation.html", shown)
    made.files["report.md"] = render("report/evaluation.md", shown)
    made.files["report.json"] = json.dumps(made.facts, indent=1, ensure_ascii=False) + "\n"
    return made


def summarised(run: Run) -> dict[str, Any]:
    """Return the summary of a run, counted from its episodes; what only the end of the run tells is taken from there."""
    kept = ("steps_ratio", "vision", "temperature")
    found = summary(run.outcomes, attempts=run.attempts) | {name: run.summary.get(name) for name in kept}
    found |= {"suite": run.suite, "missing": max(0, (run.planned or 0) - len(run.lines))}
    about = {"folder": str(run.folder), "agent": run.name, "player": run.player, "engine": run.engine, "finished": run.finished}
    return about | {"made_by": run.made_by} | found


def _unsaid(run: Run) -> Iterator[str]:
    """Say what a run lacks, and what its numbers do not show."""
    if not run.finished:
        yield f"{run.folder} was not finished: {len(run.lines)} of {run.planned or 'its'} episodes are there"
    elif not run.summary:
        yield f"{run.folder} has no summary of its episodes; the command that played it writes one"
    if len(run.made_by) > 1:
        yield f"{run.folder} was interrupted and went on with other versions of: {', '.join(_differing(run.made_by))}"
    fewer = {k: levels for k, levels in attempted(run.outcomes, run.attempts).items() if levels < len({one.number for one in run.outcomes})}
    if fewer and run.attempts > 1:
        told = ", ".join(f"k = {k}: {levels}" for k, levels in fewer.items())
        yield f"{run.folder}: faults and missing episodes leave fewer levels with k attempts, so pass@k and pass^k are of these alone ({told})"


def _differing(versions: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the names of what is not of one version; what only some versions tell of differs in nothing."""
    told: dict[str, set[str]] = defaultdict(set)
    for one in versions:
        for name, version in one.items():
            told[name].add(version)
    return [name for name, known in told.items() if len(known) > 1]


def headline(found: dict[str, Any]) -> str:
    """Say in a sentence how a run went."""
    aside = [f"{count} {_of(count, what)}" for count, what in ((found["faults"], "fault"), (found.get("missing", 0), "missing episode")) if count]
    if not found["episodes"]:
        return f"Of {found['agent']} no episode could be counted ({' and '.join(aside)})."
    low, high = (percent(edge) for edge in found["ci95"])
    of = f"{found['successes']} of {found['episodes']} episodes"
    told = f"{found['agent']} solves {percent(found['success'])} ({of}; 95 % interval {low} to {high})"
    return told + (f", not counting {' and '.join(aside)}." if aside else ".")


def _of(count: int, what: str) -> str:
    return what if count == 1 else f"{what}s"


# ---- parts


def _charts(runs: Sequence[Run]) -> dict[str, str]:
    """Draw the success by family and by difficulty."""
    return {kind: _chart(runs, kind) for kind in ("family", "difficulty")}


def _chart(runs: Sequence[Run], kind: str) -> str:
    marks: dict[str, list[Mark]] = defaultdict(list)
    rates = [by(run.outcomes, kind) for run in runs[: len(COLOURS)]]
    for name in sorted({name for one in rates for name in one}):
        for run, one, colour in zip(runs, rates, COLOURS, strict=False):
            found = one.get(name)
            if found and found["episodes"]:
                title = f"{run.name}, {name}: {percent(found['success'])} of {found['episodes']}"
                label = _band(name) if kind == "difficulty" else name
                low, high = found["ci95"]
                label += f" ({found['episodes']})" if len(runs) == 1 else ""
                marks[label].append(Mark(found["success"], low, high, colour, title))
    return plots.interval_chart(dict(marks), label=f"success by {kind}", row_height=26)


def _band(name: str) -> str:
    low, high = (round(100 * float(edge)) for edge in name.split("-"))
    return f"{low} to {high} %"


def _tables(summaries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tables by group: for each group the rates of all runs."""
    found = []
    for kind, title in TABLES.items():
        names = sorted({name for one in summaries for name in one["by"][kind]})
        rows = [(VARIANTS.get(name, name) if kind == "variant" else name, [one["by"][kind].get(name) for one in summaries]) for name in names]
        if len(rows) > 1:
            found.append({"title": title, "rows": rows})
    return found


def _legend(runs: Sequence[Run]) -> list[tuple[int, str]]:
    return [(colour, run.name) for run, colour in zip(runs, COLOURS, strict=False)]


def _comparisons(runs: Sequence[Run], made: Pages) -> list[dict[str, Any]]:
    """Return how each further run does against the first; what should not be compared is said."""
    found = []
    for other in runs[1:]:
        if differing := _differing([*runs[0].made_by, *other.made_by]):
            made.missing.append(f"{runs[0].folder} and {other.folder} were played with different versions of: {', '.join(differing)}")
        try:
            refuse_different(other, runs[0])
        except InputError as error:
            made.missing.append(str(error).replace("--allow-different compares", "the comparison here is of"))
        try:
            one = compare(other, runs[0], allow_different=True)
        except InputError as error:
            made.missing.append(str(error))
        else:
            found.append(one | {"sentence": sentence(one), "aside": left_out(one)})
    return found


# ---- failures and traces


def _failures(run: Run, links: dict[tuple[int, int], str]) -> list[dict[str, Any]]:
    """Return the groups of failures, largest first, with some episodes of each; solved ones that have a page come last."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for one in run.outcomes:
        if not one.fault:
            groups[told(one)].append(one)
    failed = sorted((name for name in groups if name != SOLVED), key=lambda name: -len(groups[name]))
    goals = {(line["number"], line["attempt"]): str(line["goal"]) for line in run.lines}
    found = []
    for name in [*failed, SOLVED]:
        linked = [one for one in groups.get(name, ()) if (one.number, one.attempt) in links]
        shown = {one.number for one in linked}
        first = {one.number: one for one in reversed(groups.get(name, ())) if one.number not in shown and name != SOLVED}
        examples = [*linked, *(first[number] for number in sorted(first)[: max(0, EXAMPLES - len(linked))])]
        if examples:
            told_of = [_example(one, goals, links) for one in examples]
            found.append({"name": name, "count": len(groups[name]), "examples": told_of})
    return found


def _example(one: Outcome, goals: dict[tuple[int, int], str], links: dict[tuple[int, int], str]) -> dict[str, Any]:
    key = one.number, one.attempt
    return {
        "number": one.number, "attempt": one.attempt, "goal": goals[key], "workflow": one.workflow, "steps": one.steps,
        "reasons": list(one.reasons) if not one.success else [], "trace": links.get(key),
    }  # fmt: skip


def chosen(run: Run, count: int) -> list[tuple[int, int]]:
    """Return the episodes worth a page: failures of each kind in turn, the commonest first, and one that was solved."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for one in run.outcomes:
        if not one.fault and one.steps:
            groups[told(one)].append(one)
    solved = sorted(groups.pop(SOLVED, []), key=lambda one: one.steps)
    middle = solved[len(solved) // 2 : len(solved) // 2 + 1]
    order = sorted(groups.values(), key=lambda group: -len(group))
    apart = [list({one.number: one for one in reversed(group)}.values())[::-1] for group in order]  # one attempt of each level
    turns = [group[turn] for turn in range(count) for group in apart if turn < len(group)]
    picked = [*turns[: count - len(middle)], *middle] if count > len(middle) or not turns else turns[:count]
    more = [one for one in solved if one not in picked]
    return [(one.number, one.attempt) for one in [*picked, *more][:count]]


def _traces(
    runs: Sequence[Run], count: int, pictures: bool, made: Pages, say: Callable[[str], None]
) -> dict[int, dict[tuple[int, int], str]]:
    """Make pages of some episodes; return their addresses by run, level and attempt."""
    found: dict[int, dict[tuple[int, int], str]] = defaultdict(dict)
    with ExitStack() as stack:
        engines = [stack.enter_context(engine) for engine in _engines(pictures)]
        for place, run in enumerate(runs):
            wanted = chosen(run, count)
            lines = {(line["number"], line["attempt"]): line for line in run.lines}
            for done, key in enumerate(wanted, 1):
                say(f"playing episodes of {run.name} again: {done}/{len(wanted)}")
                name = f"traces/{f'{place + 1}-' if len(runs) > 1 else ''}{key[0]:06d}-{key[1]}.html"
                again = _retold(engines, lines[key], made)
                if again is not None:
                    made.files[name] = trace_page(again)
                    found[place][key] = name
    return found


def _engines(pictures: bool) -> list[Engine]:
    """Return where episodes are played again, best first: in Chromium with pictures, in the twin without."""
    from webgen.engines.chromium.session import ChromiumEngine

    twin = engine_named("twin")
    return [ChromiumEngine(channels=("boxes",)), twin] if pictures else [twin]


def _retold(engines: list[Engine], line: Line, made: Pages) -> Trace | None:
    """Play an episode again in the first engine that works; one that does not is left out from then on."""
    where = f"the page of episode {line['number']}, attempt {line['attempt']}"
    while True:
        try:
            return trace(engines[0], line)
        except (EngineFault, Unsupported, InputError) as error:
            if len(engines) == 1 or isinstance(error, SpecError):
                made.missing.append(f"{where}: {error}")
                return None
            made.missing.append(f"pictures in pages of episodes: {error}")
            del engines[0]
