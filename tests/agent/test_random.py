"""The floor: a walk that looks around until it stops."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

import pytest

from agent.play import Random, Seat
from webgen.actions import Action, Back, Done, GiveUp, Wait
from webgen.candidates import Candidate

LIMIT, DRAWS = 5, 4000


def seat(number: int, *actions: Action) -> Seat:
    among = [Candidate(action, "", -1, None, "") for action in actions]
    made: Any = SimpleNamespace(place=("level", number), among=among, level=SimpleNamespace(max_steps=LIMIT))
    return cast(Seat, made)


def test_ends_are_seldom_and_the_rest_alike() -> None:
    actions = (Done(answer="a"), Done(answer="b"), Done(), GiveUp(), Back(), Wait(1000))
    drawn = Random().choose([seat(number, *actions) for number in range(DRAWS)])
    counts = Counter(type(one.action).__name__ for one in drawn)
    assert counts["Done"] / DRAWS == pytest.approx(1 / (2 * LIMIT), abs=0.02)
    assert counts["GiveUp"] / DRAWS == pytest.approx(1 / (2 * LIMIT), abs=0.02)
    assert counts["Back"] / DRAWS == pytest.approx(0.5 - 1 / (2 * LIMIT), abs=0.03)
    assert drawn == Random().choose([seat(number, *actions) for number in range(DRAWS)])


def test_with_nothing_else_to_do_it_ends() -> None:
    assert {type(one.action) for one in Random().choose([seat(number, Done()) for number in range(50)])} == {Done}
