"""Candidates: what the goal offers as values, what a page offers to do, and that the expert's actions are among it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from functools import cache

import pytest

from webgen.actions import Action, Back, Check, Click, Done, Fill, GiveUp, Navigate, Press, Select, Type, Wait
from webgen.candidates import KEYS, KINDS, Candidate, candidates, index_of, spans
from webgen.engines import engine
from webgen.episode import play
from webgen.generate import Knobs, course, level_of
from webgen.oracle import STYLES, Oracle
from webgen.snapshot import Snapshot

PAGE = """\
- generic [active] [ref=e1]:
  - link "Home" [ref=e2] [cursor=pointer]:
    - /url: /
  - link "Elsewhere" [ref=e3] [cursor=pointer]:
    - /url: http://other.example/
  - searchbox "Search" [ref=e4]: old
  - textbox "Name" [ref=e5]
  - spinbutton "Price" [ref=e6]
  - textbox "Locked" [disabled] [ref=e7]
  - combobox "Status" [ref=e8]:
    - option "Open" [selected]
    - option "In progress"
  - combobox "Team Choose…" [ref=e9] [cursor=pointer]
  - combobox "Owner" [ref=e10]
  - checkbox "Gift" [ref=e11]
  - switch "Alerts" [checked] [ref=e12] [cursor=pointer]
  - radio "Small" [checked] [ref=e13]
  - radio "Large" [ref=e14]
  - button "Save" [disabled] [ref=e15]
  - generic [ref=e16] [cursor=pointer]: A card to click
  - generic [ref=e17] [cursor=pointer]:
    - button "Inner" [ref=e18]
  - table [ref=e20]:
    - row [ref=e21]:
      - cell [ref=e22]:
        - link "Blue lamp" [ref=e23] [cursor=pointer]:
          - /url: /lamps/4
      - cell "$12.00" [ref=e24]
  - definition [ref=e25]:
    - generic [ref=e26]: North 4"""
GOAL = (
    'Set Name to "Lamp, big and blue", Status to In progress, Price to $1,234.50, Due to 2 March 2026 '
    "and Weight to 5 kg. Sign in as ann.lee@example.com with the password birch-river-53."
)


def page(text: str = PAGE) -> Snapshot:
    return Snapshot(text, "http://shop.test/lamps", "Lamps")


@cache
def offered(rich: bool = True) -> tuple[Candidate, ...]:
    return tuple(candidates(page(), GOAL, rich=rich))


def actions(rich: bool = True) -> list[Action]:
    return [candidate.action for candidate in offered(rich)]


# ---- values in the goal -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "value"),
    [
        (GOAL, "Lamp, big and blue"),
        (GOAL, "In progress"),
        (GOAL, "1234.50"),
        (GOAL, "$1,234.50"),
        (GOAL, "2026-03-02"),
        (GOAL, "2 March 2026"),
        (GOAL, "5"),
        (GOAL, "5 kg"),
        (GOAL, "ann.lee@example.com"),
        (GOAL, "birch-river-53"),
        ("Team is Research and development and Level is Low from now on.", "Research and development"),
        ("Team is Research and development and Level is Low from now on.", "Low"),
        ('Check that Team is Front desk for the person "Al Ray".', "Front desk"),
        ("Set Due to March 12, 2026.", "2026-03-12"),
        ("Set Balance to -$3.00.", "-3.00"),
        ("Set Count to 1,200 items.", "1200"),
        ("Open “Blue lamp”.", "Blue lamp"),
    ],
)
def test_spans_find(goal: str, value: str) -> None:
    assert value in [text for span in spans(goal) for _, text in span.values]


def test_spans_say_where_they_are() -> None:
    for span in spans(GOAL):
        assert GOAL[span.start : span.end] == span.text
        assert span.values[0] == ("identity", span.text)


def test_digits_inside_dates_names_and_amounts_are_no_values_of_their_own() -> None:
    found = {text for span in spans('Move "SO-84453" to 2 March 2026 for $1,234.50.') for _, text in span.values}
    assert found.isdisjoint({"84453", "2", "2026", "1", "234.50", "1,234.50"})


def test_span_lists_are_fresh() -> None:
    spans(GOAL).clear()
    assert spans(GOAL)


# ---- what a page offers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "action",
    [
        Click("e2"), Click("e9"), Click("e14"), Click("e16"), Click("e18"), Click("e23"),
        Fill("e5", "Lamp, big and blue"), Fill("e5", "2026-03-02"), Fill("e6", "1234.50"), Fill("e6", "5"),
        Fill("e4", "Lamp, big and blue", submit=True), Fill("e4", ""), Fill("e4", "Blue lamp"),
        Fill("e5", "birch-river-53", submit=True), Fill("e10", "In progress"),
        Type("e5", "Lamp, big and blue"), Type("e6", "1234.50"), Type("e10", "In progress"),
        Select("e8", ("Open",)), Select("e8", ("In progress",)),
        Check("e11"), Check("e12", False), Check("e14"),
        Navigate("http://shop.test/"), Navigate("http://shop.test/lamps/4"),
        Done(), Done("$12.00"), Done("North 4"), Done("Blue lamp"), GiveUp(), Back(), Wait(1000),
        *(Press(key) for key in KEYS),
    ],
    ids=str,
)  # fmt: skip
def test_offers(action: Action) -> None:
    assert action in actions()


@pytest.mark.parametrize(
    "action",
    [
        Click("e8"),  # a native list takes select
        Click("e15"), Fill("e7", "Lamp, big and blue"),  # disabled
        Click("e17"),  # the button inside is meant
        Fill("e6", "Lamp, big and blue"), Fill("e6", "$1,234.50"),  # no numbers
        Fill("e9", "In progress"),  # nothing to type in
        Check("e11", False), Check("e12", True), Check("e13", False), Check("e13"),  # changes nothing, or cannot be
        Navigate("http://other.example/"),  # outside
        Done("Save"), Done("Open"),  # names of controls are no answers
    ],
    ids=str,
)  # fmt: skip
def test_does_not_offer(action: Action) -> None:
    assert action not in actions()


def test_each_action_is_offered_once() -> None:
    found = actions()
    assert len(found) == len(set(found))


def test_candidates_say_what_they_are_about() -> None:
    nodes = page().nodes
    for candidate in offered():
        assert candidate.kind in KINDS
        ref = getattr(candidate.action, "ref", None)
        if ref is not None:
            assert nodes[candidate.node].ref == ref
        if candidate.span is not None:
            text = GOAL[slice(*candidate.span)]
            values = [pair for span in spans(GOAL) if span.text == text for pair in span.values]
            pieces = [str(int(piece)) for kind, value in values if kind == "date" for piece in value.split("-")]
            pieces += [piece for _, value in values if re.fullmatch(r"\d+\.\d+", value) for piece in value.split(".")]
            assert candidate.value in [*(value for _, value in values), *pieces, *re.split(r", | and |@", text)]
    price = next(item for item in offered() if item.action == Fill("e6", "1234.50"))
    assert price.span is not None
    assert GOAL[slice(*price.span)] == "$1,234.50"


def test_the_small_space_leaves_out_other_ways_to_the_same_end() -> None:
    small, large = set(actions(rich=False)), set(actions())
    assert small < large
    assert not any(isinstance(action, Type | Navigate) for action in small)
    assert {action.key for action in small if isinstance(action, Press)} == {"Enter", "Escape"}


def test_a_limit_keeps_order_and_what_matters() -> None:
    whole = list(offered())
    for limit in (20, 40, 80):
        cut = candidates(page(), GOAL, limit=limit)
        assert len(cut) == limit
        assert [item for item in whole if item in cut] == cut
        assert {"done", "give_up", "back", "wait", "click"} <= {item.kind for item in cut}
    assert Fill("e6", "1234.50") in [item.action for item in candidates(page(), GOAL, limit=60)]


@pytest.mark.parametrize(
    ("action", "same"),
    [
        (GiveUp("there is no such record"), GiveUp()),
        (Done(" north  4. "), Done("North 4")),
        (Done('"BLUE LAMP"'), Done("Blue lamp")),
        (Click("e2"), Click("e2")),
    ],
)
def test_index_of_reads_as_the_judge_does(action: Action, same: Action) -> None:
    index = index_of(action, offered())
    assert index is not None
    assert offered()[index].action == same


@pytest.mark.parametrize("action", [Done("South 4"), Click("e99"), Click("e2", double=True), Wait(5), Done("")])
def test_index_of_finds_nothing_else(action: Action) -> None:
    assert index_of(action, offered()) is None


# ---- the expert -------------------------------------------------------------------------------------------------


def is_visible(action: Action, snapshot: Snapshot, goal: str) -> bool:
    """Whether an agent could know the text of an action: the expert also knows titles and answers it has not seen."""
    text = action.answer if isinstance(action, Done) else getattr(action, "text", None)
    known = {value for span in spans(goal) for _, value in span.values}
    return text is None or text in known or text in snapshot.text


@pytest.mark.parametrize("style", STYLES)
def test_what_the_expert_does_is_among_the_candidates(style: str) -> None:
    taken, known = 0, 0
    missed: list[tuple[int, bool, Action, str]] = []

    def watch(snapshot: Snapshot, action: Action) -> None:
        nonlocal taken, known
        taken += 1
        if not is_visible(action, snapshot, goal):
            return
        known += 1
        for rich in (True, False) if style == "mouse" else (True,):
            if index_of(action, candidates(snapshot, goal, rich=rich)) is None:
                missed.append((seed, rich, action, snapshot.url))

    for seed in (0, 2, 6, 14, 17, 19, 24, 26, 29, 34, 37, 38):
        level = level_of(seed, Knobs.model_validate(course("basics")))
        goal = level.task.goal
        play(engine("twin"), level, Oracle(level, style), watch=watch)
    assert not missed
    assert known >= 0.98 * taken


# ---- determinism and speed --------------------------------------------------------------------------------------

_PRINT = """
from webgen.candidates import candidates
from webgen.engines import engine
from webgen.episode import play
from webgen.generate import level_of
from webgen.oracle import Oracle
from webgen.streams import fingerprint
seen = []
level = level_of(14)
watch = lambda snapshot, _: seen.append(repr(candidates(snapshot, level.task.goal, limit=90)))
play(engine("twin"), level, Oracle(level), watch=watch)
print(fingerprint(seen))
"""


def test_the_list_does_not_depend_on_the_hash_seed() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", _PRINT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(outputs.pop().strip()) == 16


def test_enumeration_is_fast() -> None:
    row = """\
    - row [ref=e{0}0]:
      - cell [ref=e{0}1]:
        - link "Lamp {0}" [ref=e{0}2] [cursor=pointer]:
          - /url: /lamps/{0}
      - cell "${0}.00" [ref=e{0}3]"""
    rows = "\n".join(row.format(number) for number in range(10, 28))
    snapshot = page(PAGE + "\n  - table [ref=e99]:\n" + rows)
    assert 95 <= len(snapshot.nodes) <= 110
    best = 1.0
    for _ in range(30):
        start = time.process_time()
        candidates(snapshot, GOAL)
        best = min(best, time.process_time() - start)
    assert best < 0.002  # about 0.6 ms on a quiet machine
