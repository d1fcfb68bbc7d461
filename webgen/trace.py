"""One episode as a page for people: what was seen, what was done, what it changed, and how it was judged.

A trajectory is played again, step by step; in Chromium with a picture of every page and a frame around what was acted on.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from webgen.actions import Action, from_json
from webgen.annotate import appeared, in_words
from webgen.domains.reader import domain
from webgen.engines.base import VIEWPORT, Engine
from webgen.episode import Episode
from webgen.errors import Unsupported
from webgen.judge import Verdict
from webgen.site.render import render
from webgen.site.store import LogRow
from webgen.snapshot import Snapshot
from webgen.spec import Level
from webgen.trajectory import Row, differs, level_in, seen

Box = tuple[float, float, float, float]  # left, top, width, height in percent of the picture


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that a step changed: ``values`` are (column, before, after)."""

    what: str
    values: tuple[tuple[str, str, str], ...]


@dataclass
class Frame:
    """One step: the page before it, the action, and what came of it."""

    number: int
    did: str
    call: str
    url: str
    title: str
    lines: list[tuple[str, bool]]  # of the snapshot, with whether the action is about it
    appeared: tuple[str, ...] = ()
    error: str = ""
    reply: str = ""
    changes: list[Changed] = field(default_factory=list)
    picture: str = ""
    box: Box | None = None
    differs: bool = False  # from what the trajectory says was seen


@dataclass
class Trace:
    """An episode played again."""

    level: Level
    who: str
    engine: str
    frames: list[Frame]
    verdict: Verdict
    ending: str
    problems: list[str]
    why: str = ""  # of a fault

    @property
    def came_to(self) -> tuple[bool, str]:
        """Whether it counts as solved, and what is said of its end."""
        if self.ending == "fault":
            return False, f"Fault: {self.why or 'nobody knows why'} (counts neither as solved nor as failed)."
        if self.verdict.success and self.ending == "limit":
            return False, f"Solved only after the limit of {self.level.max_steps} steps, which does not count."
        return self.verdict.success, "Solved." if self.verdict.success else "Not solved."


def trace(engine: Engine, row: Row) -> Trace:
    """Play a trajectory again and write down everything a person wants to know.

    Raises:
        SpecError: it holds no sound level.
    """
    level = level_in(row)
    problems: list[str] = []
    if level.id != row["level"]["id"]:
        problems.append(f"The level was made by another version: it is {level.id} now, and was {row['level']['id']}.")
    frames: list[Frame] = []
    with Episode(engine, level) as episode:
        before: Snapshot | None = None
        for number, step in enumerate(row["steps"], 1):
            now = episode.snapshot
            action = None if step["action"] is None else from_json(step["action"])
            frame = _frame(number, step, action, now, before)
            if frame.differs and not problems:
                problems.append(f"Step {number} shows something else than when it was recorded.")
            frame.picture = _picture(episode)
            known = episode.log()
            before = now
            if action is not None:
                done = episode.act(action)
                frame.error = done.error.message if done.error else ""
                frame.changes = [_changed(level, entry) for entry in episode.since(known)]
            frames.append(frame)
        verdict = episode.verdict()
    if not problems and differs(row, verdict):
        problems.append("The verdict differs from the recorded one.")
    who = row.get("player") or f"the expert ({row['style']})"
    ending = row.get("ending") or (row["steps"][-1]["action"]["name"] if row["steps"] and row["steps"][-1]["action"] else "")
    return Trace(level, who, engine.name, frames, verdict, ending, problems, str(row.get("why", "")))


def _frame(number: int, step: Row, action: Action | None, now: Snapshot, before: Snapshot | None) -> Frame:
    refs = [str(ref) for name in ("ref", "start", "end") if (ref := getattr(action, name, ""))]
    marks = [f"[ref={ref}]" for ref in refs]
    lines = [(line, any(mark in line for mark in marks)) for line in now.text.splitlines()]
    if before is None:
        news: tuple[str, ...] = ()
    else:
        news = appeared(before, now) if before.text != now.text else ("nothing changed",)
    did = in_words(action, now) if action is not None else "Says what is no action"
    call = json.dumps(step["action"], ensure_ascii=False) if action is not None else "; ".join(step.get("calls", ())) or "(no tool call)"
    return Frame(
        number, did, call, now.url, now.title, lines, news, step.get("error", "") if action is None else "",
        step.get("reply", ""), box=_box(now, refs), differs=seen(now) != step["snapshot"],
    )  # fmt: skip


def _box(now: Snapshot, refs: list[str]) -> Box | None:
    """Return where the first of some elements is in the picture; None where it is not in it."""
    found = (now.boxes or {}).get(refs[0]) if refs else None
    return None if found is None else box_in(found)


def box_in(found: tuple[int, int, int, int]) -> Box | None:
    """Return a box of CSS pixels (left, top, width, height) in percent of a picture; None where it is not in it."""
    x, y, width, height = found
    if x + width <= 0 or y + height <= 0 or x >= VIEWPORT[0] or y >= VIEWPORT[1]:
        return None
    across, down = 100 / VIEWPORT[0], 100 / VIEWPORT[1]
    return round(x * across, 2), round(y * down, 2), round(width * across, 2), round(height * down, 2)


def _picture(episode: Episode) -> str:
    try:
        return "data:image/png;base64," + base64.b64encode(episode.session.screenshot()).decode("ascii")
    except Unsupported:
        return ""


def _changed(level: Level, entry: LogRow) -> Changed:
    site = level.spec.sites[entry.site]
    names = {one.name: one.labels[0] for one in domain(site.domain).entities}
    verbs = {"insert": "New", "update": "Changed", "delete": "Deleted"}
    keys = {**entry.before, **entry.after}
    values = tuple(
        (key, _shown(entry.before.get(key)), _shown(entry.after.get(key)))
        for key in keys
        if entry.before.get(key) != entry.after.get(key)
    )
    where = f" on {level.sites[entry.site].title}" if len(level.sites) > 1 else ""
    return Changed(f"{verbs.get(entry.op, entry.op)}: {names.get(entry.table, entry.table)} {entry.record}{where}", values)


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def page(found: Trace) -> str:
    """Return a trace as one self-contained page: no script, no external file."""
    level = found.level
    facts: list[tuple[str, Any]] = [
        ("workflow", level.task.workflow),
        ("sites", ", ".join(f"{content.title} ({spec.domain})" for content, spec in zip(level.sites, level.spec.sites, strict=True))),
        ("frictions", ", ".join(gene.name for gene in level.spec.frictions) or "none"),
        ("played by", found.who),
        ("engine", found.engine),
        ("ended with", found.ending or "nothing"),
        ("steps", f"{len(found.frames)} of {level.max_steps}"),
        ("level", f"{level.id}, content seed {level.content_seed}"),
    ]
    return render("report/trace.html", {"trace": found, "goal": level.task.goal, "facts": facts})
