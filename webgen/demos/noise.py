"""Mistakes that the expert makes and repairs, so that who learns from it sees how to recover.

A demonstration with mistakes is rehearsed in the twin: before some acts of the expert a mistake is tried on a checkpoint,
what repairs it is done, and the act itself. It stays only where nothing but the bookkeeping of the site has changed by
then and the act still does what it should; else the checkpoint is restored. A rehearsal that does not end in success is
begun anew without its last mistake. What comes out is a list of acts, which any engine can then perform.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from webgen.actions import Action, Back, Check, Click, Done, Fill, GiveUp, Navigate, Press, Select, Type
from webgen.demos.reasons import Reasons
from webgen.engines.base import Engine, Step
from webgen.episode import Episode
from webgen.errors import SpecError, WebgenError
from webgen.oracle import Oracle, OracleStuck
from webgen.snapshot import Node, Snapshot
from webgen.spec import Level
from webgen.streams import Stream

BOOKKEEPING = frozenset(("sessions", "tokens"))  # what looking at pages writes
TRIALS = 6  # mistakes that are tried at an act before it is left without one
REFUSED_SHARE = 0.1  # of the chances for a mistake: one that the page refuses; at the others one that it takes, or none
LONGEST = 4  # acts that a mistake, its repair and the act itself take at most
LOST = (SpecError, LookupError, StopIteration, RuntimeError, AssertionError)  # how a widget's operation ends on another page
UNFIT = ("disabled", "expanded", "pressed")  # states of buttons that open nothing
_REF = re.compile(r" \[ref=[^\]]*\]")


class DemoFailed(WebgenError):
    """The expert did not solve a level, or a replay differed: a defect of ours."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a demonstration, with why it is done; ``mistake``: it is wrong, and repaired afterwards."""

    action: Action
    why: str
    mistake: bool = False
    kind: str = ""  # of a mistake, one of KINDS


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake and what repairs it before the right act is done.

    Attributes:
        acts: both.
        fails: the mistake is refused, so that nothing changes.
        restores: the repair brings the page back as it was; else the right act itself puts it right.
        opens: the mistake makes the page show more.
    """

    acts: tuple[Act, ...]
    fails: bool = False
    restores: bool = False
    opens: bool = False


def rehearse(twin: Engine, level: Level, style: str, chance: float, stream: Stream) -> list[Act]:
    """Return what the expert does to solve a level when it makes a mistake before each act with a chance.

    There are no more acts than the level allows: where they leave no room, mistakes are not made.

    Raises:
        DemoFailed: it does not solve the level even without mistakes.
    """
    barred, made = set[int](), list[int]()

    def once(chance: float, alone: int) -> tuple[list[Act], tuple[str, ...]]:
        made.clear()
        try:
            return _rehearsed(twin, level, style, chance, stream, alone, frozenset(barred), made)
        except (OracleStuck, *LOST) as lost:
            if not made and not isinstance(lost, OracleStuck):
                raise
            return [], (str(lost),)

    acts, reasons = once(0.0, 0)
    alone = len(acts)
    while not reasons:
        acts, reasons = once(chance, alone)
        if not reasons:
            return acts
        if made:
            barred.add(made[-1])
            reasons = ()
    raise DemoFailed(f"the expert ({style}) did not solve level {level.id}: {'; '.join(reasons)}")


def _rehearsed(
    twin: Engine, level: Level, style: str, chance: float, stream: Stream, alone: int, barred: frozenset[int], made: list[int]
) -> tuple[list[Act], tuple[str, ...]]:
    """Return the acts of one rehearsal and why it is no success; ``made`` takes the acts before which mistakes were made."""
    oracle, acts = Oracle(level, style), list[Act]()
    reasons = Reasons(oracle)
    with Episode(twin, level) as episode:
        number = 0
        while len(acts) < level.max_steps:
            action = oracle.act(episode.snapshot)
            right = Act(action, reasons.why(episode.snapshot, action))
            room = len(acts) + LONGEST + max(0, alone - number - 1) <= level.max_steps
            place = stream.child("act", number)
            may = room and number not in barred and not isinstance(action, Done | GiveUp)
            done = _slipped(episode, right, place) if may and place.child("slip").chance(chance) else []
            number += 1
            if done:
                acts += done
                made.append(number - 1)
                continue
            acts.append(right)
            step = episode.act(action)
            if step.error is not None and made:
                return acts, (f"after a mistake the expert is refused: {step.error.message}",)
            if step.ended:
                verdict = episode.verdict()
                return acts, () if verdict.success else verdict.reasons or ("the verdict is against it",)
        return acts, (f"it takes more than {level.max_steps} acts",)


def _slipped(episode: Episode, right: Act, place: Stream) -> list[Act]:
    """Make a mistake, repair it and do the right act; return what was done, nothing where no mistake would do."""
    plausible, never_taken = (place.child("kind").shuffled(sorted(kinds)) for kinds in (set(KINDS) - REFUSED, REFUSED))
    kinds = [*never_taken, *plausible] if place.child("refused").chance(REFUSED_SHARE) else plausible
    slips = ((kind, slip) for kind in kinds for slip in KINDS[kind](episode.snapshot, right.action, place.child(kind)))
    for _, (kind, slip) in zip(range(TRIALS), slips, strict=False):
        state, errors = episode.session.checkpoint(), len(episode.errors)
        done = _tried(episode, slip, right)
        if done:
            return [replace(act, kind=kind) if act.mistake else act for act in done]
        episode.session.restore(state)
        del episode.errors[errors:]
    return []


def _tried(episode: Episode, slip: Slip, right: Act) -> list[Act]:
    before, known = episode.snapshot, episode.log(ambient=True)
    for act in slip.acts:
        step = episode.act(act.action)
        if (step.error is not None) != (slip.fails and act.mistake):
            return []
        if act.mistake and not slip.fails and not _came_to_something(slip, before, episode.snapshot):
            return []
    if any(row.table not in BOOKKEEPING for row in episode.since(known, ambient=True)):
        return []
    after = episode.snapshot
    if slip.fails:
        again = right.action if after.text == before.text else None
    elif slip.restores:
        again = _mapped(right.action, before, after)
    else:
        again = right.action if _reachable(right.action, before, after) else None
    if again is None:
        return []
    final: Step = episode.act(again)
    why = right.why if slip.fails or slip.restores else f"Put it right. {right.why}"
    return [] if final.error is not None else [*slip.acts, Act(again, why)]


def _came_to_something(slip: Slip, before: Snapshot, after: Snapshot) -> bool:
    """Tell whether a mistake did what its reason says: without that there is nothing to repair."""
    return _shape(before, False) != _shape(after, False) and (not slip.opens or len(after.nodes) > len(before.nodes))


def _shape(snapshot: Snapshot, focus: bool) -> tuple[object, ...]:
    """Return what a snapshot shows apart from refs, with or without the focus."""
    text = _REF.sub("", snapshot.text)
    return snapshot.url, snapshot.title, snapshot.tab, snapshot.tabs, text if focus else text.replace(" [active]", "")


def _mapped(action: Action, before: Snapshot, after: Snapshot) -> Action | None:
    """Return the action with the refs that a page has when it is shown again; None where it is not as it was."""
    focus = isinstance(action, Press)  # a key goes where the focus is
    if _shape(before, focus) != _shape(after, focus):
        return None
    changed: dict[str, Any] = {}
    for name in ("ref", "start", "end"):
        if ref := getattr(action, name, ""):
            node = before.by_ref.get(ref)
            new = after.nodes[node.index].ref if node is not None else None
            if new is None:
                return None
            changed[name] = new
    return replace(action, **changed) if changed else action


def _reachable(action: Action, before: Snapshot, after: Snapshot) -> bool:
    """Tell whether what an action is about is still there."""
    ref = str(getattr(action, "ref", ""))
    old, new = before.by_ref.get(ref), after.by_ref.get(ref)
    if old is None or new is None or (old.role, old.name) != (new.role, new.name):
        return False
    return before.tabs == after.tabs or old.role == "searchbox"


# ---- kinds of mistakes


def _lost(now: Snapshot, right: Action, stream: Stream) -> Iterator[Slip]:
    """Name an element that is not there."""
    ref = f"e{max((int(one.rpartition('e')[2]) for one in now.by_ref), default=0) + stream.integer(1, 40)}"
    wrong = replace(right, ref=ref) if isinstance(right, Click | Fill | Type | Select | Check) else Click(ref)
    yield Slip((Act(wrong, f"Act on {ref}, which is not on the page: a slip.", mistake=True),), fails=True)


def _misuse(now: Snapshot, right: Action, stream: Stream) -> Iterator[Slip]:
    """Use an action that does not fit the element."""
    wrong: Action
    match right:
        case Click(ref):
            node = now.by_ref.get(ref)
            wrong = Fill(ref, node.name if node is not None and node.name else "yes")
        case Fill(ref, text) | Type(ref, text) if text:
            wrong = Select(ref, (text,))
        case Select(ref, values):
            wrong = Fill(ref, values[0] if values else "none")
        case _:
            return
    yield Slip((Act(wrong, "Take the wrong kind of action for this element: a slip.", mistake=True),), fails=True)


def _misspelling(now: Snapshot, right: Action, stream: Stream) -> Iterator[Slip]:
    """Write something else first."""
    if not isinstance(right, Fill | Type) or not right.text or right.ref not in now.by_ref:
        return
    node, wrong = now.by_ref[right.ref], misspelt(right.text, stream)
    searched = right.submit and node.role == "searchbox"
    act = Act(replace(right, text=wrong, submit=searched), f"Write “{_short(wrong)}”: a slip.", mistake=True)
    clear = Act(Fill(right.ref, now.value(node)), "Take out what was written wrongly.")
    yield Slip((act, clear) if isinstance(right, Type) else (act,))


def misspelt(text: str, stream: Stream) -> str:
    """Return a text that differs a little: a digit off, two letters swapped, or the last one missing."""
    digits = [at for at, char in enumerate(text) if char.isascii() and char.isdigit()]
    swaps = [at for at in range(len(text) - 1) if text[at] != text[at + 1] and (text[at] + text[at + 1]).isalpha()]
    if digits and (not swaps or stream.child("which").chance(0.5)):
        at = digits[-1]
        return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
    if swaps:
        at = swaps[stream.child("at").integer(0, len(swaps) - 1)]
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:-1] if len(text) > 1 else text + text


def _other_option(now: Snapshot, right: Action, stream: Stream) -> Iterator[Slip]:
    """Choose another option of a drop-down, another radio button or another tab first; or tick another box and clear it again."""
    node = now.by_ref.get(str(getattr(right, "ref", "")))
    if node is None:
        return
    if isinstance(right, Select):
        names = sorted({item.name for item in now.inside(node) if item.role == "option" and item.name} - set(right.values))
        for name in stream.sample(names, min(2, len(names))):
            yield Slip((_chosen(Select(node.ref or "", (name,)), name),))
        return
    if not isinstance(right, Check | Click) or node.role not in ("radio", "tab", "checkbox", "option"):
        return
    others = [one for one in _siblings(now, node) if not one.has("disabled") and not one.has("checked") and not one.has("selected")]
    for other in stream.sample(others, min(2, len(others)), key=_place):
        wrong = replace(right, ref=other.ref or "")
        if node.role in ("radio", "tab"):
            yield Slip((_chosen(wrong, other.name),))
        else:
            back = replace(wrong, checked=not wrong.checked) if isinstance(wrong, Check) else wrong
            yield Slip((_chosen(wrong, other.name), Act(back, f"Undo it, because “{_short(other.name)}” is not wanted.")), restores=True)


def _chosen(wrong: Action, name: str) -> Act:
    return Act(wrong, f"Choose “{_short(name)}”: a slip.", mistake=True)


def _wrong_link(now: Snapshot, right: Action, stream: Stream) -> Iterator[Slip]:
    """Follow another link, and go back."""
    if not isinstance(right, Click | Navigate):
        return
    node = now.by_ref.get(right.ref) if isinstance(right, Click) else None
    near = _siblings(now, node) if node is not None and node.role == "link" else []
    links = [one for one in near or now.nodes if one.role == "link" and one.ref and one.name and (one.url or "").startswith("/")]
    goes = {right.url if isinstance(right, Navigate) else node.url if node is not None else None}
    links = [one for one in links if one.url not in goes and one is not node]
    for other in stream.sample(links, min(2, len(links)), key=_place):
        wrong = Act(Click(other.ref or ""), f"Open “{_short(other.name)}”: a slip.", mistake=True)
        yield Slip((wrong, Act(Back(), "Go back, because that was the wrong page.")), restores=True)


def _menu(now: Snapshot, right: Action, stream: Stream) -> Iterator[Slip]:
    """Open something that is not needed, and close it again."""
    aimed = str(getattr(right, "ref", ""))
    buttons = [one for one in now.nodes if one.role == "button" and one.ref and one.name and one.ref != aimed and not any(map(one.has, UNFIT))]
    for button in stream.sample(buttons, min(2, len(buttons)), key=_place):
        wrong = Act(Click(button.ref or ""), f"Press “{_short(button.name)}”: a slip.", mistake=True)
        shut = "Close what came up, because it is not needed."
        yield Slip((wrong, Act(Press("Escape"), shut)), restores=True, opens=True)
        yield Slip((wrong, Act(Click(button.ref or ""), shut)), restores=True, opens=True)


def _siblings(now: Snapshot, node: Node) -> list[Node]:
    """Return the nodes of the same role nearby: below the same parent, or below the parent's parent."""
    for parent in (node.parent, now.nodes[node.parent].parent if node.parent >= 0 else -1):
        inside = now.inside(now.nodes[parent]) if parent >= 0 else []
        found = [one for one in inside if one.role == node.role and one.ref and one is not node and one.name]
        if found:
            return found
    return []


def _place(node: Node) -> str:
    return f"{node.index} {node.name}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


KINDS: dict[str, Callable[[Snapshot, Action, Stream], Iterator[Slip]]] = {
    "lost": _lost,
    "misuse": _misuse,
    "misspelling": _misspelling,
    "option": _other_option,
    "link": _wrong_link,
    "menu": _menu,
}
REFUSED = frozenset(("lost", "misuse"))  # what no page takes: made now and then


def mistakes(acts: Sequence[Act]) -> int:
    """Return how many of some acts are mistakes."""
    return sum(act.mistake for act in acts)
