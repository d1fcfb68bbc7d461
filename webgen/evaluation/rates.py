"""Shares with their intervals, chances over several attempts, and differences between two players."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, sqrt
from typing import Any

import numpy as np
from scipy.stats import binomtest, bootstrap, norm

LEVEL = 0.95
DRAWS = 9_999
FEW = 10  # levels below which a bootstrap says nothing: its interval would be far too narrow
SURE = 0.05  # p of the exact test below which a difference may be certain
Interval = tuple[float, float]
Share = Fraction | float


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of successes with its 95 % Wilson interval.

    Attributes:
        successes: how many episodes were solved.
        episodes: of how many.
        independent: how many of them tell something of their own; None: all. Attempts at one level are alike: with
            several of each, the interval is that of as many tries as there are levels, rather too wide than too narrow.
    """

    successes: int
    episodes: int
    independent: int | None = None

    @property
    def value(self) -> float:
        """The share; 0 of nothing is 0."""
        return self.successes / self.episodes if self.episodes else 0.0

    @property
    def interval(self) -> Interval:
        """The 95 % Wilson interval of the share as it is; all of [0, 1] where nothing was played."""
        return wilson(self.value, self.independent or self.episodes) if self.episodes else (0.0, 1.0)

    def as_json(self) -> dict[str, Any]:
        """Return the rate, JSON-able."""
        edges = [round(edge, 4) for edge in self.interval]
        return {"success": round(self.value, 4), "ci95": edges, "episodes": self.episodes, "successes": self.successes}


def wilson(share: float, tries: int) -> Interval:
    """Return the 95 % score interval of a share of ``tries``; a share of several attempts need be no count of them.

    Wilson 1927, "Probable inference, the law of succession, and statistical inference". Of whole counts it is what
    ``scipy.stats.binomtest`` gives.
    """
    z = float(norm.ppf((1 + LEVEL) / 2))
    middle = share + z * z / (2 * tries)
    half = z * sqrt(share * (1 - share) / tries + (z / (2 * tries)) ** 2)
    whole = 1 + z * z / tries
    return 0.0 if share == 0 else (middle - half) / whole, 1.0 if share == 1 else (middle + half) / whole


def gap(one: Rate, other: Rate) -> Interval:
    """Return the 95 % interval of ``one - other``, two shares of different levels.

    Newcombe 1998, "Interval estimation for the difference between independent proportions", method 10: from the two
    Wilson intervals.
    """
    (low, high), (low2, high2) = one.interval, other.interval
    middle = one.value - other.value
    below = sqrt((one.value - low) ** 2 + (high2 - other.value) ** 2)
    above = sqrt((high - one.value) ** 2 + (other.value - low2) ** 2)
    return middle - below, middle + above


# ---- several attempts


def pass_at(results: Mapping[int, Sequence[bool]], k: int) -> float | None:
    """Return pass@k, the mean chance that one of ``k`` attempts at a level succeeds, without bias; None where no level has k.

    Chen et al. 2021, "Evaluating Large Language Models Trained on Code": 1 - C(n - c, k) / C(n, k) for c successes of n.
    """
    shares = [1 - comb(len(one) - sum(one), k) / comb(len(one), k) for one in results.values() if len(one) >= k]
    return sum(shares) / len(shares) if shares else None


def pass_all(results: Mapping[int, Sequence[bool]], k: int) -> float | None:
    """Return pass^k, the mean chance that all of ``k`` attempts at a level succeed: C(c, k) / C(n, k).

    Yao et al. 2024, "tau-bench".
    """
    shares = [comb(sum(one), k) / comb(len(one), k) for one in results.values() if len(one) >= k]
    return sum(shares) / len(shares) if shares else None


# ---- two players on the same levels


@dataclass(frozen=True, slots=True)
class Difference:
    """How one player did against another on levels that both played.

    Attributes:
        levels: how many there are.
        one: mean share of successes of the first player over levels.
        other: of the second.
        interval: 95 % interval of ``one - other``, from a paired bootstrap over levels; None where there are fewer than
            :data:`FEW` levels, or the difference is the same on all of them, so that there is nothing to draw from.
        better: levels on which the first does better.
        worse: levels on which it does worse.
        p: of the exact test that both kinds are equally likely. With one attempt each it is McNemar's test.
    """

    levels: int
    one: float
    other: float
    interval: Interval | None
    better: int
    worse: int
    p: float

    @property
    def value(self) -> float:
        """The difference."""
        return self.one - self.other

    @property
    def certain(self) -> bool:
        """Whether chance hardly explains it: enough levels, and both the exact test and the interval, if any, say so."""
        outside = self.interval is None or not self.interval[0] <= 0 <= self.interval[1]
        return self.levels >= FEW and self.p < SURE and outside

    @property
    def no_interval(self) -> str | None:
        """Why there is no interval, in a phrase."""
        if self.interval is not None:
            return None
        return "too few levels for an interval" if self.levels < FEW else "the same on every level, so no interval"

    def as_json(self) -> dict[str, Any]:
        """Return the difference, JSON-able."""
        return {
            "levels": self.levels, "success_a": round(self.one, 4), "success_b": round(self.other, 4), "difference": round(self.value, 4),
            "ci95": None if self.interval is None else [round(edge, 4) for edge in self.interval],
            "no_interval": self.no_interval, "certain": self.certain,
            "better": self.better, "worse": self.worse, "p": round(self.p, 6),
        }  # fmt: skip


def difference(pairs: Sequence[tuple[Share, Share]], *, seed: int = 0) -> Difference:
    """Return the difference of two players from their shares of successes on each level.

    Args:
        pairs: for every level both shares, as fractions where they are none of 0 and 1, since equal players must come out
            equal; at least one level.
        seed: of the bootstrap.
    """
    gaps = [one - other for one, other in pairs]
    better, worse = sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)
    p = float(binomtest(better, better + worse, 0.5).pvalue) if better + worse else 1.0
    one, other = (float(sum(column, Fraction()) / len(pairs)) for column in zip(*pairs, strict=True))
    return Difference(len(pairs), one, other, _interval(np.array(gaps, dtype=np.float64), seed), better, worse, p)


def _interval(gaps: np.ndarray[Any, np.dtype[np.float64]], seed: int) -> Interval | None:
    if len(gaps) < FEW or (gaps == gaps[0]).all():
        return None
    found = bootstrap(
        (gaps,), np.mean, n_resamples=DRAWS, batch=500, vectorized=True, confidence_level=LEVEL, method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval  # fmt: skip
    return float(found.low), float(found.high)


def holm(ps: Mapping[str, float]) -> dict[str, float]:
    """Return p-values corrected for how many were looked at.

    Holm 1979, "A simple sequentially rejective multiple test procedure".
    """
    found: dict[str, float] = {}
    largest = 0.0
    for rank, (name, p) in enumerate(sorted(ps.items(), key=lambda pair: pair[1])):
        largest = max(largest, min(1.0, p * (len(ps) - rank)))
        found[name] = largest
    return found


def quantiles(values: Iterable[float]) -> dict[str, float] | None:
    """Return the median, the 90th and 95th percentile, and the sum; None of nothing."""
    known = np.array(list(values), dtype=np.float64)
    if not len(known):
        return None
    p50, p90, p95 = (round(float(value), 3) for value in np.quantile(known, (0.5, 0.9, 0.95)))
    return {"p50": p50, "p90": p90, "p95": p95, "total": round(float(known.sum()), 3)}
