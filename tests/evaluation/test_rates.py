"""Shares, intervals and differences have the values that books and other programs give."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from scipy.stats import binomtest

from webgen.evaluation.rates import Rate, difference, gap, holm, pass_all, pass_at, quantiles, wilson


def test_attempts_at_one_level_do_not_make_the_interval_narrower() -> None:
    assert Rate(50, 100, 100).interval == Rate(50, 100).interval
    assert Rate(200, 400, 100).interval == Rate(50, 100).interval
    assert Rate(200, 400).interval[0] > Rate(200, 400, 100).interval[0]


def test_the_interval_is_wilsons() -> None:
    for tries in (1, 2, 7, 20, 300):
        for successes in range(tries + 1):
            known = binomtest(successes, tries).proportion_ci(0.95, method="wilson")
            assert Rate(successes, tries).interval == pytest.approx((known.low, known.high), abs=1e-12)
    assert Rate(0, 9).interval[0] == 0
    assert Rate(9, 9).interval[1] == 1


def test_a_share_of_several_attempts_is_not_rounded_to_whole_levels() -> None:
    assert Rate(2, 4, 1).interval == pytest.approx((0.0546, 0.9454), abs=1e-4)
    assert Rate(1, 80, 20).interval[0] > 0
    assert Rate(10, 80, 20).interval == wilson(0.125, 20) == pytest.approx((0.0396, 0.3313), abs=1e-4)


def test_the_gap_of_two_shares_is_newcombes() -> None:
    """Newcombe 1998, table II, (a): 56/70 - 48/80 gives 0.0524 to 0.3339; (d): 9/10 - 3/10 gives 0.1705 to 0.8090."""
    assert gap(Rate(56, 70), Rate(48, 80)) == pytest.approx((0.0524, 0.3339), abs=1e-4)
    assert gap(Rate(9, 10), Rate(3, 10)) == pytest.approx((0.1705, 0.8090), abs=1e-4)


def test_attempts_are_counted_as_by_enumeration() -> None:
    tries = [True, False, True, False, False]
    for k in range(1, 6):
        draws = list(combinations(tries, k))
        assert pass_at({0: tries}, k) == pytest.approx(np.mean([any(draw) for draw in draws]))
        assert pass_all({0: tries}, k) == pytest.approx(np.mean([all(draw) for draw in draws]))
    assert pass_at({0: tries}, 6) is None


def test_a_difference_is_paired() -> None:
    pairs = [(1.0, 0.0)] * 12 + [(0.0, 1.0)] * 2 + [(1.0, 1.0)] * 30 + [(0.0, 0.0)] * 6
    found = difference(pairs)
    assert (found.levels, found.better, found.worse) == (50, 12, 2)
    assert found.value == pytest.approx(0.2)
    assert found.p == pytest.approx(2 * sum([1, 14, 91]) / 2**14)  # McNemar's exact test by hand
    assert found.interval is not None
    low, high = found.interval
    spread = np.sqrt(np.var([a - b for a, b in pairs]) / 50)
    assert (low, high) == pytest.approx((0.2 - 1.96 * spread, 0.2 + 1.96 * spread), abs=0.03)
    assert difference(pairs) == found
    mirrored = difference([(b, a) for a, b in pairs])
    assert mirrored.p == found.p
    assert mirrored.value == pytest.approx(-0.2)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    draws = np.random.default_rng(5)
    hits = 0
    for trial in range(60):
        gaps = draws.choice([1.0, 0.0, -1.0], 60, p=[0.3, 0.6, 0.1])
        found = difference([(max(one, 0.0), max(-one, 0.0)) for one in gaps], seed=trial)
        assert found.interval is not None
        hits += found.interval[0] <= 0.2 <= found.interval[1]
    assert hits >= 51  # 95 % of 60 are 57


def test_few_levels_say_little() -> None:
    assert difference([(1.0, 0.0)]).interval is None
    assert difference([(1.0, 1.0), (0.0, 0.0)]).p == 1.0
    assert difference([(1.0, 0.0)] * 3).p == pytest.approx(0.25)


def test_equal_players_are_equal_whatever_the_order_of_their_levels() -> None:
    third = Fraction(1, 3)
    found = difference([(Fraction(1), third), (Fraction(1), Fraction(1)), (third, Fraction(1))])
    assert (found.value, found.better, found.worse) == (0.0, 1, 1)
    assert str(found.value) == "0.0"
    draws = np.random.default_rng(3)
    for _ in range(300):
        one = [Fraction(int(solved), 3) for solved in draws.integers(0, 4, 7)]
        assert difference(list(zip(one, [one[place] for place in draws.permutation(7)], strict=True))).value == 0


def test_holm() -> None:
    """The example of Holm's paper in Wikipedia's words: 0.01, 0.04, 0.03, 0.005 give 0.03, 0.06, 0.06, 0.02."""
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005}) == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06, "d": 0.02})
    assert holm({}) == {}


def test_quantiles() -> None:
    assert quantiles([]) is None
    assert quantiles([1, 2, 3, 4, 5]) == {"p50": 3, "p90": 4.6, "p95": 4.8, "total": 15}
