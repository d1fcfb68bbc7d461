"""A folder as a training run leaves it, made up but in the right format: numbers from streams, episodes really played."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scipy.stats import binomtest

from webgen.candidates import candidates, index_of
from webgen.engines import engine
from webgen.engines.base import Engine
from webgen.episode import Episode
from webgen.generate import Knobs, level_of
from webgen.oracle import Oracle
from webgen.spec import Level
from webgen.streams import Stream

FLOWS = ("answer", "create", "delete", "edit", "superlative", "verb")
STAGES = {"random": 0.02, "untrained": 0.03, "bc_only": 0.48, "trained": 0.72, "trained_heldout": 0.51}


def rate(solved: int, of: int) -> dict[str, Any]:
    low, high = binomtest(solved, of).proportion_ci(0.95, method="wilson")
    return {"success": solved / of, "ci95": [round(float(low), 4), round(float(high), 4)], "episodes": of}


def make_run(folder: Path, *, episodes: int = 2) -> Path:
    stream = Stream(5, "made run")
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "log.jsonl", [*_clones(), *_updates(stream)])
    _write(folder / "teacher.jsonl", [_taught(stream, number) for number in range(12)])
    (folder / "summary.json").write_text(json.dumps(_summary(stream)), encoding="utf-8")
    with engine("twin") as twin:
        _write(folder / "episodes.jsonl", _episodes(twin, episodes))
    return folder


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _summary(stream: Stream) -> dict[str, Any]:
    stages: dict[str, Any] = {}
    for name, share in STAGES.items():
        by = {flow: rate(round(20 * min(1, share * (0.7 + 0.6 * stream.child(name, flow).unit()))), 20) for flow in FLOWS}
        apart = {"satisfied": rate(2, 4), "infeasible": rate(1, 3)}
        stages[name] = rate(round(100 * share), 100) | {"faults": 0, "steps": 7.5, "by": {"workflow": by, "domain": {"shop": rate(9, 20)}}} | apart
    return stages | {
        "engine": "chromium", "levels": {"train": ["a"] * 100, "heldout": ["b"] * 100},
        "seconds": {"training": 412.5, "total": 690.1}, "versions": {"python": "3.11", "torch": "2.13"},
        "command": "webgen demo", "args": {"seed": 0, "workflows": [], "epochs": 6},
    }  # fmt: skip


def _clones() -> list[dict[str, Any]]:
    return [{"what": "clone", "epoch": n + 1, "accuracy": round(0.9 - 0.5 * 0.6**n, 3), "loss": 0.6**n} for n in range(6)]


def _updates(stream: Stream) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"what": "validation", "update": 0, **rate(48, 100)}]
    for number in range(1, 13):
        rows.append({"what": "ppo", "update": number, "success": round(0.4 + 0.15 * stream.child(number).unit(), 3)})
        if number % 3 == 0:
            rows.append({"what": "validation", "update": number, **rate(48 + 2 * number, 100)})
    return rows


def _taught(stream: Stream, number: int) -> dict[str, Any]:
    cells = [f"{flow}/{size}" for flow in FLOWS for size in ("small", "middle", "large")]
    asked = {cell: stream.child("asked", cell, number).integer(0, 9) for cell in cells}
    known = {cell: {"p": round(stream.child("p", cell).unit(), 3)} for cell in cells}
    return {"update": number + 1, "asked": asked, "cells": known}


def _episodes(twin: Engine, count: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    flows: set[str] = set()
    seed = 0
    while len(rows) < count:
        level = level_of(seed, Knobs(split="train"))
        seed += 1
        if level.task.variant == "normal" and level.task.workflow not in flows:
            acts = _words(twin, level)
            if 0 < len(acts) <= 14:
                flows.add(level.task.workflow)
                rows.append(
                    {
                        "stage": "trained", "level": level.id, "content_seed": level.content_seed, "acts": acts,
                        "workflow": level.task.workflow, "variant": "normal", "domain": level.spec.sites[0].domain,
                        "success": True, "ending": "done", "steps": len(acts),
                    }
                )  # fmt: skip
    return rows


def _words(twin: Engine, level: Level) -> list[str]:
    """Play the expert and write down what it does as the learner's rows do; nothing where it does what they cannot."""
    oracle, words = Oracle(level, "mouse"), []
    with Episode(twin, level) as episode:
        ended = False
        while not ended:
            snapshot = episode.snapshot
            action = oracle.act(snapshot)
            among = candidates(snapshot, level.task.goal, rich=False)
            place = index_of(action, among)
            if place is None:
                return []
            node = snapshot.nodes[among[place].node] if among[place].node >= 0 else None
            parts = (among[place].kind, node.role if node else "", node.name if node else "", among[place].value)
            words.append(" ".join(part for part in parts if part))
            ended = episode.act(action).ended
    return words
