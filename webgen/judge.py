"""Did the episode do what the goal asks, and nothing else? A pure function of task, change log and ending.

Intent columns are netted per record: what was changed and changed back is no change. Effects are never netted. Any
intent change or effect that the task does not want is a failure. Answers are compared exactly after normalisation by
type, never by substring.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webgen.actions import Done, GiveUp
from webgen.domains.display import parse_date, parse_members, parse_money
from webgen.domains.model import BETWEEN, members
from webgen.errors import InputError
from webgen.locales import SPACES, locale
from webgen.site.store import AMBIENT, LogRow
from webgen.spec import AnswerPattern, Change, Scalar, Task


@dataclass(frozen=True, slots=True)
class Net:
    """The net change of one record: ``values`` are the intent columns that differ (all of them for an insert)."""

    site: int
    table: str
    op: str
    record: int
    values: dict[str, Scalar]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome: ``subgoals`` are (name, met) pairs; ``reasons`` say why it failed, empty on success."""

    success: bool
    subgoals: tuple[tuple[str, bool], ...]
    reasons: tuple[str, ...]

    @property
    def progress(self) -> float:
        """Share of subgoals met, in [0, 1]; the potential of optional shaping."""
        return sum(met for _, met in self.subgoals) / len(self.subgoals) if self.subgoals else float(self.success)


def _same(left: Scalar, right: Scalar) -> bool:
    """Compare two column values; SQLite has no bool, and an empty text is no value."""
    empty = (None, "")
    if left in empty or right in empty:
        return (left in empty) == (right in empty)
    if isinstance(left, bool) or isinstance(right, bool):
        return bool(left) == bool(right)
    return left == right


def net_changes(task: Task, log: Iterable[LogRow]) -> list[Net]:
    """Return the net intent change of every record the log touches, in order of first touch."""
    first: dict[tuple[int, str, int], LogRow] = {}
    last: dict[tuple[int, str, int], LogRow] = {}
    for row in log:
        if row.table == "effects" or row.table in AMBIENT:
            continue
        key = (row.site, row.table, row.record)
        first.setdefault(key, row)
        last[key] = row
    found = []
    for (site, table, record), start in first.items():
        end = last[site, table, record]
        kinds = task.columns[site].get(table, {})
        before, after = start.before, end.after
        if not before and not after:
            continue
        names = [name for name in {**before, **after} if kinds.get(name, "intent") == "intent"]
        if not before:
            op, values = "insert", {name: after[name] for name in names}
        elif not after:
            op, values = "delete", {}
        else:
            op = "update"
            values = {name: after[name] for name in names if not _same(before[name], after[name])}
            if not values:
                continue
        found.append(Net(site, table, op, record, values))
    return found


def _fits(change: Change, net: Net) -> bool:
    if (change.site, change.table, change.op) != (net.site, net.table, net.op):
        return False
    if change.record is not None and change.record != net.record:
        return False
    return change.values.keys() == net.values.keys() and all(
        _same(net.values[name], value) for name, value in change.values.items()
    )


def normalise(pattern: AnswerPattern, text: str) -> Scalar | tuple[str, ...]:
    """Read an answer as the pattern's type; None when it is not of that type."""
    if isinstance(pattern.value, tuple):
        return _several(pattern.type, text)
    cleaned = re.sub(r"\s+", " ", text.translate(SPACES)).strip().strip("\"'“”").strip()
    if pattern.type == "text":
        return cleaned.rstrip(".").casefold()
    if pattern.type == "set":
        return set_key(parse_members(cleaned.rstrip(".")))
    cleaned = cleaned.rstrip(".")
    try:
        if pattern.type == "money":
            return parse_money(cleaned, pattern.locale)
        if pattern.type == "date":
            return parse_date(cleaned, pattern.locale)
    except InputError:
        return None
    unit = pattern.unit.rstrip(".")
    return locale(pattern.locale).read_integer(cleaned.removesuffix(f" {unit}") if unit else cleaned)


def set_key(names: Iterable[str]) -> str:
    """Return several names as one text in which neither order nor case nor repeats count."""
    return BETWEEN.join(sorted({name.casefold() for name in names}))


def _several(kind: str, text: str) -> tuple[str, ...]:
    """Read several texts: apart by semicolons or lines, or by commas where there is none of these."""
    parts = re.split(r"[;\n]", text) if re.search(r"[;\n]", text.strip()) else text.split(",")
    read = [_text(part) for part in parts]
    found = [part for part in read if part]
    return tuple(found if kind == "list" else sorted(found))


def _text(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().strip("\"'“”").strip().rstrip(".").casefold()


def answer_fits(pattern: AnswerPattern | None, answer: str | None) -> bool:
    """Compare an answer with what is expected; no expectation takes any answer."""
    if pattern is None:
        return True
    if answer is None:
        return False
    wanted: object = pattern.value
    if isinstance(pattern.value, tuple):
        texts = [_text(text) for text in pattern.value]
        wanted = tuple(texts if pattern.type == "list" else sorted(texts))
    elif pattern.type == "text":
        wanted = str(pattern.value).rstrip(".").casefold()
    elif pattern.type == "set":
        wanted = set_key(members(pattern.value))
    return normalise(pattern, answer) == wanted


def judge(task: Task, log: Sequence[LogRow], ending: Done | GiveUp | None) -> Verdict:
    """Judge an episode.

    Args:
        task: what was asked.
        log: the change log of all sites, in order.
        ending: how the agent ended the episode; None when it never did, which is a failure.
    """
    nets = net_changes(task, log)
    effects = sorted((row.site, str(row.after["name"]), str(row.after["tbl"]), int(row.after["record"] or 0))
                     for row in log if row.table == "effects" and row.op == "insert")  # fmt: skip
    tampered = any(row.table == "effects" and row.op != "insert" for row in log)
    wanted = sorted((effect.site, effect.name, effect.table, effect.record) for effect in task.effects)
    left = list(nets)
    subgoals: list[tuple[str, bool]] = []
    reasons: list[str] = []
    for change in task.changes:
        match = next((net for net in left if _fits(change, net)), None)
        subgoals.append((f"{change.op} {change.table}", match is not None))
        if match is None:
            reasons.append(f"the wanted {change.op} of {change.table} is missing or differs")
        else:
            left.remove(match)
    reasons += [f"unwanted {net.op} of {net.table} {net.record}" for net in left]
    if wanted or effects:
        subgoals.append(("effects", effects == wanted))
    if effects != wanted or tampered:
        reasons.append("the effects are not the wanted ones")
    if task.answer is not None:
        fits = isinstance(ending, Done) and answer_fits(task.answer, ending.answer)
        subgoals.append(("answer", fits))
        if not fits:
            reasons.append("the answer is missing or wrong")
    ended = isinstance(ending, Done if task.ending == "done" else GiveUp)
    subgoals.append((task.ending, ended))
    if not ended:
        reasons.append(f"the episode did not end with {task.ending}")
    return Verdict(not reasons, tuple(subgoals), tuple(reasons))
