"""Snapshot, goal, history and candidates into arrays.

Nothing here knows a site: every feature compares words of the page with words of the goal, or says what the agent
itself did before. Arrays are small and ragged; :mod:`agent.policy` pads them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from agent.goal import Goal, month_of
from agent.words import Vocabulary
from webgen.candidates import KINDS, Candidate
from webgen.errors import ActionError
from webgen.snapshot import Node, Snapshot

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Halves = NDArray[np.float16]  # features kept in half precision: thousands of decisions are held at once

ROLES = (
    "page", "past", "link", "button", "textbox", "searchbox", "spinbutton", "combobox", "listbox", "option", "checkbox",
    "radio", "radiogroup", "switch", "tab", "tabpanel", "heading", "paragraph", "definition", "term", "cell", "row",
    "columnheader", "dialog", "alert", "status", "navigation", "region", "listitem", "img", "text", "other",
)  # fmt: skip
_ROLE = {name: number for number, name in enumerate(ROLES)}
_KIND = {name: number for number, name in enumerate(KINDS)}
_STATES = ("active", "checked", "disabled", "expanded", "selected", "invalid", "pressed")
_SKIPPED = frozenset(
    ("contentinfo", "banner", "generic", "list", "table", "rowgroup", "main", "group", "form", "search")
)
_QUERY = re.compile(r"[/=&?+]+")
PAST = 3  # own actions shown as nodes of their own
NODE_FEATURES = len(_STATES) + 18
CANDIDATE_FEATURES = 16
GOAL_FEATURES = 6
STATE_FEATURES = 17
MAX_NODES = 160


@dataclass(frozen=True, slots=True)
class Encoded:
    """One decision, as arrays.

    ``goal`` (G,) phrases of the goal's tokens; ``goal_features`` (G, GOAL_FEATURES); ``name``, ``value``, ``label``
    (N,) phrases of each node; ``role`` (N,); ``node_features`` (N, NODE_FEATURES); ``kind``, ``node`` (C,) of each
    candidate (node 0 is the page itself, 1..PAST are the agent's last actions); ``span`` (C, 4): tokens of the goal
    from, to, and the start of the words before it that say what it is for, and 1 when there is a span;
    ``candidate_features`` (C, CANDIDATE_FEATURES); ``state`` (STATE_FEATURES,).
    """

    goal: Ints
    goal_features: Floats
    name: Ints
    value: Ints
    label: Ints
    role: Ints
    node_features: Halves
    kind: Ints
    node: Ints
    span: Ints
    candidate_features: Halves
    state: Floats

    def moved(self, numbers: Ints) -> Encoded:
        """Return the same decision with phrases renumbered."""
        changed = {name: numbers[getattr(self, name)] for name in ("goal", "name", "value", "label")}
        kept = {item.name: getattr(self, item.name) for item in fields(self) if item.name not in changed}
        return Encoded(**changed, **kept)


# ---- what the agent did -----------------------------------------------------------------------------------------


@dataclass
class Past:
    """An episode as the agent remembers it."""

    goal: Goal
    steps: int = 0
    error: bool = False
    acts: list[tuple[str, str, str, str]] = field(default_factory=list)  # kind, role, name, value
    used: set[int] = field(default_factory=set)  # tokens of the goal put in or clicked
    seen: frozenset[tuple[str, str, str]] = frozenset()  # lines of the page before
    url: str = ""

    def note(self, snapshot: Snapshot, candidate: Candidate, error: ActionError | None) -> None:
        """Remember an action taken on a snapshot."""
        node = snapshot.nodes[candidate.node] if candidate.node >= 0 else None
        self.acts.append((candidate.kind, node.role if node else "", node.name if node else "", candidate.value))
        span = self.goal.tokens_of(candidate.span) if candidate.span else self.goal.find(node.name if node else "")
        if error is None and span[0] >= 0 and candidate.kind != "press":
            # a box that is ticked stands for "… is Yes": the words after its name are dealt with too
            more = 2 if candidate.kind in ("check", "uncheck") and not candidate.span else 0
            self.used.update(range(span[0], span[1] + more))
        self.error = error is not None
        self.steps += 1
        self.seen = frozenset((item.role, item.name, item.text) for item in snapshot.nodes)
        self.url = snapshot.url


# ---- the page ---------------------------------------------------------------------------------------------------


def _kept(snapshot: Snapshot, wanted: set[int]) -> list[Node]:
    """Return the nodes worth looking at: those acted on, and those that say something not said by a control."""
    nodes = []
    cut = -1
    for node in snapshot.nodes:
        if 0 <= cut < node.depth and node.index not in wanted:
            continue
        cut = node.depth if node.role == "contentinfo" else -1
        if node.index in wanted:
            nodes.append(node)
        elif (node.role in _SKIPPED and not node.text) or node.role in ("text", "img") or not (node.name or node.text):
            continue
        else:
            nodes.append(node)
    if len(nodes) > MAX_NODES:
        rest = MAX_NODES - len(wanted)
        kept = []
        for node in nodes:
            if node.index in wanted or rest > 0:
                kept.append(node)
                rest -= node.index not in wanted
        nodes = kept
    return nodes


class _Labels:
    """What each node is about: the name of its group, the term of a definition, the header of a cell."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.nodes = snapshot.nodes
        self.labels = [""] * len(self.nodes)
        self.inside = [""] * len(self.nodes)  # role of the nearest landmark
        headers: dict[int, str] = {}
        term = ""
        columns: dict[int, int] = {}
        self.titles = [""] * len(self.nodes)
        for node in self.nodes:
            above = node.parent
            self.inside[node.index] = (
                node.role if node.role in ("dialog", "navigation", "main", "region", "banner", "contentinfo", "search")
                else (self.inside[above] if above >= 0 else "")
            )  # fmt: skip
            if node.role == "row":
                columns[node.index] = 0
            if node.role in ("columnheader", "cell", "rowheader", "gridcell") and above in columns:
                column = columns[above]
                columns[above] += 1
                if node.role == "columnheader":
                    headers[column] = node.name
                else:
                    self.labels[node.index] = headers.get(column, "")
                continue
            if node.role == "term":
                term = node.text or node.name
            elif node.role == "definition":
                self.labels[node.index] = term
            elif above >= 0:
                parent = self.nodes[above]
                self.labels[node.index] = (
                    self.labels[above] if not parent.name or parent.role in ("cell", "definition") else parent.name
                )


def encode(
    snapshot: Snapshot, goal: Goal, past: Past, among: Sequence[Candidate], vocabulary: Vocabulary
) -> Encoded:
    """Return one decision as arrays; ``among`` are its candidates, at least one."""
    return _Encoder(snapshot, goal, past, vocabulary).encode(among)


class _Encoder:
    """Encodes one snapshot."""

    def __init__(self, snapshot: Snapshot, goal: Goal, past: Past, vocabulary: Vocabulary) -> None:
        self.snapshot, self.goal, self.past, self.vocabulary = snapshot, goal, past, vocabulary
        self.labels = _Labels(snapshot)
        self.ranks = self._ranks()
        self.done_before = {(role, name) for _, role, name, _ in past.acts if name}
        self.acts = set(past.acts)
        self.last = past.acts[-1] if past.acts else ("", "", "", "")

    def encode(self, among: Sequence[Candidate]) -> Encoded:
        """Put everything together."""
        places_of = self._where(among)
        wanted = {node for node in places_of if node >= 0}
        kept = _kept(self.snapshot, wanted)
        position = {node.index: number for number, node in enumerate(kept, start=1 + PAST)}
        spans, features = self._candidates(among, places_of)
        rows = [self._node(node, len(kept)) for node in kept]
        names, values, labels, roles, own = self._first()
        index = self.vocabulary.index
        goal_rows = self._goal_rows(kept)
        return Encoded(
            goal=np.array([index(word) for word in self.goal.words], np.int32),
            goal_features=goal_rows,
            name=np.array(names + [index(node.name[:80]) for node in kept], np.int32),
            value=np.array(values + [index(self._value(node)[:80]) for node in kept], np.int32),
            label=np.array(labels + [index(self.labels.labels[node.index][:80]) for node in kept], np.int32),
            role=np.array(roles + [_ROLE.get(node.role, _ROLE["other"]) for node in kept], np.int32),
            node_features=np.array(own + rows, np.float16),
            kind=np.array([_KIND[item.kind] for item in among], np.int32),
            node=np.array([position.get(node, 0) for node in places_of], np.int32),
            span=spans,
            candidate_features=features.astype(np.float16),
            state=self._state(goal_rows, features),
        )

    def _ranks(self) -> dict[int, float]:
        """Return 1, 1/2, 1/3… for the links to single records in each landmark: which stands first in a list."""
        counts: dict[str, int] = {}
        found = {}
        for node in self.snapshot.nodes:
            if node.role == "link" and node.url and node.url.rpartition("/")[2].isdigit():
                inside = self.labels.inside[node.index]
                counts[inside] = counts.get(inside, 0) + 1
                found[node.index] = 1.0 / counts[inside]
        return found

    def _value(self, node: Node) -> str:
        if node.role == "combobox" and not node.text:
            for other in self.snapshot.inside(node):
                if other.has("selected"):
                    return other.name
        if node.role == "link" and not node.text and "?" in (node.url or ""):
            return _QUERY.sub(" ", (node.url or "").partition("?")[2])  # where a link to sort or to filter leads
        return node.text

    def _first(self) -> tuple[list[int], list[int], list[int], list[int], list[list[float]]]:
        """Return the page itself and the agent's last actions as nodes."""
        index = self.vocabulary.index
        address = urlsplit(self.snapshot.url)
        path = _QUERY.sub(" ", f"{address.path} {address.query}").strip()
        acts = self.past.acts[-PAST:][::-1]
        names = [index(self.snapshot.title[:80])] + [index(act[2][:80]) for act in acts]
        values = [index(path)] + [index(act[3][:80]) for act in acts]
        labels = [index("")] + [index(f"{act[0]} {act[1]}") for act in acts]
        missing = [index("")] * (PAST - len(acts))
        rows = [[0.0] * NODE_FEATURES for _ in range(1 + PAST)]
        for number in range(1 + PAST):
            rows[number][-1 - number] = 1.0
        return (
            names + missing, values + missing, labels + missing,
            [_ROLE["page"]] + [_ROLE["past"]] * PAST, rows,
        )  # fmt: skip

    def _node(self, node: Node, count: int) -> list[float]:
        goal = self.goal
        states = node.states
        inside = self.labels.inside[node.index]
        value = self._value(node)
        name_at, value_at = goal.find(node.name), goal.find(value)
        label = self.labels.labels[node.index]
        row = [1.0 if states.get(name, "false") != "false" else 0.0 for name in _STATES]
        return row + [
            node.ref is not None,
            node.depth / 12.0,
            node.index / (len(self.snapshot.nodes) + 1.0),
            name_at[0] >= 0,
            name_at[0] >= 0 and goal.quoted[name_at[0]],
            value_at[0] >= 0,
            goal.overlap(node.name, value_at[0]) if value_at[0] >= 0 else 0.0,
            goal.overlap(label, name_at[0]) if name_at[0] >= 0 else 0.0,
            goal.share(node.name),
            goal.share(label),
            (node.role, node.name) in self.done_before,
            bool(self.last[2]) and (node.role, node.name) == self.last[1:3],
            (node.role, node.name, node.text) not in self.past.seen,
            self.ranks.get(node.index, 0.0),
            # the last four also mark the page and the past; no page node has more than one of them
            inside == "region",
            inside == "main",
            inside == "navigation",
            inside == "dialog",
        ]

    def _goal_rows(self, kept: list[Node]) -> Floats:
        goal = self.goal
        in_name: set[int] = set()
        in_value: set[int] = set()
        for node in kept:
            for text, found in ((node.name, in_name), (self._value(node), in_value)):
                span = goal.find(text)
                if span[0] >= 0:
                    found.update(range(*span))
        size = max(len(goal.words), 1)
        return np.array(
            [
                [
                    goal.quoted[number],
                    number in self.past.used,
                    number in in_name,
                    number in in_value,
                    goal.text[goal.places[number][0]].isupper(),
                    number / size,
                ]
                for number in range(len(goal.words))
            ],
            np.float32,
        )

    # ---- candidates

    def _where(self, among: Sequence[Candidate]) -> list[int]:
        """Return the node each candidate is about; an answer is read where its label fits the goal best."""
        better: dict[str, int] = {}
        answers = {item.value for item in among if item.kind == "answer"}
        if answers:
            score: dict[str, float] = {}
            for node in self.snapshot.nodes:
                text = node.text or node.name
                if text in answers:
                    fit = self.goal.share(self.labels.labels[node.index]) + 0.01 * (node.role in ("definition", "cell"))
                    if fit > score.get(text, -1.0):
                        score[text], better[text] = fit, node.index
        chosen = {}
        for node in self.snapshot.nodes:  # a drop-down's option stands for itself
            if node.role == "option" and node.ref is None:
                chosen[self._list_above(node), node.name] = node.index
        return [
            better.get(item.value, item.node) if item.kind == "answer"
            else chosen.get((item.node, item.value), item.node) if item.kind == "select"
            else item.node
            for item in among
        ]  # fmt: skip

    def _list_above(self, node: Node) -> int:
        above = node.parent
        while above >= 0 and self.snapshot.nodes[above].role not in ("combobox", "listbox"):
            above = self.snapshot.nodes[above].parent
        return above

    def _candidates(self, among: Sequence[Candidate], nodes: list[int]) -> tuple[Ints, Floats]:
        goal = self.goal
        spans = np.zeros((len(among), 4), np.int32)
        rows = np.zeros((len(among), CANDIDATE_FEATURES), np.float32)
        of_node: dict[tuple[int, str], list[tuple[float, int]]] = {}
        of_span: dict[tuple[int, int], list[tuple[float, int]]] = {}
        for number, item in enumerate(among):
            node = self.snapshot.nodes[nodes[number]] if nodes[number] >= 0 else None
            name = node.name if node else ""
            label = self.labels.labels[node.index] if node else ""
            span = goal.tokens_of(item.span) if item.span else goal.find(item.value or name)
            row = rows[number]
            if span[0] >= 0:
                fit = goal.overlap(name, span[0]) if item.kind in ("fill", "type") else goal.overlap(label, span[0])
                spans[number] = (span[0], span[1], goal.before(span[0]), 1)
                row[0] = 1.0
                row[1] = goal.quoted[span[0]]
                row[2] = fit
                row[3] = (span[1] - span[0]) / 8.0
                row[4] = all(place in self.past.used for place in range(*span))
                row[5] = item.span is not None and goal.text[slice(*item.span)] == item.value
                if fit > 0.0:
                    of_node.setdefault((nodes[number], item.kind), []).append((fit, number))
                    of_span.setdefault(span, []).append((fit, number))
            if node is not None:
                row[6] = self._holds(node, item)
                row[7] = goal.share(name)
                row[8] = goal.share(label)
                act = (item.kind, self._role(item), self._name(item), item.value)
                row[9] = act in self.acts
                row[10] = act == self.last
            row[11] = bool(item.value) and item.kind == "fill"
            row[12] = getattr(item.action, "submit", False)
            row[13] = (item.kind, "", "", item.value) == self.last
        for best, column in ((of_node, 14), (of_span, 15)):
            for fits in best.values():
                top = max(fit for fit, _ in fits)
                for fit, number in fits:
                    rows[number, column] = fit == top
        return spans, rows

    def _role(self, item: Candidate) -> str:
        return self.snapshot.nodes[item.node].role if item.node >= 0 else ""

    def _name(self, item: Candidate) -> str:
        return self.snapshot.nodes[item.node].name if item.node >= 0 else ""

    def _holds(self, node: Node, item: Candidate) -> bool:
        """Tell whether the control holds already what the candidate would put in."""
        if item.kind in ("fill", "type"):
            return bool(item.value) and node.text.replace(",", "") == item.value
        return item.kind == "select" and node.has("selected")

    def _calendar(self) -> list[float]:
        """Compare the month a popup shows with the goal's: there is one, earlier, later, a year or more, the same.

        The goal's date meant is the one whose words fit best what was clicked last before the popup.
        """
        shown = next(
            (
                month
                for node in self.snapshot.nodes
                if node.role == "heading" and self.labels.inside[node.index] == "dialog"
                and (month := month_of(node.name)) is not None
            ),
            None,
        )  # fmt: skip
        if shown is None or not self.goal.months:
            return [0.0] * 5
        opener = next(
            (act[2] for act in reversed(self.past.acts) if not act[2].startswith(("Next ", "Previous "))), ""
        )
        _, wanted = max(self.goal.months, key=lambda pair: self.goal.share_before(opener, pair[0]))
        distance = wanted - shown
        return [1.0, float(distance < 0), float(distance > 0), float(abs(distance) > 6), float(distance == 0)]

    def _state(self, goal_rows: Floats, rows: Floats) -> Floats:
        past = self.past
        waited = 0
        for act in reversed(past.acts):
            if act[0] != "wait":
                break
            waited += 1
        open_values = sum(start not in past.used for start, _ in self.goal.values)
        open_fit = rows[:, 2] * (1.0 - rows[:, 6])
        quoted = goal_rows[:, 0] > 0
        shown = np.maximum(goal_rows[:, 2], goal_rows[:, 3])
        return np.array(
            [
                min(past.steps, 60) / 20.0,
                past.error,
                past.url != self.snapshot.url,
                past.steps == 0,
                open_fit.max(),
                (open_fit > 0.6).sum() / 4.0,
                (rows[:, 2] * rows[:, 6]).sum() / 4.0,
                shown[quoted].mean() if quoted.any() else 0.0,
                goal_rows[:, 1].mean(),
                len(self.snapshot.nodes) / 100.0,
                min(waited, 6) / 3.0,
                open_values / 3.0,
                *self._calendar(),
            ],
            np.float32,
        )
