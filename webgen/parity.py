"""Do both engines agree? Walks a level in both at once and compares everything an agent or a judge can see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from webgen.actions import Action, Back, Done, Forward, GiveUp, to_json
from webgen.domains.reader import domain
from webgen.engines import kept
from webgen.engines.base import Engine, Step
from webgen.episode import Episode
from webgen.errors import Unsupported
from webgen.generate import Knobs, widgets
from webgen.mutate import evolved
from webgen.oracle import STYLES, Oracle, OracleStuck
from webgen.snapshot import Node, Snapshot
from webgen.spec import Level, Spec
from webgen.streams import Stream
from webgen.walks import kind_of, random_action

RANDOM_STEPS = 24
RETURNS: tuple[Action, ...] = (Back(), Forward(), Back(), Back(), Forward(), Forward())  # what is kept, what is asked for anew


@dataclass
class ParityReport:
    """Counts over all walks. ``coverage`` counts (widget or role, action kind, error kind or ``ok``)."""

    levels: int = 0
    transitions: int = 0
    equal: int = 0
    changed: int = 0
    unsupported: int = 0
    mismatches: list[dict[str, Any]] = field(default_factory=list)
    coverage: Counter[str] = field(default_factory=Counter)

    def merge(self, other: ParityReport) -> None:
        """Add the counts of other levels."""
        for name in ("levels", "transitions", "equal", "changed", "unsupported"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.mismatches += other.mismatches
        self.coverage += other.coverage

    def as_json(self) -> dict[str, Any]:
        """Return the report with the stable keys of the command line."""
        return {
            "levels": self.levels,
            "transitions": self.transitions,
            "equal": self.equal,
            "changed": self.changed,
            "unsupported": self.unsupported,
            "mismatches": self.mismatches,
            "coverage": dict(sorted(self.coverage.items())),
        }


def _labels(spec: Spec) -> dict[str, str]:
    """Map every label on the site's forms to the widget that carries it."""
    found = {}
    for site in spec.sites:
        trade = domain(site.domain)
        pairs = [(trade.entity(gene.name).fields, gene.form.fields) for gene in site.entities]
        pairs.append((trade.all_settings, site.settings.fields))
        for fields, genes in pairs:
            known = {item.name: item for item in fields}
            for gene in genes:
                labels = known[gene.name].labels
                found[labels[gene.label % len(labels)]] = gene.widget
    return found


def _part(node: Node | None, labels: dict[str, str]) -> str:
    """Name what was acted on: the widget of a form field, else the role."""
    if node is None:
        return "page"
    for label, widget in labels.items():
        if node.role in widgets()[widget].roles and (node.name == label or node.name.startswith(label + " ")):
            return widget
    return node.role


def _difference(left: Step, right: Step, pair: tuple[Episode, Episode]) -> str:
    """Return what differs first, or an empty string."""
    a, b = left.snapshot, right.snapshot
    for name, x, y in (
        ("error", left.error, right.error),
        ("ended", left.ended, right.ended),
        ("url", a.url, b.url),
        ("title", a.title, b.title),
        ("tabs", (a.tab, a.tabs), (b.tab, b.tabs)),
        ("text", a.text, b.text),
    ):
        if x != y:
            return f"{name}: {_first_difference(x, y)}"
    if pair[0].log() != pair[1].log():
        return f"log: {_first_difference(pair[0].log(), pair[1].log())}"
    if pair[0].verdict() != pair[1].verdict():
        return f"verdict: {pair[0].verdict()} / {pair[1].verdict()}"
    return ""


def _first_difference(x: object, y: object) -> str:
    if isinstance(x, str) and isinstance(y, str):
        left, right = x.split("\n"), y.split("\n")
        for number, (one, two) in enumerate(zip(left, right, strict=False)):
            if one != two:
                return f"line {number}: chromium {one!r}, twin {two!r}"
        return f"chromium has {len(left)} lines, twin {len(right)}"
    return f"chromium {x!r:.300}, twin {y!r:.300}"


def walk_both(
    engines: tuple[Engine, Engine],
    level: Level,
    choose: Callable[[Snapshot, int], Action | None],
    report: ParityReport,
    *,
    label: str,
) -> bool:
    """Walk a level in Chromium and the twin with the same actions; return whether all was equal.

    ``choose`` gets the snapshot and the number of the step, and returns None to stop. The walk ends at the first
    difference, because everything after it differs too.
    """
    labels = _labels(level.spec)
    with Episode(engines[0], level) as left, Episode(engines[1], level) as right:
        pair = (left, right)
        start = (Step(left.snapshot), Step(right.snapshot))
        trouble = _difference(*start, pair)
        actions: list[Action] = []
        while not trouble:
            action = choose(left.snapshot, len(actions))
            if action is None:
                return True
            before = left.snapshot
            actions.append(action)
            steps = left.act(action), right.act(action)
            trouble = _difference(*steps, pair)
            report.transitions += 1
            report.equal += not trouble
            report.changed += steps[0].snapshot.text != before.text
            target = before.by_ref.get(str(getattr(action, "ref", "")))
            outcome = steps[0].error.kind if steps[0].error else "ok"
            report.coverage[f"{_part(target, labels)} {kind_of(action)} {outcome}"] += 1
            if steps[0].ended:
                return not _note(report, level, label, trouble, actions)
        return not _note(report, level, label, trouble, actions)


class _Returning:
    """What the oracle does, and before its end what goes back and forward through the history."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle = oracle
        self.left: list[Action] = []

    def __call__(self, snapshot: Snapshot, number: int) -> Action:
        """Return the next action."""
        if self.left:
            return self.left.pop(0)
        action = self.oracle.act(snapshot)
        if isinstance(action, Done | GiveUp):
            self.left = [*RETURNS[1:], action]
            return RETURNS[0]
        return action


def _note(report: ParityReport, level: Level, label: str, trouble: str, actions: list[Action]) -> bool:
    if trouble:
        report.mismatches.append(
            {
                "level": level.id,
                "seed": level.content_seed,
                "walk": label,
                "difference": trouble,
                "actions": [to_json(action) for action in actions[-6:]],
                "step": len(actions),
            }
        )
    return bool(trouble)


def parity(
    engines: tuple[Engine, Engine],
    seeds: Iterable[int],
    *,
    knobs: Knobs | None = None,
    mutations: int = 0,
    progress: Callable[[ParityReport], None] | None = None,
) -> ParityReport:
    """Compare the engines over one oracle walk and one random walk a level (style and walk drawn from the seed).

    Before it ends, the oracle's walk goes back and forward through what was done.

    With ``mutations`` each spec is edited and crossed that often first.
    """
    report = ParityReport()
    for seed in seeds:
        level = evolved(seed, knobs, edits=mutations)
        stream = Stream(seed, "parity")
        style = stream.child("style").pick(STYLES)
        try:
            walk_both(engines, level, _Returning(Oracle(level, style)), report, label=f"oracle {style}")
            walk_both(
                engines,
                level,
                lambda snapshot, n: random_action(snapshot, stream.child(n)) if n < RANDOM_STEPS else None,  # noqa: B023
                report,
                label="random",
            )
        except Unsupported as error:
            report.unsupported += 1
            report.mismatches.append({"level": level.id, "seed": seed, "unsupported": str(error)})
        except OracleStuck as error:
            report.mismatches.append({"level": level.id, "seed": seed, "walk": f"oracle {style}", "step": 0, "difference": str(error)})
        report.levels += 1
        if progress is not None:
            progress(report)
    return report


def parity_with(knobs: Knobs | None, seeds: Iterable[int], *, mutations: int = 0) -> ParityReport:
    """Compare the engines that this process keeps."""
    return parity((kept("chromium"), kept("twin")), seeds, knobs=knobs, mutations=mutations)
