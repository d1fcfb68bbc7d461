"""Named random sources. The only module that hashes or draws.

A stream is named by place (``Stream(7).child("page", 2, "field", 0)``), never by draw order, so a new part moves
few old sites. A stream is a value: the same draw from the same stream gives the same result, hence each draw
gets a child of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from webgen.errors import InputError

T = TypeVar("T")
_SPAN = 1 << 64


MOST = 2**63 - 1


def seed_of(value: object) -> int:
    """Check that ``value`` is a seed (a non-negative int or its decimal text); raise :class:`InputError` otherwise."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        digits = value.lstrip("0") or "0"
        if len(digits) > len(str(MOST)):
            raise InputError(f"seed {digits:.{len(str(MOST))}}… is too large; the largest is {MOST}")
        value = int(digits)
    if isinstance(value, int) and value > MOST:
        raise InputError(f"seed {value} is too large; the largest is {MOST}")
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InputError(f"seed {value!r:.60} is not a non-negative integer; use 0, 1, 2, …")
    return value


def fingerprint(value: object, *, length: int = 16) -> str:
    """Hash JSON-able ``value`` in canonical form to ``length`` hex digits."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:length]


class Stream:
    """A random source named by its place."""

    __slots__ = ("_place", "path")

    def __init__(self, seed: int, *path: object) -> None:
        self.path: tuple[object, ...] = (seed_of(seed), *path)
        self._place = "\x1f".join([f"{type(part).__name__}:{part}" for part in self.path])

    def child(self, *names: object) -> Stream:
        """Return the stream at a place below this one."""
        below = Stream.__new__(Stream)  # not __init__: the place so far is already written down
        below.path = (*self.path, *names)
        below._place = self._place + "".join([f"\x1f{type(part).__name__}:{part}" for part in names])
        return below

    @property
    def _key(self) -> bytes:
        return hashlib.blake2b(self._place.encode("utf-8"), digest_size=16).digest()

    def seed(self) -> int:
        """Return 63 bits, for a library that wants a seed."""
        return int.from_bytes(self._key[:8], "big") >> 1

    def unit(self) -> float:
        """Return a float in [0, 1)."""
        return (int.from_bytes(self._key[:8], "big") >> 11) / (1 << 53)

    def integer(self, low: int, high: int) -> int:
        """Return an integer in [low, high], both ends included."""
        if high < low:
            raise ValueError(f"empty range {low}..{high}")
        return low + int.from_bytes(self._key, "big") % (high - low + 1)

    def chance(self, probability: float) -> bool:
        """Return True with the given probability."""
        return self.unit() < probability

    def _scorer(self) -> Callable[[str], int]:
        keyed = hashlib.blake2b(digest_size=8, key=self._key)

        def score(name: str) -> int:
            copy = keyed.copy()
            copy.update(name.encode("utf-8"))
            return int.from_bytes(copy.digest(), "big")

        return score

    def pick(self, options: Sequence[T], *, key: Callable[[T], str] = str) -> T:
        """Pick one option by rendezvous hashing (Thaler and Ravishankar 1998): adding an option moves few picks."""
        if not options:
            raise ValueError(f"nothing to pick from at {self.path}")
        score = self._scorer()
        return max(options, key=lambda option: score(key(option)))

    def shuffled(self, options: Sequence[T], *, key: Callable[[T], str] = str) -> list[T]:
        """Return the options in a random order that does not depend on the order they came in."""
        score = self._scorer()
        return sorted(options, key=lambda option: score(key(option)))

    def sample(self, options: Sequence[T], count: int, *, key: Callable[[T], str] = str) -> list[T]:
        """Return ``count`` different options in random order."""
        if count > len(options):
            raise ValueError(f"{count} of {len(options)} options at {self.path}")
        return self.shuffled(options, key=key)[:count]

    def weighted(self, weights: dict[str, float]) -> str:
        """Pick a name in proportion to its weight (weighted rendezvous: argmax of -w / ln u)."""
        from math import log

        live = {name: weight for name, weight in weights.items() if weight > 0}
        if not live:
            raise ValueError(f"no positive weight at {self.path}")
        score = self._scorer()
        return max(live, key=lambda name: (-live[name] / log((score(name) + 0.5) / _SPAN), name))
