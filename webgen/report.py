"""The report of a training run: one HTML file that a stranger can read, and the same facts as JSON.

A run's folder holds ``summary.json``, ``log.jsonl``, ``teacher.jsonl`` and ``episodes.jsonl``; whatever is missing is
named in the report, which is written all the same.
"""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from webgen import plots
from webgen.annotate import Shot, Story, gallery, retell
from webgen.annotate import tell as tell_expert
from webgen.engines.base import Engine
from webgen.errors import EngineFault, InputError, Unsupported
from webgen.generate import Knobs, level_of
from webgen.oracle import OracleStuck
from webgen.plots import Line, Mark
from webgen.shares import percent
from webgen.site.render import render
from webgen.spec import Level
from webgen.workflows.base import workflows

AGENTS = {
    "random": ("Random", "any offered action, all alike; seldom an end"),
    "untrained": ("Untrained network", "the same network before it learnt anything"),
    "bc_only": ("After demonstrations", "after copying the expert's demonstrations"),
    "trained": ("Trained", "after reinforcement learning on top"),
    "trained_heldout": ("Trained, on held-out parts", "levels with a domain, widgets or workflows never seen in training"),
}
COMPARED = {"trained": 1, "bc_only": 2, "untrained": 3}  # agent: colour in charts
GALLERY_SEED = 3000
EXPERT_SEEDS = range(60)
STORIES = 3


@dataclass
class Run:
    """What a run's folder holds; ``missing`` names what it does not."""

    folder: Path
    summary: dict[str, Any] = field(default_factory=dict)
    log: list[dict[str, Any]] = field(default_factory=list)
    teacher: list[dict[str, Any]] = field(default_factory=list)
    episodes: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def read_run(folder: Path | str) -> Run:
    """Read a run's folder.

    Raises:
        InputError: there is no such folder, or nothing of a run is in it.
    """
    place = Path(folder)
    if not place.is_dir():
        raise InputError(f"{place} is not a folder")
    run = Run(place)
    try:
        found = json.loads((place / "summary.json").read_text(encoding="utf-8"))
        run.summary = found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        run.missing.append("summary.json: no results")
    for name, rows, what in (
        ("log.jsonl", run.log, "no learning curves"),
        ("teacher.jsonl", run.teacher, "not what the teacher chose"),
        ("episodes.jsonl", run.episodes, "the episodes told are the expert's"),
    ):
        rows += _rows(place / name)
        if not rows:
            run.missing.append(f"{name}: {what}")
    if not (run.summary or run.log or run.teacher or run.episodes):
        raise InputError(f"{place} holds no run: none of summary.json, log.jsonl, teacher.jsonl, episodes.jsonl is there")
    return run


def _rows(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines; a line that is cut off is left out."""
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            found.append(row)
    return found


# ---- results


def results(run: Run) -> list[dict[str, Any]]:
    """Return a row of the headline table for every agent that was evaluated."""
    found = []
    for name, (title, note) in AGENTS.items():
        row = run.summary.get(name)
        if not isinstance(row, dict) or "success" not in row:
            if run.summary:
                run.missing.append(f"summary.json: {name} was not evaluated")
            continue
        low, high = (row.get("ci95") or [None, None])[:2]
        found.append(
            {
                "name": name,
                "title": title,
                "note": note,
                "success": float(row["success"]),
                "low": low,
                "high": high,
                "episodes": row.get("episodes"),
                "faults": row.get("faults"),
                "steps": row.get("steps"),
                "satisfied": row.get("satisfied"),
                "infeasible": row.get("infeasible"),
                "by": row.get("by") or {},
            }
        )
    return found


def verdict_line(rows: Sequence[dict[str, Any]]) -> str:
    """Say in one sentence what the numbers show."""
    known = {row["name"]: row for row in rows}
    trained, untrained = known.get("trained"), known.get("untrained")
    if not trained or not untrained or trained["low"] is None or untrained["high"] is None:
        return ""
    gap = trained["low"] - untrained["high"]
    shares = f"{percent(trained['success'])} of the levels against {percent(untrained['success'])} before training"
    if gap > 0:
        return f"The trained agent solves {shares}; the 95 % intervals lie {round(100 * gap)} points apart, so this is learning, not luck."
    return f"The trained agent solves {shares}; the intervals overlap, so this run does not show that it learnt."


def _rate(row: dict[str, Any] | None) -> tuple[float, float, float, int] | None:
    if not row or not row.get("episodes") or not row.get("ci95"):
        return None
    return float(row["success"]), float(row["ci95"][0]), float(row["ci95"][1]), int(row["episodes"])


def by_part(rows: Sequence[dict[str, Any]], part: str) -> str:
    """Draw the success of the compared agents by workflow or domain."""
    marks: dict[str, list[Mark]] = defaultdict(list)
    for row in rows:
        if row["name"] not in COMPARED:
            continue
        for name, found in row["by"].get(part, {}).items():
            rate = _rate(found)
            if rate is not None:
                title = f"{row['title']}, {name}: {percent(rate[0])} of {rate[3]}"
                marks[_title(part, name)].append(Mark(rate[0], rate[1], rate[2], COMPARED[row["name"]], title))
    return plots.interval_chart(dict(sorted(marks.items())), label=f"success by {part}")


def _title(part: str, name: str) -> str:
    return workflows()[name].title if part == "workflow" and name in workflows() else name


# ---- learning


def curves(run: Run) -> list[dict[str, str]]:
    """Draw what the log holds: validation and lessons over updates, and cloning over epochs."""
    found = []
    checks = [row for row in run.log if row.get("what") == "validation" and "ci95" in row]
    lessons = [row for row in run.log if row.get("what") == "ppo"]
    lines = [
        Line(
            "validation levels, with 95 % interval",
            tuple((row["update"], row["success"]) for row in checks),
            tuple((row["update"], row["ci95"][0], row["ci95"][1]) for row in checks),
            1,
        ),
        Line("lessons the teacher chose", tuple((row["update"], row["success"]) for row in lessons), (), 2, True),
    ]
    drawn = [line for line in lines if line.points]
    chart = plots.line_chart(drawn, x_label="updates of reinforcement learning (0: after demonstrations)", y_label="solved")
    if chart:
        text = "Lessons are picked to be neither easy nor hopeless, so their curve stays in the middle while skill grows."
        found.append({"title": "Success while learning", "chart": chart, "legend": _legend(drawn), "note": text})
    clones = [row for row in run.log if row.get("what") == "clone" and "accuracy" in row]
    if clones:
        line = Line("agreement with the expert's next action", tuple((row["epoch"], row["accuracy"]) for row in clones), (), 3)
        chart = plots.line_chart([line], x_label="passes over the demonstrations", y_label="agreement", height=220)
        found.append({"title": "Copying the expert", "chart": chart, "legend": _legend([line]), "note": ""})
    if run.log and not found:
        run.missing.append("log.jsonl: nothing in it can be drawn")
    return found


def _legend(lines: Sequence[Line]) -> str:
    return render("report/legend.html", {"items": [(line.colour, line.label) for line in lines]})


def teaching(run: Run) -> str:
    """Draw the share of lessons the teacher gave each cell, update by update."""
    asked = [row.get("asked") or {} for row in run.teacher]
    names = sorted({name for row in asked for name in row})
    totals = [sum(row.values()) or 1 for row in asked]
    rows = {
        _cell(name): [row.get(name, 0) / total for row, total in zip(asked, totals, strict=True)] for name in names
    }
    last = (run.teacher[-1].get("cells") or {}) if run.teacher else {}
    notes = {_cell(name): percent(cell["p"]) for name, cell in last.items() if isinstance(cell, dict) and "p" in cell}
    return plots.heat_map(rows, label="what the teacher chose", x_label="update", notes=notes or None)


def _cell(name: str) -> str:
    flow, slash, size = name.partition("/")
    return f"{_title('workflow', flow)}{', ' + size if slash else ''}"


# ---- episodes and pictures


def _level(row: dict[str, Any]) -> Level | None:
    """Return the level of an evaluated episode, made again from its seed; None where this version makes another."""
    split = "heldout" if str(row.get("stage", "")).endswith("heldout") else "train"
    try:
        level = level_of(int(row["content_seed"]), Knobs(split=split))  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError, InputError):
        return None
    return level if level.id == row.get("level") else None


def picked(run: Run) -> list[dict[str, Any]]:
    """Return the episodes worth telling, best first: solved ones of different workflows, and a failure among them."""
    rows = [row for row in run.episodes if row.get("stage") == "trained" and row.get("acts") and row.get("variant") == "normal"]
    solved = sorted((row for row in rows if row.get("success")), key=lambda row: -len(row["acts"]))
    failed = sorted((row for row in rows if not row.get("success") and row.get("ending") == "done"), key=lambda row: len(row["acts"]))
    told: list[dict[str, Any]] = []
    for row in solved:
        if len(row["acts"]) <= 14 and row["workflow"] not in {other["workflow"] for other in told}:
            told.append(row)
    order = [*told[: STORIES - 1], *failed[:1], *told[STORIES - 1 :], *failed[1:]]
    return order or solved


def tell(run: Run, engine: Engine) -> list[tuple[str, Story]]:
    """Return up to three episodes with who played them; the expert's where the run's own cannot be told."""
    found: list[tuple[str, Story]] = []
    for row in picked(run)[:12]:
        level = _level(row)
        if level is None:
            continue
        episode = _told(partial(retell, engine, level, row["acts"], success=bool(row.get("success"))))
        if episode is not None:
            found.append(("the trained agent", episode))
        if len(found) == STORIES:
            return found
    if run.episodes and not found:
        run.missing.append("episodes.jsonl: no episode of the trained agent could be played again")
    flows = {episode.level.task.workflow for _, episode in found}
    for seed in EXPERT_SEEDS:
        if len(found) == STORIES:
            break
        level = level_of(seed, Knobs(login=0))
        if level.task.workflow in flows:
            continue
        episode = _told(partial(tell_expert, engine, level))
        if episode is not None:
            flows.add(level.task.workflow)
            found.append(("the expert", episode))
    return found


def _told(play: Callable[[], Story | None]) -> Story | None:
    """Return the story, or None where our own machinery failed."""
    try:
        return play()
    except (EngineFault, Unsupported, OracleStuck):
        return None


def _story(who: str, episode: Story) -> dict[str, Any]:
    task = episode.level.task
    return {
        "who": who,
        "goal": task.goal,
        "title": _title("workflow", task.workflow),
        "domain": episode.level.spec.task_site.domain,
        "steps": [
            {"action": step.action, "page": step.page, "appeared": step.appeared, "mistake": step.mistake, "picture": _data(step.picture)}
            for step in episode.steps
        ],
        "last": _data(episode.last),
        "success": episode.verdict.success,
        "why": _why(episode),
        "reasons": list(episode.verdict.reasons),
    }


def _why(episode: Story) -> str:
    """Say what made an episode right."""
    task = episode.level.task
    if task.ending == "give_up":
        return "It cannot be done, and the agent said so and left everything as it was."
    if task.answer is not None:
        return "The answer is the right one, and nothing was changed."
    if not task.changes and not task.effects:
        return "All was right from the start, and the agent left it so."
    return "The judge found exactly the wanted change in the site's log and nothing else."


def _data(png: bytes | None) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii") if png else ""


def _shots(shots: Sequence[Shot]) -> list[dict[str, str]]:
    return [
        {
            "picture": _data(shot.png),
            "title": shot.level.sites[0].title,
            "text": f"{shot.level.spec.task_site.domain}, {shot.page}, seed {shot.level.content_seed}",
        }
        for shot in shots
    ]


# ---- the whole


def _browser(run: Run, stack: ExitStack) -> tuple[Engine, Sequence[Shot]]:
    """Return the engine to tell episodes in, and the gallery; without a browser the twin, and no pictures."""
    from webgen.engines import engine as named
    from webgen.engines.chromium.session import ChromiumEngine

    try:
        chromium = ChromiumEngine()
        shots = gallery(chromium, range(GALLERY_SEED, GALLERY_SEED + 200))
    except (InputError, EngineFault) as error:
        run.missing.append(f"pictures: {error}")
        return stack.enter_context(named("twin")), []
    stack.enter_context(chromium)
    return chromium, shots


def facts(run: Run) -> dict[str, Any]:
    """Return everything the report says, as JSON-able values without the pictures."""
    rows = results(run)
    return {
        "results": rows,
        "verdict": verdict_line(rows),
        "engine": run.summary.get("engine", ""),
        "levels": {split: len(ids) for split, ids in (run.summary.get("levels") or {}).items()},
        "seconds": run.summary.get("seconds") or {},
        "versions": run.summary.get("versions") or {},
        "commands": run.summary.get("commands") or [item for item in [run.summary.get("command")] if item],
        "args": run.summary.get("args") or {},
    }


def write(folder: Path | str, *, pictures: bool = True, say: Callable[[str], None] = lambda text: None) -> Path:
    """Write ``report.html`` and ``report.json`` into a run's folder and return the path of the page.

    Args:
        folder: of the run.
        pictures: whether to take pictures and tell episodes (starts a browser where there is one).
        say: is told what is being done.

    Raises:
        InputError: the folder holds no run, or cannot be written.
    """
    run = read_run(folder)
    told = facts(run)
    charts = {
        "curves": curves(run),
        "by_workflow": by_part(told["results"], "workflow"),
        "by_domain": by_part(told["results"], "domain"),
        "teaching": teaching(run),
    }
    stories: list[dict[str, Any]] = []
    shots: list[dict[str, str]] = []
    if pictures:
        with ExitStack() as stack:
            say("taking pictures of generated sites")
            engine, taken = _browser(run, stack)
            shots = _shots(taken)
            say("playing three episodes again")
            stories = [_story(who, episode) for who, episode in tell(run, engine)]
    told |= {"missing": list(dict.fromkeys(run.missing)), "stories": [_light(item) for item in stories]}
    page = render("report/report.html", told | charts | {"stories": stories, "shots": shots, "compared": _compared(told["results"])})
    _save(run.folder / "report.json", json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    return _save(run.folder / "report.html", page)


def _compared(rows: Sequence[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(COMPARED[row["name"]], row["title"]) for row in rows if row["name"] in COMPARED]


def _light(told: dict[str, Any]) -> dict[str, Any]:
    """Leave the pictures out."""
    steps = [{name: value for name, value in step.items() if name != "picture"} for step in told["steps"]]
    return {name: value for name, value in told.items() if name != "last"} | {"steps": steps}


def _save(path: Path, text: str) -> Path:
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from None
    return path
